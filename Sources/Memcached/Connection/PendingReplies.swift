import NIOConcurrencyHelpers

/// Replies that one task waits for, of any number of connections: it is woken once, when the last one has come.
struct PendingReplies: Sendable {
    private struct State {
        var results: [Result<Reply, any Error>?]
        var missing: Int
        var isAbandoned = false
        var continuation: UnsafeContinuation<Void, Never>?
    }

    private let state: NIOLockedValueBox<State>

    init(count: Int) {
        state = NIOLockedValueBox(State(results: Array(repeating: nil, count: count), missing: count))
    }

    func settle(_ place: Int, _ result: Result<Reply, any Error>) {
        let continuation = state.withLockedValue { state -> UnsafeContinuation<Void, Never>? in
            // Once they were fetched, nothing is kept any longer.
            guard place < state.results.count, state.results[place] == nil else { return nil }
            state.results[place] = result
            state.missing -= 1
            guard state.missing == 0 else { return nil }
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume()
    }

    /// The results, once all are there or the task is cancelled; what has not come by then is a `CancellationError`.
    nonisolated(nonsending) func results() async -> [Result<Reply, any Error>] {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let isOver = state.withLockedValue { state in
                    if state.missing == 0 || state.isAbandoned { return true }
                    state.continuation = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLockedValue { state in
                state.isAbandoned = true
                defer { state.continuation = nil }
                return state.continuation
            }
            continuation?.resume()
        }
        let results = state.withLockedValue { state in
            defer { state.results = [] }
            return state.results
        }
        return results.map { $0 ?? .failure(CancellationError()) }
    }
}
