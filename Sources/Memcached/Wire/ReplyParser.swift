package import NIOCore

/// Turns a server's bytes into replies, one question at a time.
///
/// It may be fed in pieces of any size: it keeps what it has, remembers how far it has looked, and goes on from there.
/// It takes from the bytes only what belongs to the reply asked for. Values are slices of what arrived. Whatever arrives,
/// it neither traps nor holds more than ``Limits`` allow.
package struct ReplyParser: Sendable {
    /// What a reply may hold at most; a server that sends more is not believed.
    package struct Limits: Sendable {
        /// Bytes of one line. The longest proper one has about a thousand.
        package var line = 256 << 10
        /// Bytes of one value; at most 1 GiB.
        package var value = ReplyParser.largestValue
        /// Bytes of all the lines of a report.
        package var report = 64 << 20
        /// Empty lines before a reply. 1.6.40 to 1.6.45 send one after some errors.
        package var blankLines = 16

        package init() {}
    }

    private var limits: Limits
    private var buffer = ByteBuffer()
    /// How many readable bytes are known to hold no line feed.
    private var searched = 0
    private var blankLines = 0
    private var values: ValuesInProgress?
    /// The line of a look whose value has not come yet.
    var peeked: PeekedItem.Header?
    private var stats: [Stat] = []
    private var statsBytes = 0

    package init(limits: Limits = Limits()) {
        self.limits = limits
        self.limits.value = min(max(limits.value, 0), ReplyParser.largestValue)
    }

    /// What memcached's own `-I` allows at most.
    private static let largestValue = 1 << 30
    /// What all values of a reply may hold. Tasks that know nothing of each other share one, so it does not depend on
    /// what one of them would take.
    private static let largestReply = 2 << 30

    /// Whether bytes are waiting that no question has claimed.
    package var hasUnclaimedBytes: Bool { buffer.readableBytes > 0 }

    /// Whether part of a reply has come, and not all of it.
    package var isWithinReply: Bool {
        if hasUnclaimedBytes || !stats.isEmpty || peeked != nil { return true }
        guard let values else { return false }
        return values.open != nil || values.slots.contains { $0 != nil }
    }

    /// What came although nobody asked.
    package var surplus: ProtocolViolation {
        ProtocolViolation("the server spoke unasked", buffer.readableBytesView.prefix { $0 != ASCII.lineFeed })
    }

    /// What waits is no beginning of a reply, but shows who speaks there instead.
    package var violation: ProtocolViolation? {
        let violation = ProtocolViolation("unexpected reply", buffer.readableBytesView)
        return violation.impostor == nil ? nil : violation
    }

    package mutating func feed(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            // Without this, a long pipeline would keep every reply since the buffer last ran empty.
            if buffer.readerIndex > 64 << 10 { buffer.discardReadBytes() }
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next reply, if all of it has arrived; otherwise `nil`, and more bytes are needed.
    package mutating func next(_ shape: ReplyShape) throws(ProtocolViolation) -> Reply? {
        switch shape {
        case .values(let keys, let tokens):
            return try nextValues(keys: keys, tokens: tokens)
        case .stats:
            return try nextStats()
        case .peek(let opaque):
            return try nextPeek(opaque, largestValue: limits.value)
        case .word, .number, .version, .meta, .facts:
            guard let line = try replyLine() else { return nil }
            if let refusal = Refusal(line: line) { return .refused(refusal) }
            return try ReplyParser.reply(in: line, shape: shape)
        }
    }

    /// How far a batch came with the bytes that there are.
    enum BatchStep {
        case needsMore
        case complete
        /// The server refused a request whose data it may now read as commands.
        case outOfStep
        case serverFull
    }

    /// Gives back what a large value needed, once it is read: an idle connection should not hold on to it.
    mutating func releaseEmptyBuffer() {
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
    }

    /// Takes what there is of the answers to a batch. `mayBeFull` says whether this is the first thing that is heard.
    mutating func take(
        _ answers: inout BatchAnswers,
        into replies: inout PackedReplies,
        mayBeFull: Bool
    ) throws(ProtocolViolation) -> BatchStep {
        while true {
            let (taken, end) = try answers.take(from: buffer.readableBytesUInt8Span, limits: limits, into: &replies)
            buffer.moveReaderIndex(forwardBy: taken)
            if taken > 0 {
                searched = 0
                blankLines = 0
            }
            switch end {
            case .complete:
                return .complete
            case .hungry:
                if !answers.isWithinValue, buffer.readableBytes > limits.line { _ = try line() }
                return .needsMore
            case .oddLine:
                let blank = buffer.readableBytes
                try skipBlankLines()
                // Behind empty lines, all may be as usual.
                if buffer.readableBytes < blank { continue }
                guard let line = try replyLine() else { return .needsMore }
                if let refusal = Refusal(line: line) {
                    if refusal.isFullServer, mayBeFull, replies.isEmpty { return .serverFull }
                    let carriedData = answers.carriesData
                    guard answers.take(.refused(refusal), into: &replies) else {
                        throw ProtocolViolation("more refusals than requests", line)
                    }
                    if carriedData, refusal.kind != .server {
                        answers.giveUpFence(into: &replies)
                        return .outOfStep
                    }
                } else if case .values = answers.shape, line.elementsEqual("END".utf8) {
                    answers.takeEnd(into: &replies)
                } else {
                    let reply = try ReplyParser.reply(in: line, shape: answers.shape)
                    guard answers.take(reply, into: &replies) else { throw ProtocolViolation("unexpected reply", line) }
                }
            }
        }
    }

    /// Takes the empty lines that may stand between replies.
    package mutating func skipBlankLines() throws(ProtocolViolation) {
        while let first = buffer.readableBytesView.first {
            if first == ASCII.lineFeed {
                buffer.moveReaderIndex(forwardBy: 1)
            } else if first == ASCII.carriageReturn, buffer.readableBytesView.dropFirst().first == ASCII.lineFeed {
                buffer.moveReaderIndex(forwardBy: 2)
            } else {
                return
            }
            searched = 0
            blankLines += 1
            if blankLines > limits.blankLines { throw ProtocolViolation("the server sends empty lines", []) }
        }
    }

    // MARK: Lines

    /// The next line that is not empty, without its line end.
    mutating func replyLine() throws(ProtocolViolation) -> ByteBufferView? {
        try skipBlankLines()
        guard let line = try line() else { return nil }
        blankLines = 0
        return line
    }

    private mutating func line() throws(ProtocolViolation) -> ByteBufferView? {
        let found = buffer.withUnsafeReadableBytes { bytes in
            bytes[min(searched, bytes.count)...].firstIndex(of: ASCII.lineFeed)
        }
        guard let end = found, end <= limits.line else {
            searched = buffer.readableBytes
            if searched > limits.line {
                throw ProtocolViolation(
                    "a line of more than \(ByteCountText.exact(limits.line))",
                    buffer.readableBytesView
                )
            }
            return nil
        }
        searched = 0
        guard var view = buffer.readSlice(length: end)?.readableBytesView else { return nil }
        buffer.moveReaderIndex(forwardBy: 1)
        if view.last == ASCII.carriageReturn { view = view.dropLast() }
        return view
    }

    private static func reply(in line: ByteBufferView, shape: ReplyShape) throws(ProtocolViolation) -> Reply {
        switch shape {
        case .word(let accepted):
            if let word = accepted.first(where: { line.elementsEqual($0.rawValue.utf8) }) { return .word(word) }
        case .number:
            // Very old servers pad the number with blanks to the length of the stored text.
            let digits = line.prefix { $0 != ASCII.space }
            if line[digits.endIndex...].allSatisfy({ $0 == ASCII.space }), let number = ASCII.unsigned(digits) {
                return .number(number)
            }
            if line.elementsEqual(ReplyWord.notFound.rawValue.utf8) { return .word(.notFound) }
        case .version:
            if line.starts(with: "VERSION".utf8) {
                return .version(Excerpt(line.dropFirst(8), limit: 200).description)
            }
        case .meta(let opaque):
            if let reply = try MetaReply(line: line, opaque) { return .meta(reply) }
        case .facts(let key):
            if line.elementsEqual("EN".utf8) { return .facts(nil) }
            if let facts = ItemFacts(line: line, key: key) { return .facts(facts) }
        case .values, .stats, .peek:
            break
        }
        throw ProtocolViolation("unexpected reply", line)
    }

    // MARK: Values

    private struct ValuesInProgress {
        var slots: [Item?]
        /// Where the search for the next key begins: servers answer in the order asked.
        var cursor = 0
        var open: Header?
        var bytes = 0

        struct Header {
            let slot: Int
            let flags: UInt32
            let length: Int
            let token: UInt64?
        }
    }

    private mutating func nextValues(keys: [Key], tokens: Bool) throws(ProtocolViolation) -> Reply? {
        var progress = values ?? ValuesInProgress(slots: Array(repeating: nil, count: keys.count))
        values = nil
        while true {
            if let header = progress.open {
                guard let value = try block(length: header.length) else {
                    values = progress
                    return nil
                }
                progress.slots[header.slot] = Item(value: value, flags: header.flags, token: header.token)
                progress.open = nil
            }
            switch try lookAhead(keys: keys, tokens: tokens, progress: progress) {
            case .value(let header, let lineLength):
                buffer.moveReaderIndex(forwardBy: lineLength)
                searched = 0
                blankLines = 0
                progress.bytes += header.length
                if header.slot >= progress.cursor { progress.cursor = header.slot + 1 }
                progress.open = header
            case .end:
                buffer.moveReaderIndex(forwardBy: 5)
                searched = 0
                blankLines = 0
                return .values(progress.slots)
            case .other:
                guard let line = try replyLine() else {
                    values = progress
                    return nil
                }
                if line.elementsEqual("END".utf8) { return .values(progress.slots) }
                guard let refusal = Refusal(line: line) else {
                    throw ProtocolViolation("unexpected line in a reply with values", line)
                }
                return progress.slots.contains { $0 != nil }
                    ? .interrupted(values: progress.slots, refusal) : .refused(refusal)
            }
        }
    }

    /// What comes next in a reply with values, seen without taking it out.
    private enum Ahead {
        case value(ValuesInProgress.Header, lineLength: Int)
        case end
        /// Not all of a line, or not one of these.
        case other
    }

    private func lookAhead(
        keys: [Key],
        tokens: Bool,
        progress: ValuesInProgress
    ) throws(ProtocolViolation) -> Ahead {
        let bytes = buffer.readableBytesUInt8Span
        guard let end = bytes.firstIndex(of: ASCII.lineFeed, from: searched), end <= limits.line, end > 1 else {
            return .other
        }
        let length = bytes[end - 1] == ASCII.carriageReturn ? end - 1 : end
        let line = bytes.extracting(0..<length)
        switch line[0] {
        case UInt8(ascii: "V"): break
        case UInt8(ascii: "E")
        where end == 4 && length == 3 && line[1] == UInt8(ascii: "N") && line[2] == UInt8(ascii: "D"):
            return .end
        default: return .other
        }
        let header = try ValueHeader(line, wantsToken: tokens, limit: limits.value)
        if progress.bytes + header.length > ReplyParser.largestReply {
            throw ProtocolViolation("a reply of more than \(ByteCountText.exact(ReplyParser.largestReply))", line.array)
        }
        guard let slot = ReplyParser.slot(for: line.extracting(header.key), in: keys, progress: progress) else {
            throw ProtocolViolation("a value for a key that was not asked for", line.array)
        }
        return .value(
            ValuesInProgress.Header(slot: slot, flags: header.flags, length: header.length, token: header.token),
            lineLength: end + 1
        )
    }

    /// A data block with its line end.
    mutating func block(length: Int) throws(ProtocolViolation) -> ByteBuffer? {
        guard buffer.readableBytes >= length + 2, let block = buffer.readSlice(length: length),
            let end = buffer.readInteger(as: UInt16.self)
        else { return nil }
        searched = 0
        guard end == UInt16(ASCII.carriageReturn) << 8 | UInt16(ASCII.lineFeed) else {
            throw ProtocolViolation("a value does not end where its length says", [UInt8(end >> 8), UInt8(end & 0xff)])
        }
        return block
    }

    /// The first place, from the cursor on and then from the start, where this key was asked for and not yet answered.
    private static func slot(for key: Span<UInt8>, in keys: [Key], progress: ValuesInProgress) -> Int? {
        var index = progress.cursor
        for _ in keys.indices {
            if index == keys.count { index = 0 }
            let own = keys[index].bytes
            if progress.slots[index] == nil, own.span.isEqual(to: key) { return index }
            index += 1
        }
        return nil
    }

    // MARK: Stats

    private mutating func nextStats() throws(ProtocolViolation) -> Reply? {
        while let line = try replyLine() {
            if line.elementsEqual("END".utf8) { return finishStats() }
            if stats.isEmpty {
                if line.elementsEqual("RESET".utf8) || line.elementsEqual("OK".utf8) { return .word(.ok) }
            }
            if let refusal = Refusal(line: line) {
                _ = finishStats()
                return .refused(refusal)
            }
            guard line.starts(with: "STAT".utf8) else { throw ProtocolViolation("unexpected line in a report", line) }
            // Two small arrays cost more than the bytes in them.
            statsBytes += line.count + 100
            if statsBytes > limits.report {
                throw ProtocolViolation("a report of more than \(ByteCountText.exact(limits.report))", line)
            }
            let rest = line.dropFirst(5)
            let name = rest.prefix { $0 != ASCII.space }
            stats.append(Stat(name: Array(name), value: Array(rest.dropFirst(name.count + 1))))
        }
        return nil
    }

    private mutating func finishStats() -> Reply {
        defer {
            stats = []
            statsBytes = 0
        }
        return .stats(stats)
    }
}
