package import NIOCore

/// The answers to the requests of a ``RequestBatch``, in the order of the wire, without an object for each.
package struct PackedReplies: Sendable {
    /// Retrievals may overtake changes of other keys, but each of the two kinds keeps its order.
    package enum Track: UInt8, Sendable {
        case retrievals, changes
    }

    /// What one answer says.
    package struct Record: Sendable {
        package enum Kind: UInt8, Sendable {
            case stored
            /// With its token in ``number``.
            case storedWithToken
            case notStored, exists, notFound, deleted, touched, number, hit, miss
            /// The server refused it, in the words that follow.
            case refused
            /// The server refused some of the requests that share a fence, and does not say which.
            case unattributed
        }

        package let kind: Kind
        package let track: Track
        /// The item's flags, of a hit; of a refusal, its kind.
        package let flags: UInt32
        /// How many bytes of value, or of a refusal's text, belong to it.
        package let length: UInt32
        /// The number counted to, or the token.
        package let number: UInt64

        init(_ kind: Kind, track: Track = .changes, flags: UInt32 = 0, length: Int = 0, number: UInt64 = 0) {
            self.kind = kind
            self.track = track
            self.flags = flags
            self.length = UInt32(truncatingIfNeeded: length)
            self.number = number
        }
    }

    package private(set) var records: [Record] = []
    /// How many of them answer retrievals.
    package private(set) var retrievals = 0
    /// Values and texts, one behind the other.
    package private(set) var bytes = ByteBuffer()

    package init() {}

    package var isEmpty: Bool { records.isEmpty }

    /// The longest value among them, in bytes.
    package private(set) var longest = 0

    /// About how much memory it takes.
    package var size: Int { bytes.readableBytes + records.count * MemoryLayout<Record>.stride }

    /// The part of that which one of them takes.
    package static func size(of record: Record) -> Int { Int(record.length) + MemoryLayout<Record>.stride }

    // MARK: Filling

    mutating func append(_ record: Record, count: Int = 1) {
        if record.track == .retrievals { retrievals += count }
        if count == 1 {
            records.append(record)
        } else if count > 1 {
            records.append(contentsOf: repeatElement(record, count: count))
        }
    }

    mutating func append(hit value: Span<UInt8>, flags: UInt32, token: UInt64) {
        retrievals += 1
        records.append(
            Record(.hit, track: .retrievals, flags: flags, length: value.count, number: token)
        )
        bytes.writeBytes(value.bytes)
        longest = max(longest, value.count)
    }

    mutating func append(_ refusal: Refusal, as kind: Record.Kind = .refused, track: Track, count: Int) {
        // Nobody reads more of it.
        let text = refusal.text.prefix(1000)
        append(Record(kind, track: track, flags: refusal.kind.code, length: text.count), count: count)
        for _ in 0..<count { bytes.writeBytes(text) }
    }

    // MARK: Reading

    /// The refusal that a record and its bytes tell of.
    package static func refusal(_ record: Record, text: Span<UInt8>) -> Refusal {
        Refusal(kind: Refusal.Kind(code: record.flags), text: text.array)
    }
}

extension Refusal.Kind {
    fileprivate var code: UInt32 {
        switch self {
        case .unknownCommand: 0
        case .client: 1
        case .server: 2
        }
    }

    fileprivate init(code: UInt32) {
        self = code == 0 ? .unknownCommand : code == 1 ? .client : .server
    }
}
