import Memcached
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

// What happened, in words.

extension Performer {
    func typed(_ key: Key) -> [UInt8] { settings.prefix.typed(key) }

    func outcome(_ key: Key, _ answer: Answer) -> ItemOutcome {
        var outcome = ItemOutcome(key: typed(key), server: client.servers[answer.server], status: .error)
        outcome.isRerouted = answer.isRerouted
        return outcome
    }

    func exptime(_ expiry: Expiry) throws(Failure) -> Int64 {
        do {
            return try expiry.exptime(now: UnixTime.now)
        } catch {
            throw Failure(.usage, error.message)
        }
    }

    /// The expiry on the wire of an operation that sets one.
    func exptime(of operation: Operation) throws(Failure) -> Int64? {
        switch operation {
        case .retrieve(_, let expiry?, _), .store(_, _, _, let expiry), .compareAndStore(_, _, _, let expiry, _),
            .touch(_, let expiry):
            try exptime(expiry)
        default: nil
        }
    }

    func reason(_ status: Status, _ key: Key, _ statement: Statement) -> String? {
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

    func note(_ text: String?, _ key: [UInt8]) -> String? {
        text.map { $0.split(separator: "KEY", omittingEmptySubsequences: false).joined(separator: Literal.word(key)) }
    }

    func failure(of reply: Reply, _ answer: Answer, _ statement: Statement) -> Failure {
        guard case .refused(let refusal) = reply else {
            return Failure(.connection, "\(client.servers[answer.server]): an answer of another kind")
        }
        return failure(MemcachedError(refusal, server: client.servers[answer.server]), statement)
    }

    func failure(_ error: MemcachedError, _ statement: Statement) -> Failure {
        var failure = failureInWords(error, statement)
        failure.mayHaveHappened = error.mayHaveHappened
        return failure
    }

    /// What became of a question. Where a change was to follow, it did not.
    func failure(ofQuestion error: MemcachedError, _ statement: Statement) -> Failure {
        failure(statement.isHarmless ? error : error.beforeChanging, statement)
    }

    private func failureInWords(_ error: MemcachedError, _ statement: Statement) -> Failure {
        var message = error.description
        if error.mayHaveHappened, !statement.isHarmless {
            message += error.code == .timeout ? ": " : error.answerHadBegun ? "; " : "; no answer: "
            message += "may or may not have been \(statement.command.pastParticiple)"
        }
        if error.isSilentClose, !statement.command.isCarriedByProxies {
            message += "; if this is a proxy, it does not carry \(statement.command.name)"
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

/// The clock that expiries are told by.
enum UnixTime {
    static var now: Int64 { Int64(time(nil)) }
}

extension Statement {
    /// Whether nobody needs to know if it was done although no answer came.
    var isHarmless: Bool {
        if case .everywhere(let request) = operation { return request.isSafeToRepeat }
        return command.effect == .reads
    }
}

extension MemcachedError {
    /// Whether the connection was closed where an answer was due.
    fileprivate var isSilentClose: Bool { code == .connectionLost && mayHaveHappened && !answerHadBegun }

    /// The same, of a request that was still to be sent.
    var beforeSending: MemcachedError {
        MemcachedError(code, "\(message); nothing was sent", server: server)
    }

    /// The same, of a question that comes before a change.
    var beforeChanging: MemcachedError {
        MemcachedError(code, "\(message); nothing was changed", server: server)
    }
}
