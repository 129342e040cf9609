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
    private let ownsConnection: Bool
    private let inbox: Inbox
    /// How much of what came may wait before nothing more is read.
    package let capacity: Int
    private let state: NIOLoopBoundBox<State>

    private struct State {
        var isBroken = false
        /// How much may be held before nothing more is read.
        var limit: Int
        /// Bytes of replies that nobody has taken yet.
        var held = 0
    }

    init(server: Int, number: Int, connection: Connection, ownsConnection: Bool, inbox: Inbox, capacity: Int) {
        self.server = server
        self.number = number
        self.connection = connection
        self.ownsConnection = ownsConnection
        self.inbox = inbox
        self.capacity = capacity
        state = .makeBoxSendingValue(State(limit: capacity), eventLoop: connection.eventLoop)
    }

    /// Sends a batch. How it fares is told by ``Inbox/Event``s.
    package func send(_ batch: RequestBatch) {
        var batch = batch
        batch.seal()
        connection.eventLoop.execute { [batch] in
            if self.refusesBatch() { return }
            self.connection.assumeIsolated { $0.submit(batch, for: self) }
        }
    }

    /// Takes batches again, and no more than may wait.
    package func mend() {
        connection.eventLoop.execute {
            self.state.value.isBroken = false
            self.state.value.limit = self.capacity
        }
    }

    /// Takes in all that is under way, although nobody looks at it: whoever waits for all of it, or for another answer on
    /// the same connection, would wait for ever.
    package func takeAll() {
        connection.eventLoop.execute {
            self.state.value.limit = .max
            self.connection.assumeIsolated { $0.setPaused(false) }
        }
    }

    /// Takes in some more, although much is held: what is wanted stands behind it.
    package func takeMore() {
        connection.eventLoop.execute {
            let more = self.state.value.held + self.capacity
            self.state.value.limit = max(self.state.value.limit, more)
            self.connection.assumeIsolated { $0.setPaused(false) }
        }
    }

    /// So many bytes of what came have been dealt with; if little is left, more is read. From any thread.
    package func took(_ bytes: Int) {
        connection.eventLoop.execute {
            self.state.value.held -= bytes
            guard self.state.value.held <= self.capacity / 2 else { return }
            if self.state.value.limit < .max { self.state.value.limit = self.capacity }
            self.connection.assumeIsolated { $0.setPaused(false) }
        }
    }

    /// Finds out what the server at the other end speaks, unless that is known; `nil` if it does not say.
    package func dialect() async -> Dialect? {
        try? await connection.learnDialect()
    }

    /// Closes the lane's connection, if no one else uses it. Only for a lane that is used no more.
    package func close() async {
        if ownsConnection { await connection.shutDown() }
    }

    /// Gives up whatever is under way.
    package func interrupt() { connection.interrupt() }

    // MARK: On the event loop

    /// Whether a batch must not be sent, because one before it failed. Then its sender is told so.
    func refusesBatch() -> Bool {
        guard state.value.isBroken else { return false }
        let reason = "not sent, because of what happened to the statements before it"
        let error = MemcachedError(.connectionLost, reason, server: connection.server)
        failed(error, error, track: .changes)
        return true
    }

    func received(_ replies: PackedReplies, isComplete: Bool) {
        state.value.held += replies.size
        if state.value.held > state.value.limit {
            connection.assumeIsolated { $0.setPaused(true) }
        }
        inbox.add(.answers(lane: number, replies, isComplete: isComplete))
    }

    /// `track` is that of the first answer that does not come.
    func failed(_ first: MemcachedError, _ others: MemcachedError, track: PackedReplies.Track) {
        state.value.isBroken = true
        inbox.add(.failed(lane: number, first: first, others: others, track: track))
    }
}
