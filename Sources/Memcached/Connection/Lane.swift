import NIOConcurrencyHelpers
import NIOCore

/// A line to one server on which batches follow each other, some of them under way at the same time.
///
/// What is answered is put into the ``Inbox`` of whoever drives the lane. Once something has failed, the lane takes no more
/// batches until it is mended: those behind the failure must not overtake what has to be done about it.
package final class Lane: Sendable {
    /// The server; an index into the client's servers.
    package let server: Int
    /// The lane's own number in its ``Inbox``.
    package let number: Int
    private let connection: Connection
    private let inbox: Inbox
    /// How much of what came may wait before nothing more is read.
    private let capacity: Int
    private let state: NIOLoopBoundBox<State>

    private struct State {
        var isBroken = false
        /// Bytes of replies that nobody has taken yet.
        var held = 0
    }

    init(server: Int, number: Int, connection: Connection, inbox: Inbox, capacity: Int) {
        self.server = server
        self.number = number
        self.connection = connection
        self.inbox = inbox
        self.capacity = capacity
        state = .makeBoxSendingValue(State(), eventLoop: connection.eventLoop)
    }

    /// Sends a batch. How it fares is told by ``Inbox/Event``s.
    package func send(_ batch: RequestBatch) {
        var batch = batch
        batch.finish()
        connection.eventLoop.execute { [batch] in
            if self.state.value.isBroken {
                let error = MemcachedError(
                    .connectionLost,
                    "not sent, because of what happened to the statements before it",
                    server: self.connection.server
                )
                self.inbox.add(.failed(lane: self.number, first: error, others: error))
            } else {
                self.connection.assumeIsolated { $0.submit(batch, for: self) }
            }
        }
    }

    /// Takes batches again.
    package func mend() {
        connection.eventLoop.execute { self.state.value.isBroken = false }
    }

    /// So many bytes of what came have been dealt with.
    package func took(_ bytes: Int) {
        connection.eventLoop.execute {
            self.state.value.held -= bytes
            if self.state.value.held <= self.capacity / 2 { self.connection.assumeIsolated { $0.setPaused(false) } }
        }
    }

    /// Finds out what the server at the other end speaks, unless that is known.
    package func dialect() async -> Dialect? {
        try? await connection.learnDialect()
    }

    /// Gives up whatever is under way.
    package func interrupt() { connection.interrupt() }

    // MARK: On the event loop

    func received(_ replies: PackedReplies, isComplete: Bool) {
        state.value.held += replies.size
        if state.value.held > capacity { connection.assumeIsolated { $0.setPaused(true) } }
        inbox.add(.answers(lane: number, replies))
    }

    func failed(_ first: MemcachedError, _ others: MemcachedError) {
        state.value.isBroken = true
        inbox.add(.failed(lane: number, first: first, others: others))
    }
}

/// What came in on the lanes and was not looked at yet.
package final class Inbox: Sendable {
    package enum Event: Sendable {
        /// The next answers on a lane.
        case answers(lane: Int, PackedReplies)
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

    /// Takes all that came.
    package func take() -> [Event] {
        events.withLockedValue { events in
            defer { events = [] }
            return events
        }
    }
}
