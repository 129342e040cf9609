import Memcached
import NIOCore

// The statements about the servers as a whole: which there are, which of them hold a key, where keys belong.

extension Performer {
    func locate(_ location: Location) throws(Failure) -> [ItemOutcome] {
        if location.readsInput {
            throw Failure(
                .usage,
                "keys from standard input go with 'mcsh where -'; a key of that name is written '-' in quotes"
            )
        }
        let locator = try locator(location)
        return location.keys.map { locator.outcome(of: $0) }
    }

    /// Where keys belong, for whoever has many of them.
    package func locator(_ location: Location) throws(Failure) -> Locator {
        try Locator(
            location,
            servers: client.servers,
            own: client.distribution,
            prefix: settings.prefix,
            resolve: settings.resolve
        )
    }

    // MARK: servers

    func servers(_ statement: Statement) async -> ServerTable {
        let shares = client.distribution.shares
        let answers = await client.performEverywhere(.version)
        // What a proxy does not know it may close the connection at; so only those are asked that answered, and what
        // they do not tell is left out.
        let up = answers.filter { if case .success = $0.result { true } else { false } }.map(\.server)
        let counters = await client.perform(up.map { (.stats(report: nil), $0) })
        let stats = Dictionary(uniqueKeysWithValues: counters.map { ($0.server, $0) })
        let health = client.health
        let now = ContinuousClock.now
        let rows = answers.map { answer in
            let server = client.servers[answer.server]
            var row = ServerOutcome(number: answer.server + 1, server: server, status: .ok)
            row.fields = [.init("number", "\(answer.server + 1)"), .init("address", "\(server)")]
            if let name = server.name { row.fields.append(.init("name", name)) }
            row.fields.append(.init("weight", "\(server.weight)"))
            row.fields.append(ServerOutcome.Field("share", .share(shares[answer.server])))
            row.fields += Performer.fields(of: health[answer.server], now: now)
            switch answer.result {
            case .success(.version(let version)): row.fields.append(.init("version", version))
            case .success: break
            case .failure(let error):
                row.status = .error
                row.failure = failure(error, statement)
            }
            if case .success(.stats(let counters))? = stats[answer.server]?.result {
                row.fields += Performer.fields(of: counters)
            }
            return row
        }
        let columns = [
            "number", "address", "name", "weight", "share", "state", "since", "version", "items", "memory", "limit",
            "hit_rate", "reason",
        ]
        return ServerTable(columns: columns, rows: rows)
    }

    private static func fields(of health: Router.Health, now: ContinuousClock.Instant) -> [ServerOutcome.Field] {
        switch health {
        case .up(let since):
            return [.init("state", "up"), .init("since", .seconds((now - since).components.seconds))]
        case .down(let outage):
            return [
                .init("state", "down"), .init("since", .seconds((now - outage.since).components.seconds)),
                .init("reason", outage.reason),
            ]
        case .unknown:
            return [.init("state", "unknown")]
        }
    }

    private static func fields(of stats: [Stat]) -> [ServerOutcome.Field] {
        func number(_ name: String) -> UInt64? {
            stats.first { $0.name.elementsEqual(name.utf8) }.flatMap { ASCII.unsigned($0.value) }
        }
        var fields: [ServerOutcome.Field] = []
        if let items = number("curr_items") { fields.append(.init("items", .count(items))) }
        if let bytes = number("bytes") { fields.append(.init("memory", .size(bytes))) }
        if let limit = number("limit_maxbytes"), limit > 0 { fields.append(.init("limit", .size(limit))) }
        if let hits = number("get_hits"), let misses = number("get_misses") {
            let total = Double(hits) + Double(misses)
            if total > 0 { fields.append(.init("hit_rate", .share(Double(hits) / total))) }
        }
        return fields
    }

    // MARK: find

