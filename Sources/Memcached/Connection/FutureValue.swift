import NIOCore

extension EventLoopFuture where Value: Sendable {
    /// The value, once there is one. Unlike NIO's own `get()`, it leaves its caller where it runs: no thread pool is
    /// started, nor hopped through, for an answer.
    nonisolated(nonsending) func value() async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            whenComplete { continuation.resume(with: $0) }
        }
    }
}
