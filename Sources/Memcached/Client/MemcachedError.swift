/// A promise that could not be kept: something was wrong with what was asked, with a server, or with the way to it.
///
/// A miss, "not stored" and "exists" are answers, not errors.
public struct MemcachedError: Error, Sendable, Equatable {
    /// What kind of thing went wrong.
    public enum Code: Sendable, Equatable {
        /// The key breaks a rule; nothing was sent.
        case invalidKey
        /// Another argument is out of its range; nothing was sent.
        case invalidArgument
        /// The server does not know the command (`ERROR`).
        case unknownCommand
        /// The server calls the request wrong (`CLIENT_ERROR`).
        case refusedAsWrong
        /// The server could not do it (`SERVER_ERROR`): too large, out of memory.
        case refusedByServer
        /// No connection could be made, by us or by a proxy; the server was told nothing.
        case unreachable
        /// The connection was lost, or had to be given up, before the answer was complete.
        case connectionLost
        /// No answer within the time limit; the connection was closed.
        case timeout
        /// The caller gave up waiting.
        case cancelled
        /// The client was shut down.
        case shutDown
    }

    /// What kind of thing went wrong.
    public let code: Code
    /// What happened, in words without control bytes.
    public let message: String
    /// The server concerned, if one was.
    public let server: ServerAddress?
    /// Whether the server may have done what was asked although no answer came. Never ask again by yourself then,
    /// unless doing it twice is the same as doing it once.
    public let mayHaveHappened: Bool
    /// Whether part of the answer had come.
    package let answerHadBegun: Bool
    /// Whether finding it out took as long as it may take; then it is not tried again at once.
    package let tookLong: Bool

    package init(
        _ code: Code,
        _ message: String,
        server: ServerAddress? = nil,
        mayHaveHappened: Bool = false,
        answerHadBegun: Bool = false,
        tookLong: Bool = false
    ) {
        self.code = code
        self.message = message
        self.server = server
        self.mayHaveHappened = mayHaveHappened
        self.answerHadBegun = answerHadBegun
        self.tookLong = tookLong
    }
}

extension MemcachedError: CustomStringConvertible {
    /// The server and what happened.
    public var description: String {
        guard let server else { return message }
        return "\(server): \(message)"
    }
}

extension MemcachedError {
    /// What it was that ended the wait for a server's answer.
    init(waitingFor server: ServerAddress, _ error: any Error) {
        if let error = error as? MemcachedError {
            self = error
        } else if error is CancellationError {
            self.init(.cancelled, "interrupted", server: server, mayHaveHappened: true)
        } else {
            self.init(.connectionLost, Excerpt("\(error)".utf8).description, server: server, mayHaveHappened: true)
        }
    }

    /// A refusal of one or more of several requests, of which the server does not tell which.
    package init(unattributed refusal: Refusal, server: ServerAddress) {
        let own = MemcachedError(refusal, server: server)
        self.init(
            own.code,
            "\(own.message), and the server does not tell which of the lines sent together it means",
            server: server,
            mayHaveHappened: true,
            answerHadBegun: true
        )
    }

    /// Whether what was asked may be asked again: it was surely not done, or does no harm, and the connection was lost
    /// before its answer began.
    package func isWorthAnotherTry(harmless: Bool) -> Bool {
        switch code {
        case .unreachable: true
        case .connectionLost: !answerHadBegun && (harmless || !mayHaveHappened)
        default: false
        }
    }

    package init(_ refusal: Refusal, server: ServerAddress) {
        let text = Excerpt(refusal.text, limit: 300).description
        switch refusal.kind {
        case .unknownCommand:
            self.init(.unknownCommand, text.isEmpty ? "ERROR" : "ERROR \(text)", server: server)
        case .client:
            self.init(.refusedAsWrong, "CLIENT_ERROR \(text)", server: server)
        case .server:
            let words = "SERVER_ERROR \(text)"
            if let failure = ProxyFailure(refusal) {
                self.init(failure, words: words, server: server)
            } else {
                self.init(.refusedByServer, words, server: server)
            }
        }
    }
}