    func find(_ key: Key, _ statement: Statement) async -> ServerTable {
        let home = client.distribution.server(for: key.bytes.span, log: nil)
        let dialects = await dialects(of: client.servers.indices)
        let requests = client.servers.indices.map { server in
            let isMeta = if case .success(.meta) = dialects[server] { true } else { false }
            let request: Request = isMeta ? .inspect(key: key) : .retrieve(keys: [key], exptime: nil, tokens: true)
            return (request: request, server: server)
        }
        var rows: [ServerOutcome] = []
        var strays = 0
        let answers = await client.perform(requests)
        // As it is now that all were asked: another may stand in for the one where it belongs.
        let current = client.currentServer(of: key)
        for answer in answers {
            let belongs = answer.server == home
            let standsIn = !belongs && answer.server == current
            var row = ServerOutcome(number: answer.server + 1, server: client.servers[answer.server], status: .miss)
            row.fields = [.init("number", "\(answer.server + 1)"), .init("address", "\(row.server)")]
            if let name = row.server.name { row.fields.append(.init("name", name)) }
            var facts: [ServerOutcome.Field] = []
            switch answer.result {
            case .success(.facts(let item?)):
                row.status = .hit
                facts = Performer.fields(of: item, dialect: dialects[answer.server])
            case .success(.values(let items)):
                if let item = items.first.flatMap({ $0 }) {
                    row.status = .hit
                    facts.append(.init("value_size", .size(UInt64(item.value.readableBytes))))
                    facts.append(.init("flags", .count(UInt64(item.flags))))
                    if let token = item.token { facts.append(.init("cas", .count(token))) }
                }
            case .success(.facts(nil)): break
            case .success(let reply): row.fail(failure(of: reply, answer, statement))
            case .failure(let error): row.fail(failure(error, statement))
            }
            let isStray = row.status == .hit && !belongs && !standsIn
            if isStray { strays += 1 }
            row.fields.append(.init("found", .word(row.status.word)))
            let place = belongs ? "here" : standsIn ? "stand-in" : isStray ? "stray" : ""
            row.fields.append(.init("belongs", .mark(belongs, place)))
            if standsIn { row.fields.append(.init("stands_in", .flag(true))) }
            row.fields += facts
            rows.append(row)
        }
        let columns = [
            "number", "address", "name", "found", "belongs", "item_size", "value_size", "expires_in", "used_ago",
            "fetched", "flags", "cas",
        ]
        var table = ServerTable(columns: columns, rows: rows)
        table.key = typed(key)
        table.isNegative = !rows.contains { $0.status == .hit }
        table.notes = notes(on: rows, strays: strays, home: home, current: current)
        return table
    }

    private func notes(on rows: [ServerOutcome], strays: Int, home: Int?, current: Int) -> [String] {
        var notes: [String] = []
        if strays > 0 {
            let copies = strays == 1 ? "1 copy lies" : "\(strays) copies lie"
            notes.append("\(copies) where no client with this distribution looks for it")
        }
        if let home, home != current {
            notes.append(
                "\(client.servers[home]), where it belongs, is down; meanwhile it is looked for on \(client.servers[current])"
            )
        }
        if rows.allSatisfy({ $0.status == .miss }) { notes.append("no server holds it") }
        return notes
    }

    private static func fields(
        of item: ItemFacts,
        dialect: Result<Dialect, MemcachedError>?
    ) -> [ServerOutcome.Field] {
        var fields: [ServerOutcome.Field] = [.init("item_size", .size(item.size))]
        if let age = item.secondsSinceUse, age >= 0 { fields.append(.init("used_ago", .seconds(age))) }
        if let left = item.secondsLeft(dialect) { fields.append(.init("expires_in", .expiry(left))) }
        fields.append(.init("cas", .count(item.token)))
        if let wasFetched = item.wasFetched { fields.append(.init("fetched", .flag(wasFetched))) }
        return fields
    }
}

extension ServerOutcome {
    mutating func fail(_ failure: Failure) {
        status = .error
        self.failure = failure
    }
}

extension ItemFacts {
    /// The seconds left, -1 for never. Before 1.6.24 the sign is wrong, which leaves -1 ambiguous: never, or one second.
    fileprivate func secondsLeft(_ dialect: Result<Dialect, MemcachedError>?) -> Int64? {
        guard case .success(.meta(let patch))? = dialect else { return nil }
        return secondsLeft(patch: patch)
    }

    /// The same, told by a server of version 1.6.`patch`.
    func secondsLeft(patch: Int) -> Int64 {
        patch >= 24 || exp == -1 ? exp : Int64(clamping: exp.magnitude)
    }
}
