package import Memcached
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Does what a statement says, and tells how it went. It prints nothing and asks nobody.
///
/// Use it from one task at a time: it remembers tokens between statements.
package final class Performer {
    package struct Settings: Sendable {
        package var prefix = KeyPrefix()
        package var isReadOnly = false
        /// Whether the token after a `set` is asked for, where the server tells it.
        package var wantsTokens = false
        /// Whether the time left is asked for after a `gets`, where the server tells it.
        package var wantsTimeLeft = false
        /// Whether what statements replace is looked at before, so that they can be taken back.
        package var remembersOldItems = false
        /// Finds the numeric addresses of host names, for distributions that hash them.
        package var resolve: @Sendable ([ServerAddress]) -> [ServerAddress] = { $0 }

        package init() {}
    }

    package let client: MemcachedClient
    package var settings: Settings
    var tokens = TokenMemory()
    var undoMemory = UndoMemory()
    /// What servers said of the largest item they take, during this statement or script.
    var largestItems: [Int: String] = [:]

    package init(client: MemcachedClient, settings: Settings) {
        self.client = client
        self.settings = settings
    }

    /// Why a statement may not be done at all, which is told before anybody is bothered with it.
    package func refusal(of statement: Statement) -> Failure? {
        guard settings.isReadOnly, statement.changesData else { return nil }
        return Failure(.usage, "\(statement.command.name) can change data, and this session is read-only")
    }

    package func perform(_ statement: Statement) async -> Outcome {
        let command = statement.command
        largestItems = [:]
        if let refusal = refusal(of: statement) { return .failure(refusal, command: command.name) }
        do {
            let isRemembered = settings.remembersOldItems && statement.changesItems
            let body = isRemembered ? try await remembered(statement) : try await body(of: statement)
            return Outcome(statement, body: body)
        } catch {
            return .failure(error, command: command.name)
        }
    }

    func body(of statement: Statement) async throws(Failure) -> Outcome.Body {
        switch statement.operation {
        case .retrieve(let keys, let expiry, let tokens):
            var seconds: Int64?
            if let expiry { seconds = try exptime(expiry) }
            return list(await retrieve(keys, exptime: seconds, tokens: tokens, statement), statement)
        case .store(let mode, let pairs, let flags, let expiry):
            let exptime = try exptime(expiry)
            return list(await store(mode, pairs, flags: flags, exptime: exptime, statement), statement)
        case .compareAndStore(let key, let value, let flags, let expiry, let token):
            var target = statement.target
            var known = token
            if known == nil {
                do {
                    let entry = try rememberedToken(of: key, statement)
                    known = entry.token
                    // No other server's token could mean the same.
                    target = entry.server
                } catch {
                    var outcome = ItemOutcome(key: typed(key), status: .error)
                    outcome.fail(error)
                    return .item(outcome)
                }
            }
            let request = Request.compareAndStore(
                key: key,
                value: ByteBuffer(bytes: value),
                flags: flags,
                exptime: try exptime(expiry),
                token: known ?? 0
            )
            var outcomes = await words([request], statement, on: target)
            // The token names the server, which need not be the one where the key belongs.
            let isElsewhere = target != client.distribution.server(for: key.bytes.span, log: nil)
            if token == nil, statement.target == nil, isElsewhere {
                for index in outcomes.indices { outcomes[index].isRerouted = true }
            }
            return list(outcomes, statement)
        case .count(let direction, let key, let delta):
            return list(await words([.count(direction, key: key, by: delta)], statement), statement)
        case .touch(let key, let expiry):
            return list(await words([.touch(key: key, exptime: try exptime(expiry))], statement), statement)
        case .delete(let keys):
            return list(await words(keys.map { .delete(key: $0) }, statement), statement)
        case .inspect(let keys):
            return list(await inspect(keys, statement), statement)
        case .timeLeft(let keys):
            return list(await timesLeft(keys, statement), statement)
        case .transfer(let transfer):
            return .item(try await self.transfer(transfer, statement).outcome)
        case .everywhere(let request):
            return .servers(await everywhere(request, statement))
        case .raw(let text):
            return try await raw(text, statement)
        case .servers:
            return .table(await servers(statement))
        case .locate(let location):
            return list(try locate(location), statement)
        case .find(let key):
            return .table(await find(key, statement))
        case .simulate(let simulation):
            return .table(try await simulate(simulation, statement))
        case .help(let topic):
            return .text(try Help.text(topic: topic))
        case .undo:
            return try await undo(statement)
        case .edit:
            throw Failure(
                .usage,
                "edit opens an editor, so it is for a terminal: in a script, 'set' or 'cas' changes a value"
            )
        case .watch:
            throw Failure(
                .usage,
                "watch goes on until Ctrl-C, so it is not for a script: 'mcsh watch key KEY' is a command by itself"
            )
        case .history, .quit:
            return .nothing
        }
    }

    func list(_ items: [ItemOutcome], _ statement: Statement) -> Outcome.Body {
        if !statement.isList, let item = items.first { return .item(item) }
        return .items(items)
    }

    // MARK: Reading

    private func retrieve(_ keys: [Key], exptime: Int64?, tokens: Bool, _ statement: Statement) async -> [ItemOutcome] {
        let retrieval = await client.retrieve(keys, exptime: exptime, tokens: tokens, on: statement.target)
        var outcomes: [ItemOutcome] = []
        outcomes.reserveCapacity(keys.count)
        for (place, key) in keys.enumerated() {
            let exception = retrieval.exceptions[place]
            let server = exception?.server ?? retrieval.servers[place]
            var outcome = ItemOutcome(key: typed(key), server: client.servers[server], status: .miss)
            outcome.isRerouted = exception?.isRerouted ?? false
            var item = retrieval.items[place]
            switch exception?.result {
            case nil: break
            case .success(.values(let items)): item = items.first ?? nil
            case .success(let reply):
                if let exception { outcome.fail(failure(of: reply, exception, statement)) }
            case .failure(let error):
                outcome.fail(failure(error, statement))
            }
            if let item {
                outcome.status = .hit
                outcome.value = item.value
                outcome.flags = item.flags
                if tokens {
                    outcome.token = item.token
                    if let token = item.token { remember(token, of: key, server: server) }
                }
            } else if outcome.failure == nil, tokens {
                self.tokens.forget(key, server: server)
            }
            outcomes.append(outcome)
        }
        if settings.wantsTimeLeft, tokens, exptime == nil {
            await addTimeLeft(to: &outcomes, keys: keys, retrieval, statement)
        }
        return outcomes
    }

    /// The time left of items just read, where the server can tell it without touching them, and only if the item is
    /// still the one that was read.
    private func addTimeLeft(
        to outcomes: inout [ItemOutcome],
        keys: [Key],
        _ retrieval: Retrieval,
        _ statement: Statement
    ) async {
        let servers = keys.indices.map { retrieval.exceptions[$0]?.server ?? retrieval.servers[$0] }
        var patches: [Int: Int] = [:]
        // Those that have just answered; the others would only be waited for again.
        for server in Set(outcomes.indices.filter { outcomes[$0].status == .hit }.map { servers[$0] }) {
            if case .success(.meta(let patch)) = await client.dialect(of: server) { patches[server] = patch }
        }
        let told = outcomes.indices.filter { outcomes[$0].status == .hit && patches[servers[$0]] != nil }
        let replies = await client.perform(told.map { .inspect(key: keys[$0]) }, on: statement.target)
        for (index, reply) in zip(told, replies) where reply.server == servers[index] {
            guard case .success(.facts(let facts?)) = reply.result, facts.token == outcomes[index].token else {
                continue
            }
            outcomes[index].secondsLeft = facts.secondsLeft(patch: patches[reply.server] ?? 0)
        }
    }

    // MARK: Writing

    private func store(
        _ mode: StoreMode,
        _ pairs: [(key: Key, value: ArraySlice<UInt8>)],
        flags: UInt32,
        exptime: Int64,
        _ statement: Statement
    ) async -> [ItemOutcome] {
        var returnsToken = false
        if settings.wantsTokens, mode == .set, pairs.count == 1 {
            let server = statement.target ?? client.currentServer(of: pairs[0].key)
            switch await client.dialect(of: server) {
            case .success(.meta): returnsToken = true
            case .success(.classic): break
            // It can be routed elsewhere, and if not, the reason is the same.
            case .failure(let error) where error.code == .unreachable && statement.target == nil: break
            case .failure(let error):
                // Nothing was sent yet; to wait for this server a second time would be too long.
                var outcome = ItemOutcome(key: typed(pairs[0].key), server: client.servers[server], status: .error)
                outcome.fail(failure(error.beforeSending, statement))
                return [outcome]
            }
        }
        let requests = pairs.map { key, value in
            let value = ByteBuffer(bytes: value)
            return returnsToken
                ? Request.setReturningToken(key: key, value: value, flags: flags, exptime: exptime)
                : Request.store(mode, key: key, value: value, flags: flags, exptime: exptime)
        }
        return await words(requests, statement)
    }

    /// Performs requests of one key each that are answered with a word or a number.
    private func words(_ requests: [Request], _ statement: Statement, on target: Int? = nil) async -> [ItemOutcome] {
        let answers = await client.perform(requests, on: target ?? statement.target)
        var outcomes: [ItemOutcome] = []
        for (request, answer) in zip(requests, answers) {
            guard let key = request.keys.first else { continue }
            outcomes.append(await outcome(of: answer, key: key, statement))
        }
        return outcomes
    }

    /// The token that a `cas` without one means, and the server that it is for; `nil` if there is none that counts.
    func knownToken(
        of key: Key,
        _ statement: Statement,
        router: inout Router,
        at now: ContinuousClock.Instant
    ) -> TokenMemory.Entry? {
        guard let entry = tokens[key] else { return nil }
        let server = statement.target ?? router.route(key, at: now)?.server ?? router.home(of: key)
        return entry.server == server ? entry : nil
    }

    private func rememberedToken(of key: Key, _ statement: Statement) throws(Failure) -> TokenMemory.Entry {
        let shown = Literal.word(typed(key))
        guard let entry = tokens[key] else {
            throw Failure(.usage, "no token is known for \(shown): run 'gets \(shown)' first, or give one with --token")
        }
        let server = statement.target ?? client.currentServer(of: key)
        guard entry.server == server else {
            let origin = "the token of \(shown) came from \(client.servers[entry.server])"
            let other = client.servers[server]
            let reason =
                statement.target == nil
                ? ", but the key is with \(other) now: run 'gets \(shown)' again"
                : " and means nothing to \(other): run '@\(server + 1) gets \(shown)' first"
            throw Failure(.usage, origin + reason)
        }
        // A script goes on after a restart as it would without one; a person is told what they cannot know.
        if settings.remembersOldItems, entry.endedConnections != client.endedConnections(to: server) {
            let reason =
                "and a server that was started again gives the same tokens to other items: run 'gets \(shown)' again"
            throw Failure(.usage, "the connection was lost since the last gets of \(shown), \(reason)")
        }
        return entry
    }

    func remember(_ token: UInt64, of key: Key, server: Int) {
        tokens.remember(token, of: key, server: server, endedConnections: client.endedConnections(to: server))
    }
}

extension ItemOutcome {
    mutating func fail(_ failure: Failure) {
        status = .error
        self.failure = failure
    }
}

extension Status {
    init(_ word: ReplyWord) {
        switch word {
        case .stored: self = .stored
        case .notStored: self = .notStored
        case .exists: self = .exists
        case .notFound: self = .notFound
        case .deleted: self = .deleted
        case .touched: self = .touched
        case .ok: self = .ok
        }
    }

    init(_ code: MetaReply.Code) {
        switch code {
        case .done, .noop: self = .stored
        case .notStored: self = .notStored
        case .exists: self = .exists
        case .notFound: self = .notFound
        }
    }
}
