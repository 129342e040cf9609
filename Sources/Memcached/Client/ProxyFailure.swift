/// What the refusal of a proxy tells of the server behind it: that is not refused, it is not there.
///
/// Source of the words: twemproxy answers `SERVER_ERROR` and its system's text for the error that ended its connection to
/// the server, `unknown` when the server closed it; memcached's own proxy says `backend failure` whatever it was.
enum ProxyFailure {
    /// There was no connection to the server, so that it was told nothing.
    case notReached
    /// The connection was lost, with whatever was under way on it.
    case lost
    case timedOut

    init?(_ refusal: Refusal) {
        guard refusal.kind == .server else { return nil }
        switch String(decoding: refusal.text, as: UTF8.self) {
        case "Connection refused":
            self = .notReached
        case "Connection timed out", "Operation timed out":
            self = .timedOut
        // The last four are said of a connection that was never made, and of one on which nothing comes back any more.
        case "Connection reset by peer", "Broken pipe", "Software caused connection abort", "unknown",
            "Transport endpoint is not connected", "Socket is not connected", "Invalid argument", "backend failure",
            "Host is down", "No route to host", "Network is unreachable", "Network is down":
            self = .lost
        default:
            return nil
        }
    }
}

extension MemcachedError {
    init(_ failure: ProxyFailure, words: String, server: ServerAddress) {
        switch failure {
        case .notReached:
            self.init(.unreachable, "\(words): the proxy did not reach its server, so nothing was done", server: server)
        case .lost:
            self.init(
                .connectionLost,
                "\(words): the proxy lost its server",
                server: server,
                mayHaveHappened: true,
                answerHadBegun: true
            )
        case .timedOut:
            self.init(
                .timeout,
                "\(words): the proxy had no answer from its server",
                server: server,
                mayHaveHappened: true,
                answerHadBegun: true
            )
        }
    }
}
