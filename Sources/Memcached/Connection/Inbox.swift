import NIOConcurrencyHelpers

/// What came in on the lanes and was not looked at yet.
package final class Inbox: Sendable {
    package enum Event: Sendable {
        /// The next answers on a lane, and whether they are the last ones of their batch.
        case answers(lane: Int, PackedReplies, isComplete: Bool)
        /// A batch got no more answers: why the first of those that are due, which is on `track`, does not come, and why the
        /// others do not.
        case failed(lane: Int, first: MemcachedError, others: MemcachedError, track: PackedReplies.Track)
    }

    private struct State {
        var events: [Event] = []
        /// Bytes of answers that nobody was woken for.
        var unannounced = 0
        var isAnnounced = false
    }

    private let state = NIOLockedValueBox(State())
    private let wake: @Sendable () -> Void

    /// Bytes of answers that are worth a wake-up although their batch is not complete.
    private static let worthwhile = 64 << 10

    /// `wake` is called on another thread when a batch is complete, or has failed, or much has come of it. Of little,
    /// nobody is woken: whoever waits should look now and then, because to be woken costs more than the answers do.
    package init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    func add(_ event: Event) {
        let isNews = state.withLockedValue { state in
            state.events.append(event)
            var isWorthwhile = true
            if case .answers(_, let replies, isComplete: false) = event {
                state.unannounced += replies.size
                isWorthwhile = state.unannounced > Inbox.worthwhile
            }
            guard isWorthwhile, !state.isAnnounced else { return false }
            state.isAnnounced = true
            return true
        }
        if isNews { wake() }
    }

    /// Whether nothing came. Whoever is about to wait asks: the wake-up may have been for somebody else's wait.
    package var isEmpty: Bool { state.withLockedValue(\.events.isEmpty) }

    /// Takes all that came.
    package func take() -> [Event] {
        state.withLockedValue { state in
            defer { state = State() }
            return state.events
        }
    }
}
