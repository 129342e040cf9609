import Memcached
import NIOCore

/// The answers of one ``PackedReplies/Track`` that came on a lane, in order, and which of them is due next.
struct AnswerTrack: Sendable {
    private let track: PackedReplies.Track
    private var blocks = CircularBuffer<PackedReplies>()
    private var current = PackedReplies()
    private var place = 0
    private var offset = 0
    /// Bytes of what was passed since ``takeSize()`` was last called.
    private var passed = 0
    /// By batch: how many of its answers on this track were not dealt with yet.
    private var due: [Int] = []
    /// The first batch of which one is due; behind the last, if none is.
    private(set) var batch = 0

    init(_ track: PackedReplies.Track) {
        self.track = track
    }

    /// A batch was sent, of which so many answers come on this track.
    mutating func sent(_ count: Int) {
        due.append(count)
        skipDone()
    }

    private mutating func skipDone() {
        while batch < due.count, due[batch] == 0 { batch += 1 }
    }

    /// Nobody asks any more for the first batches.
    mutating func forget(batches: Int) {
        due.removeFirst(batches)
        batch -= batches
    }

    mutating func received(_ replies: PackedReplies) {
        let isMine = track == .retrievals ? replies.retrievals > 0 : replies.retrievals < replies.records.count
        guard isMine else { return }
        if place == current.records.count, blocks.isEmpty {
            begin(replies)
        } else {
            blocks.append(replies)
        }
    }

    /// The answer that is due next, if it has come.
    var record: PackedReplies.Record? {
        place < current.records.count ? current.records[place] : nil
    }

    /// The value, or the text, of that answer.
    var text: ByteBuffer {
        guard let record else { return ByteBuffer() }
        return current.bytes.getSlice(at: offset, length: Int(record.length)) ?? ByteBuffer()
    }

    /// Lends the answer that is due next, with its value or text, and goes on to the one behind it if `body` says that it
    /// has dealt with it. `nil` if that answer has not come.
    mutating func deal(_ body: (PackedReplies.Record, Span<UInt8>) -> Bool) -> Bool? {
        guard place < current.records.count else { return nil }
        let record = current.records[place]
        let bytes = current.bytes
        let value = bytes.readableBytesUInt8Span.extracting(offset..<offset + Int(record.length))
        guard body(record, value) else { return false }
        advance()
        return true
    }

    /// Goes on to the answer behind it.
    mutating func advance() {
        if batch < due.count {
            due[batch] -= 1
            skipDone()
        }
        guard let record else { return }
        pass(record)
        skipOthers()
        if place == current.records.count, let next = blocks.popFirst() { begin(next) }
    }

    private mutating func begin(_ replies: PackedReplies) {
        current = replies
        place = 0
        offset = 0
        skipOthers()
    }

    private mutating func skipOthers() {
        while place < current.records.count, current.records[place].track != track {
            offset += Int(current.records[place].length)
            place += 1
        }
    }

    private mutating func pass(_ record: PackedReplies.Record) {
        passed += PackedReplies.size(of: record)
        offset += Int(record.length)
        place += 1
    }

    /// How many bytes of what came have been dealt with since this was last asked.
    mutating func takeSize() -> Int {
        // Values are not kept longer than they are needed.
        if place == current.records.count, place > 0 {
            current = PackedReplies()
            place = 0
            offset = 0
        }
        defer { passed = 0 }
        return passed
    }
}
