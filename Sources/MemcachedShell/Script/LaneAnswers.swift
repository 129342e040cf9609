package import Memcached
package import NIOCore

/// The answers that came on a lane and were not printed yet, and how many are still to come.
package struct LaneAnswers: Sendable {
    package typealias Track = PackedReplies.Track

    /// What is known of the answer that is due next.
    package enum Next: Sendable {
        case waiting
        case answer(PackedReplies.Record)
        /// It will not come.
        case failed(MemcachedError)
    }

    /// The first answer that does not come, and those behind it, may have different reasons.
    private struct Failure: Sendable {
        let first: MemcachedError
        let others: MemcachedError
        /// On which track the first one is missed, as long as it was not told.
        var firstTrack: Track?
    }

    /// By batch: why it was not answered, if it was not.
    private var failures: [Failure?] = []
    /// The first batch of which more is to be heard. Batches are answered, or fail, in their order; one whose last answer
    /// has come may still lack its end.
    private var openBatch = 0
    /// Bytes of answers that came, and that ``takeSize()`` did not tell of.
    package private(set) var held = 0
    private var retrievals = AnswerTrack(.retrievals)
    private var changes = AnswerTrack(.changes)

    package init() {}

    /// Whether all that was sent has been answered, or will not be.
    package var isSettled: Bool { openBatch == failures.count }

    // MARK: What happens

    package mutating func sent(_ batch: RequestBatch) {
        let done = min(retrievals.batch, changes.batch, openBatch)
        if done > 32 {
            failures.removeFirst(done)
            openBatch -= done
            retrievals.forget(batches: done)
            changes.forget(batches: done)
        }
        failures.append(nil)
        retrievals.sent(batch.retrievals)
        changes.sent(batch.count - batch.retrievals)
    }

    package mutating func received(_ replies: PackedReplies, isComplete: Bool) {
        if isComplete { openBatch += 1 }
        held += replies.size
        retrievals.received(replies)
        changes.received(replies)
    }

    package mutating func failed(_ first: MemcachedError, _ others: MemcachedError, track: Track) {
        guard openBatch < failures.count else { return }
        failures[openBatch] = Failure(first: first, others: others, firstTrack: track)
        openBatch += 1
    }

    // MARK: What is due

    package func next(_ track: Track) -> Next {
        if let record = record(track) { return .answer(record) }
        let batch = batch(track)
        guard batch < failures.count, let failure = failures[batch] else { return .waiting }
        return .failed(failure.firstTrack == track ? failure.first : failure.others)
    }

    /// The same, if it has come.
    private func record(_ track: Track) -> PackedReplies.Record? {
        track == .retrievals ? retrievals.record : changes.record
    }

    /// Whether the next answer will not come.
    func isFailing(_ track: Track) -> Bool {
        if case .failed = next(track) { true } else { false }
    }

    /// The value, or the text, of the next answer.
    package func text(_ track: Track) -> ByteBuffer {
        track == .retrievals ? retrievals.text : changes.text
    }

    /// Lends the next answer, with its value or text, and goes on to the one behind it if `body` says that it has dealt
    /// with it. `nil` if it has not come, or will not.
    mutating func deal(_ track: Track, _ body: (PackedReplies.Record, Span<UInt8>) -> Bool) -> Bool? {
        if track == .retrievals { retrievals.deal(body) } else { changes.deal(body) }
    }

    /// Goes on to the one behind it.
    package mutating func advance(_ track: Track) {
        if record(track) == nil {
            let batch = batch(track)
            if batch < failures.count, failures[batch]?.firstTrack == track { failures[batch]?.firstTrack = nil }
        }
        if track == .retrievals { retrievals.advance() } else { changes.advance() }
    }

    /// The batch to which the next answer belongs.
    private func batch(_ track: Track) -> Int { track == .retrievals ? retrievals.batch : changes.batch }

    /// How many bytes of what came have been dealt with since this was last asked.
    package mutating func takeSize() -> Int {
        let size = retrievals.takeSize() + changes.takeSize()
        held -= size
        return size
    }
}
