import NIOCore

extension EventLoopFuture where Value: Sendable {
    /// The value, once there is one, or a `CancellationError` as soon as the task is cancelled: whoever produces the
    /// value is not disturbed by that.
    ///
    /// Unlike NIO's own `get()`, it leaves its caller where it runs: no thread pool is started, nor hopped through, for
    /// an answer.
    nonisolated(nonsending) func value() async throws -> Value {
        let promise = eventLoop.makePromise(of: Value.self)
        cascade(to: promise)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                promise.futureResult.whenComplete { continuation.resume(with: $0) }
            }
        } onCancel: {
            promise.fail(CancellationError())
        }
    }
}
