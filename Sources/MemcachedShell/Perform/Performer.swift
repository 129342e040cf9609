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

        package init() {}
    }

    package let client: MemcachedClient
    package var settings: Settings
    private var tokens = TokenMemory()

    package init(client: MemcachedClient, settings: Settings) {
        self.client = client
        self.settings = settings
    }

    package func perform(_ statement: Statement) async -> Outcome {
        let command = statement.command
        if settings.isReadOnly, statement.changesData {
            let reason = "\(command.name) can change data, and this session is read-only"
            return .failure(Failure(.usage, reason), command: command.name)
        }
        do {
            return Outcome(command: command.name, body: try await body(of: statement))
        } catch {
            return .failure(error, command: command.name)
        }
    }

    private func body(of statement: Statement) async throws(Failure) -> Outcome.Body {
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
            return list(await words([request], statement, on: target), statement)
        case .count(let direction, let key, let delta):
            return list(await words([.count(direction, key: key, by: delta)], statement), statement)
        case .touch(let key, let expiry):
            return list(await words([.touch(key: key, exptime: try exptime(expiry))], statement), statement)
        case .delete(let keys):
            return list(await words(keys.map { .delete(key: $0) }, statement), statement)
        case .everywhere(let request):
            return .servers(await everywhere(request, statement))
        case .raw(let text):
            return try await raw(text, statement)
        case .servers:
            return .servers(await servers(statement))
        case .locate(let keys, let down):
            return list(locate(keys, down: down), statement)
        case .help(let topic):
            return .text(try Help.text(topic: topic))
        case .history, .quit:
            return .nothing
        }
    }

    private func list(_ items: [ItemOutcome], _ statement: Statement) -> Outcome.Body {
        if !statement.isList, let item = items.first { return .item(item) }
        return .items(items)
    }

    // MARK: Reading

    private func retrieve(_ keys: [Key], exptime: Int64?, tokens: Bool, _ statement: Statement) async -> [ItemOutcome] {
        let requests = keys.map { Request.retrieve(keys: [$0], exptime: exptime, tokens: tokens) }
        let answers = await client.perform(requests, on: statement.target)
        var outcomes: [ItemOutcome] = []
        for (key, answer) in zip(keys, answers) {
            var outcome = outcome(key, answer)
            switch answer.result {
            case .success(.values(let items)):
                guard let item = items.first.flatMap({ $0 }) else {
                    outcome.status = .miss
                    self.tokens.forget(key, server: answer.server)
                    break
                }
                outcome.status = .hit
                outcome.value = item.value
                outcome.flags = item.flags
                if tokens {
                    outcome.token = item.token
                    if let token = item.token { self.tokens.remember(token, of: key, server: answer.server) }
                }
            case .success(let reply):
                outcome.fail(failure(of: reply, answer, statement))
            case .failure(let error):
                outcome.fail(failure(error, statement))
            }
            outcomes.append(outcome)
        }
        if settings.wantsTimeLeft, tokens, exptime == nil { await addTimeLeft(to: &outcomes, keys: keys, answers, statement) }
        return outcomes
    }

    /// The time left of items just read, where the server can tell it without touching them, and only if the item is
    /// still the one that was read.
    private func addTimeLeft(
        to outcomes: inout [ItemOutcome],
        keys: [Key],
        _ answers: [Answer],
        _ statement: Statement
    ) async {
        var patches: [Int: Int] = [:]
        for server in Set(answers.map(\.server)) {
            if case .success(.meta(let patch)) = await client.dialect(of: server) { patches[server] = patch }
        }
        let told = outcomes.indices.filter { outcomes[$0].status == .hit && patches[answers[$0].server] != nil }
        let replies = await client.perform(told.map { .inspect(key: keys[$0]) }, on: statement.target)
        for (index, reply) in zip(told, replies) where reply.server == answers[index].server {
            guard case .success(.facts(let facts?)) = reply.result, facts.token == outcomes[index].token else { continue }
            // Before 1.6.24 the sign is wrong, which leaves -1 ambiguous: never, or one second.
            let hasRightSign = (patches[reply.server] ?? 0) >= 24 || facts.exp == -1
            outcomes[index].secondsLeft = hasRightSign ? facts.exp : Int64(clamping: facts.exp.magnitude)
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
            case .failure(let error) where error.code == .unreachable: break
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
            var outcome = outcome(key, answer)
            switch answer.result {
            case .success(.word(let word)):
                outcome.status = Status(word)
            case .success(.number(let number)):
                outcome.status = .ok
                outcome.number = number
            case .success(.meta(let reply)):
                outcome.status = Status(reply.code)
                outcome.token = reply.token
            case .success(let reply):
                outcome.fail(failure(of: reply, answer, statement))
            case .failure(let error):
                outcome.fail(failure(error, statement))
            }
            if outcome.status.isNegative {
                outcome.note = note(reason(outcome.status, key, statement), outcome.key)
            } else if outcome.failure == nil, request.changesToken {
                tokens.noteOwnWrite(of: key)
            }
            if case .success(.refused(let refusal)) = answer.result, request.carriesData, refusal.isTooLarge {
                outcome.failure = await tooLarge(request, answer)
            }
            outcomes.append(outcome)
        }
        return outcomes
    }

    private func rememberedToken(of key: Key, _ statement: Statement) throws(Failure) -> TokenMemory.Entry {
        let shown = Literal.word(typed(key))
        guard let entry = tokens[key] else {
            throw Failure(.usage, "no token is known for \(shown): run 'gets \(shown)' first, or give one with --token")
        }
        let server = statement.target ?? client.currentServer(of: key)
        guard entry.server == server else {
            throw Failure(
                .usage,
                "the token of \(shown) came from \(client.servers[entry.server]), but the key is with "
                    + "\(client.servers[server]) now: run 'gets \(shown)' again"
            )
        }
        return entry
    }

    /// What a person needs to know of a value that the server would not take: how large it is, and what the limit is.
    private func tooLarge(_ request: Request, _ answer: Answer) async -> Failure {
        var size = 0
        var deletes = false
        switch request {
        case .store(let mode, _, let value, _, _):
            size = value.readableBytes
            deletes = mode == .set
        case .compareAndStore(_, let value, _, _, _): size = value.readableBytes
        case .setReturningToken(_, let value, _, _):
            size = value.readableBytes
            deletes = true
        default: break
        }
        var message = "\(client.servers[answer.server]): SERVER_ERROR object too large for cache: the value has \(size) bytes"
        let settings = await client.perform([.stats(report: "settings")], on: answer.server).first
        if case .success(.stats(let stats))? = settings?.result,
            let limit = stats.first(where: { $0.name.elementsEqual("item_size_max".utf8) })
        {
            message += ", and the server's item_size_max is \(Escaping.text(limit.value)), key and bookkeeping included"
        }
        if deletes { message += "; an older value is gone: a set that fails deletes it" }
        return Failure(.server, message)
    }

    // MARK: Servers

    private func everywhere(_ request: Request, _ statement: Statement) async -> [ServerOutcome] {
        await client.performEverywhere(request, on: statement.target).map { answer in
            var outcome = ServerOutcome(number: answer.server + 1, server: client.servers[answer.server], status: .ok)
            switch answer.result {
            case .success(.version(let text)): outcome.fields = [.init("version", text)]
            case .success(.stats(let stats)): outcome.fields = stats.map { .init($0) }
            case .success(.word): break
            case .success(let reply):
                outcome.status = .error
                outcome.failure = failure(of: reply, answer, statement)
            case .failure(let error):
                outcome.status = .error
                outcome.failure = failure(error, statement)
            }
            return outcome
        }
    }

    private func servers(_ statement: Statement) async -> [ServerOutcome] {
        let shares = client.shares
        let answers = await client.performEverywhere(.version)
        let health = client.health
        let now = ContinuousClock.now
        return answers.map { answer in
            let server = client.servers[answer.server]
            var outcome = ServerOutcome(number: answer.server + 1, server: server, status: .ok)
            outcome.fields = [
                .init("number", "\(answer.server + 1)"),
                .init("address", "\(server)"),
                .init("weight", "\(server.weight)"),
                ServerOutcome.Field("share", .share(shares[answer.server])),
            ]
            switch health[answer.server] {
            case .up(let since):
                outcome.fields.append(.init("state", "up"))
                outcome.fields.append(.init("since", .seconds((now - since).components.seconds)))
            case .down(let outage):
                outcome.fields.append(.init("state", "down"))
                outcome.fields.append(.init("since", .seconds((now - outage.since).components.seconds)))
                outcome.fields.append(.init("reason", outage.reason))
            case .unknown:
                outcome.fields.append(.init("state", "unknown"))
            }
            switch answer.result {
            case .success(.version(let version)): outcome.fields.append(.init("version", version))
            case .success: break
            case .failure(let error):
                outcome.status = .error
                outcome.failure = failure(error, statement)
            }
            return outcome
        }
    }

    private func locate(_ keys: [Key], down: [Int]) -> [ItemOutcome] {
        keys.map { key in
            let explanation = client.explanation(for: key) { down.contains($0) }
            var outcome = ItemOutcome(key: typed(key), status: .ok)
            outcome.arithmetic = explanation.steps
            outcome.server = explanation.server.map { client.servers[$0] }
            if explanation.server == nil {
                outcome.fail(Failure(.connection, "every server that the rule tries is down"))
            }
            return outcome
        }
    }

    private func raw(_ text: ArraySlice<UInt8>, _ statement: Statement) async throws(Failure) -> Outcome.Body {
        guard let server = statement.target ?? (client.servers.count == 1 ? 0 : nil) else {
            throw Failure(
                .usage,
                "raw goes to one server: say which, as in '@1 raw ...' up to @\(client.servers.count)"
            )
        }
        let address = client.servers[server]
        do throws(MemcachedError) {
            let result = try await client.exchangeRaw(Array(text), with: server)
            let failure: Failure? =
                switch result.ending {
                case .complete: Performer.refusal(in: result.bytes).map { Failure($0, "\(address) refused it") }
                case .closed where ["quit", "shutdown"].contains { text.starts(with: $0.utf8) }: nil
                case .closed:
                    Failure(.connection, "\(address): the server closed the connection before the end of its reply")
                case .timedOut: Failure(.timeout, "\(address): the reply did not end in time; the connection was closed")
                case .cut: Failure(.server, "\(address): the reply was cut, it is too long to show")
                }
            return .bytes(result.bytes, server: address, failure)
        } catch {
            throw failure(error, statement)
        }
    }

    /// Which kind of refusal a raw reply is.
    private static func refusal(in bytes: [UInt8]) -> Failure.Kind? {
        switch bytes.prefix(12) {
        case let first where first.starts(with: "ERROR".utf8) || first.starts(with: "CLIENT_ERROR".utf8): .client
        case let first where first.starts(with: "SERVER_ERROR".utf8): .server
        default: nil
        }
    }

    // MARK: What happened, in words

    private func typed(_ key: Key) -> [UInt8] { settings.prefix.typed(key) }

    private func outcome(_ key: Key, _ answer: Answer) -> ItemOutcome {
        var outcome = ItemOutcome(key: typed(key), server: client.servers[answer.server], status: .error)
        outcome.isRerouted = answer.isRerouted
        return outcome
    }

    private func exptime(_ expiry: Expiry) throws(Failure) -> Int64 {
        do {
            return try expiry.exptime(now: Int64(time(nil)))
        } catch {
            throw Failure(.usage, error.message)
        }
    }

    private func reason(_ status: Status, _ key: Key, _ statement: Statement) -> String? {
        guard status == .exists, case .compareAndStore(_, _, _, _, nil) = statement.operation else {
            return statement.command.refusals[status]
        }
        if tokens[key]?.token == 0 {
            return "this server hands out no tokens (memcached -C), so cas never stores KEY"
        }
        if tokens[key]?.isOutdatedByUs == true {
            return "this session itself has written KEY since its last gets, so nothing was written; "
                + "look with 'gets KEY', then cas again"
        }
        return statement.command.refusals[status]
    }

    private func note(_ text: String?, _ key: [UInt8]) -> String? {
        text.map { $0.split(separator: "KEY", omittingEmptySubsequences: false).joined(separator: Literal.word(key)) }
    }

    private func failure(of reply: Reply, _ answer: Answer, _ statement: Statement) -> Failure {
        guard case .refused(let refusal) = reply else {
            return Failure(.connection, "\(client.servers[answer.server]): an answer of another kind")
        }
        return failure(MemcachedError(refusal, server: client.servers[answer.server]), statement)
    }

    private func failure(_ error: MemcachedError, _ statement: Statement) -> Failure {
        var message = error.description
        if error.mayHaveHappened, !statement.isHarmless {
            message += error.code == .timeout ? ": " : error.answerHadBegun ? "; " : "; no answer: "
            message += "may or may not have been \(statement.command.pastParticiple)"
        }
        switch error.code {
        case .invalidKey, .invalidArgument:
            return Failure(.usage, message)
        case .unknownCommand:
            // With words behind it, ERROR means something else.
            guard error.message == "ERROR" else { return Failure(.client, message) }
            let since = statement.command.since.map { "; memcached \($0) and later do" } ?? ""
            return Failure(.client, "\(message): the server does not know \(statement.command.name)\(since)")
        case .refusedAsWrong:
            let needsLogin = error.message.hasSuffix("unauthenticated")
            return Failure(.client, message + (needsLogin ? ": this server wants a login" : ""))
        case .refusedByServer:
            return Failure(.server, message)
        case .unreachable, .connectionLost, .shutDown, .cancelled:
            return Failure(.connection, message)
        case .timeout:
            return Failure(.timeout, message)
        }
    }
}

extension Statement {
    /// Whether nobody needs to know if it was done although no answer came.
    fileprivate var isHarmless: Bool {
        if case .everywhere(let request) = operation { return request.isSafeToRepeat }
        return command.effect == .reads
    }
}

extension Request {
    /// Whether it gives an item a new token when it succeeds.
    fileprivate var changesToken: Bool {
        switch self {
        case .store, .compareAndStore, .setReturningToken, .count, .delete: true
        case .retrieve, .touch, .flushAll, .version, .stats, .verbosity, .inspect, .metaNoop: false
        }
    }
}

extension MemcachedError {
    /// The same, of a request that was still to be sent.
    fileprivate var beforeSending: MemcachedError {
        MemcachedError(code, "\(message); nothing was sent", server: server)
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

extension Refusal {
    fileprivate var isTooLarge: Bool { kind == .server && text.starts(with: "object too large".utf8) }
}
