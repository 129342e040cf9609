package import Memcached
package import NIOCore

/// The answers that came on a lane and were not printed yet, and how many are still to come.
package struct LaneAnswers: Sendable {
    /// What is known of the answer that is due next.
    package enum Next: Sendable {
        case waiting
        case answer(PackedReplies.Record)
        /// It will not come.
        case failed(MemcachedError)
    }

    private struct Batch: Sendable {
        /// How many of its answers were not printed yet.
        var due: Int
        var failure: Failure?
    }

    /// The first answer that does not come, and those behind it, may have different reasons.
    private struct Failure: Sendable {
        let first: MemcachedError
        let others: MemcachedError
        var isFirst = true
    }

    private var batches: [Batch] = []
    private var firstBatch = 0
    /// The first batch of which more is to be heard. Batches are answered, or fail, in their order; one whose last answer
    /// has come may still lack its end.
    private var openBatch = 0
    private var blocks = CircularBuffer<PackedReplies>()
    private var current = PackedReplies()
    private var place = 0
    private var offset = 0
    /// Bytes of the blocks that were taken since ``takeSize()`` was last called.
    private var finished = 0

    package init() {}

    /// Whether all that was sent has been answered, or will not be.
    package var isSettled: Bool { openBatch == batches.count }

    // MARK: What happens

    package mutating func sent(_ count: Int) {
        let done = min(firstBatch, openBatch)
        if done > 32 {
            batches.removeFirst(done)
            firstBatch -= done
            openBatch -= done
        }
        batches.append(Batch(due: count))
    }

    package mutating func received(_ replies: PackedReplies, isComplete: Bool) {
        if isComplete { openBatch += 1 }
        if replies.isEmpty { return }
        if place == current.records.count, blocks.isEmpty {
            finished += current.size
            current = replies
            place = 0
            offset = 0
        } else {
            blocks.append(replies)
        }
    }

    package mutating func failed(_ first: MemcachedError, _ others: MemcachedError) {
        guard openBatch < batches.count else { return }
        batches[openBatch].failure = Failure(first: first, others: others)
        openBatch += 1
    }

    // MARK: What is due

    package var next: Next {
        if let record { return .answer(record) }
        guard firstBatch < batches.count, let failure = batches[firstBatch].failure else { return .waiting }
        return .failed(failure.isFirst ? failure.first : failure.others)
    }

    /// The same, if it has come.
    var record: PackedReplies.Record? {
        place < current.records.count ? current.records[place] : nil
    }

    /// Whether the next answer will not come.
    var isFailing: Bool {
        if case .failed = next { true } else { false }
    }

    /// The value, or the text, of the next answer.
    package var text: ByteBuffer {
        guard let record else { return ByteBuffer() }
        return current.bytes.getSlice(at: offset, length: Int(record.length)) ?? ByteBuffer()
    }

    /// Lends the value, or the text, of the next answer.
    func withValue<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let length = Int(record?.length ?? 0)
        return body(current.bytes.readableBytesUInt8Span.extracting(offset..<offset + length))
    }

    /// Goes on to the one behind it.
    package mutating func advance() {
        if let record {
            offset += Int(record.length)
            place += 1
            if place == current.records.count, !blocks.isEmpty {
                finished += current.size
                current = blocks.removeFirst()
                place = 0
                offset = 0
            }
        } else if firstBatch < batches.count {
            batches[firstBatch].failure?.isFirst = false
        }
        guard firstBatch < batches.count else { return }
        batches[firstBatch].due -= 1
        if batches[firstBatch].due == 0 { firstBatch += 1 }
    }

    /// How many bytes of what came have been dealt with since this was last asked.
    package mutating func takeSize() -> Int {
        if place == current.records.count, place > 0 {
            finished += current.size
            current = PackedReplies()
            place = 0
            offset = 0
        }
        defer { finished = 0 }
        return finished
    }
}
