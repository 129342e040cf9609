import Memcached

/// The server that a statement goes to for a key, and what that one speaks.
struct KeyPlace: Sendable {
    let server: Int
    let dialect: Result<Dialect, MemcachedError>

    /// Which 1.6 it is, if it knows meta commands.
    var patch: Int? {
        if case .success(.meta(let patch)) = dialect { patch } else { nil }
    }
}

extension Performer {
    /// Where keys are now. Servers that are found to be out of reach are replaced by those that stand in for them.
    func places(of keys: [Key], on target: Int?) async -> [KeyPlace] {
        var known: [Int: Result<Dialect, MemcachedError>] = [:]
        while true {
            let servers = keys.map { target ?? client.currentServer(of: $0) }
            let unknown = Set(servers).subtracting(known.keys)
            if unknown.isEmpty {
                return servers.compactMap { server in known[server].map { KeyPlace(server: server, dialect: $0) } }
            }
            // Each round asks a server that was not asked before.
            known.merge(await dialects(of: unknown)) { $1 }
        }
    }

    /// What servers speak, all asked at once.
    func dialects(of servers: some Sequence<Int>) async -> [Int: Result<Dialect, MemcachedError>] {
        let client = client
        return await withTaskGroup(of: (Int, Result<Dialect, MemcachedError>).self) { group in
            for server in servers {
                group.addTask { (server, await client.dialect(of: server)) }
            }
            var dialects: [Int: Result<Dialect, MemcachedError>] = [:]
            for await (server, dialect) in group { dialects[server] = dialect }
            return dialects
        }
    }

    /// What there is to say of a key before its server was asked for the item: a miss, or why it is not asked at all.
    /// `silence` is what a server without meta commands is not asked for.
    func unasked(_ key: Key, _ place: KeyPlace, _ statement: Statement, because silence: String) -> ItemOutcome {
        let server = client.servers[place.server]
        var outcome = ItemOutcome(key: typed(key), server: server, status: .miss)
        let home = client.distribution.server(for: key.bytes.span, log: nil)
        outcome.isRerouted = statement.target == nil && place.server != home
        switch place.dialect {
        case .success(.meta): break
        case .success(.classic):
            let shown = Literal.word(typed(key))
            outcome.fail(
                Failure(
                    .client,
                    "\(server): the server knows no meta commands (memcached 1.6.13 and later do), so \(silence); "
                        + "'gets \(shown)' shows value, flags and token, and counts as a use"
                )
            )
        case .failure(let error): outcome.fail(failure(error.beforeSending, statement))
        }
        return outcome
    }
}
