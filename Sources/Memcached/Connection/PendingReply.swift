import NIOConcurrencyHelpers

/// The reply that a task waits for.
///
/// It is kept once: by whoever brings the reply, or by whoever gives up waiting for it. No promise is made and no thread
/// is hopped through: to many tasks on one connection, that costs more than the reply.
struct PendingReply: Sendable {
    private enum State {
        case new
        case waiting(UnsafeContinuation<Reply, any Error>)
        case settled
    }

    private let state = NIOLockedValueBox(State.new)

    /// Begins the wait; `false` if it was given up before it began. Then whoever would have waited has been told.
    func wait(_ continuation: UnsafeContinuation<Reply, any Error>, server: ServerAddress) -> Bool {
        let isAwaited = state.withLockedValue { state in
            guard case .new = state else { return false }
            state = .waiting(continuation)
            return true
        }
        if !isAwaited {
            continuation.resume(
                throwing: MemcachedError(.cancelled, "interrupted before it was sent", server: server)
            )
        }
        return isAwaited
    }

    func succeed(_ reply: Reply) { settle()?.resume(returning: reply) }

    func fail(_ error: any Error) { settle()?.resume(throwing: error) }

    private func settle() -> UnsafeContinuation<Reply, any Error>? {
        state.withLockedValue { state in
            defer { state = .settled }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
    }
}
