package import NIOCore

/// An item as a look at it showed it, without being used by that.
package struct PeekedItem: Sendable, Equatable {
    package let value: ByteBuffer
    package let flags: UInt32
    package let token: UInt64
    /// Seconds until it expires, -1 for never. Its sign is right in every version, unlike that of ``ItemFacts/exp``.
    package let secondsLeft: Int64
    /// Seconds since the item was last used; `nil` if the server did not tell.
    package let secondsSinceUse: UInt64?
    /// Whether it was fetched since it was stored; `nil` if the server did not tell.
    package let wasFetched: Bool?
    package let marks: Marks

    /// What a server notes on an item that the application is to store anew.
    package struct Marks: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// `X`: it was invalidated, and is kept until somebody stores it anew.
        package static let stale = Marks(rawValue: 1)
        /// `W`: this very look has won: whoever comes after it is told that somebody else stores the item anew.
        package static let won = Marks(rawValue: 2)
        /// `Z`: somebody has won before.
        package static let winTaken = Marks(rawValue: 4)
    }

    package init(
        value: ByteBuffer,
        flags: UInt32,
        token: UInt64,
        secondsLeft: Int64,
        secondsSinceUse: UInt64? = nil,
        wasFetched: Bool? = nil,
        marks: Marks = []
    ) {
        self.value = value
        self.flags = flags
        self.token = token
        self.secondsLeft = secondsLeft
        self.secondsSinceUse = secondsSinceUse
        self.wasFetched = wasFetched
        self.marks = marks
    }
}

extension PeekedItem {
    /// The line before the value: `VA length f7 c5 t-1 ...`.
    struct Header: Sendable {
        let length: Int
        private(set) var flags: UInt32?
        private(set) var token: UInt64?
        private(set) var secondsLeft: Int64?
        private(set) var secondsSinceUse: UInt64?
        private(set) var wasFetched: Bool?
        private(set) var marks: Marks = []

        /// `nil` if the line is none. Marks of later servers that nobody asked for are passed over.
        init?(_ line: ByteBufferView, _ opaque: Opaque) throws(ProtocolViolation) {
            let words = line.split(separator: ASCII.space)
            guard words.count > 1, words[0].elementsEqual("VA".utf8),
                let length = ASCII.unsigned(words[1]).flatMap({ Int(exactly: $0) })
            else { return nil }
            self.length = length
            for word in words.dropFirst(2) {
                guard let mark = word.first, take(mark, word.dropFirst()) else { return nil }
            }
            guard opaque.isAmong(words.dropFirst(2)) else { throw ProtocolViolation.anotherAnswer(line) }
        }

        /// Whether what stands behind a mark is what has to stand there.
        private mutating func take(_ mark: UInt8, _ text: ByteBufferView.SubSequence) -> Bool {
            switch mark {
            case UInt8(ascii: "f"):
                flags = ASCII.unsigned(text).flatMap { UInt32(exactly: $0) }
                return flags != nil
            case UInt8(ascii: "c"):
                token = ASCII.unsigned(text)
                return token != nil
            case UInt8(ascii: "t"):
                secondsLeft = text.elementsEqual("-1".utf8) ? -1 : ASCII.unsigned(text).flatMap { Int64(exactly: $0) }
                return secondsLeft != nil
            case UInt8(ascii: "l"):
                secondsSinceUse = ASCII.unsigned(text)
                return secondsSinceUse != nil
            case UInt8(ascii: "h"):
                wasFetched = text.elementsEqual("1".utf8)
                return text.elementsEqual("0".utf8) || wasFetched == true
            case UInt8(ascii: "X"): marks.insert(.stale)
            case UInt8(ascii: "W"): marks.insert(.won)
            case UInt8(ascii: "Z"): marks.insert(.winTaken)
            default: break
            }
            return true
        }

        /// The item, if all was told without which nothing can be said of it.
        func item(_ value: ByteBuffer) -> PeekedItem? {
            guard let flags, let token, let secondsLeft else { return nil }
            return PeekedItem(
                value: value,
                flags: flags,
                token: token,
                secondsLeft: secondsLeft,
                secondsSinceUse: secondsSinceUse,
                wasFetched: wasFetched,
                marks: marks
            )
        }
    }
}

extension ReplyParser {
    mutating func nextPeek(_ opaque: Opaque, largestValue: Int) throws(ProtocolViolation) -> Reply? {
        if peeked == nil {
            guard let line = try replyLine() else { return nil }
            if try ReplyParser.isMiss(line, opaque) { return .peeked(nil) }
            if let refusal = Refusal(line: line) { return .refused(refusal) }
            guard let header = try PeekedItem.Header(line, opaque), header.item(ByteBuffer()) != nil else {
                throw ProtocolViolation("unexpected reply", line)
            }
            guard header.length <= largestValue else {
                throw ProtocolViolation(
                    "a value of \(header.length) bytes, more than the limit of \(largestValue)",
                    line
                )
            }
            peeked = header
        }
        guard let header = peeked, let value = try block(length: header.length) else { return nil }
        peeked = nil
        return .peeked(header.item(value))
    }

    /// Servers before 1.6.18 give no number back where there is no item.
    private static func isMiss(_ line: ByteBufferView, _ opaque: Opaque) throws(ProtocolViolation) -> Bool {
        if line.elementsEqual("EN".utf8) { return true }
        guard line.starts(with: "EN ".utf8) else { return false }
        guard opaque.isAmong(line.split(separator: ASCII.space).dropFirst()) else {
            throw ProtocolViolation.anotherAnswer(line)
        }
        return true
    }
}
