import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Why no connection could be made, or why one broke, in words.
enum ConnectFailure {
    /// The error of whoever waited for the connection.
    static func error(_ error: any Error, server: ServerAddress) -> MemcachedError {
        // A name may have several addresses; the last failure stands for all.
        let cause = (error as? NIOConnectionError)?.connectionErrors.last?.error ?? error
        if let code = (cause as? IOError)?.errnoCode, [EMFILE, ENFILE, ENOMEM, ENOBUFS].contains(code) {
            // A shortage here says nothing of the server, and must not send its keys elsewhere.
            return MemcachedError(
                .connectionLost,
                "no connection: \(reason(errno: code)) in this process",
                server: server
            )
        }
        var tookLong = false
        if case .connectTimeout? = cause as? ChannelError { tookLong = true }
        return MemcachedError(.unreachable, reason(error), server: server, tookLong: tookLong)
    }

    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError:
            return reason(errno: error.errnoCode)
        case let error as NIOConnectionError:
            if let failure = error.connectionErrors.last { return reason(failure.error) }
            return "the host name '\(Excerpt(error.host.utf8))' does not resolve"
        case let error as ChannelError:
            switch error {
            case .connectTimeout(let limit): return "no connection within \(DurationText.short(limit))"
            default: return "the connection was closed"
            }
        case is SocketAddressError:
            return "the host name does not resolve"
        default:
            return Excerpt("\(error)".utf8, limit: 200).description
        }
    }

    private static func reason(errno code: CInt) -> String {
        switch code {
        case ECONNREFUSED: "connection refused"
        case ENOENT: "there is no such socket"
        case EACCES: "permission denied"
        case ECONNRESET: "connection reset"
        case EPIPE: "connection closed"
        case EMFILE, ENFILE: "too many open files"
        default: String(cString: strerror(code)).lowercased()
        }
    }
}
