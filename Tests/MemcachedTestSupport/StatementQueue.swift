import Foundation
import Synchronization

/// Statements on their way from whoever feeds a script to whoever knows what its answers must be.
final class StatementQueue: Sendable {
    private let batches = Mutex<[[ScriptStatement]?]>([])
    private let available = DispatchSemaphore(value: 0)

    /// Adds statements; `nil`: there are no more.
    func add(_ batch: [ScriptStatement]?) {
        batches.withLock { $0.append(batch) }
        available.signal()
    }

    /// The statements that came, several at once; `nil` at the end.
    func take() -> [ScriptStatement]? {
        available.wait()
        return batches.withLock { $0.removeFirst() }
    }
}
