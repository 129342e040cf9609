import NIOConcurrencyHelpers

/// What came in on the lanes and was not looked at yet.
package final class Inbox: Sendable {
    package enum Event: Sendable {
        /// The next answers on a lane, and whether they are the last ones of their batch.
        case answers(lane: Int, PackedReplies, isComplete: Bool)
        /// A batch got no more answers: why the first of those that are due does not come, and why the others do not.
        case failed(lane: Int, first: MemcachedError, others: MemcachedError)
    }

    private let events = NIOLockedValueBox<[Event]>([])
    private let wake: @Sendable () -> Void

    /// `wake` is called on another thread when something came into an empty inbox.
    package init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    func add(_ event: Event) {
        let wasEmpty = events.withLockedValue { events in
            events.append(event)
            return events.count == 1
        }
        if wasEmpty { wake() }
    }

    /// Whether nothing came. Whoever is about to wait asks: the wake-up may have been for somebody else's wait.
    package var isEmpty: Bool { events.withLockedValue(\.isEmpty) }

    /// Takes all that came.
    package func take() -> [Event] {
        events.withLockedValue { events in
            defer { events = [] }
            return events
        }
    }
}
