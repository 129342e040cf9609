import NIOCore

/// How far the answers to a batch have come.
struct BatchAnswers: Sendable {
    let batch: RequestBatch
    /// The run that is being answered, and how many of its answers have come.
    private var run = 0
    private var answered = 0
    /// Of a line with keys: where the first key without an answer stands.
    private var key = 0
    /// A value whose bytes have not all come.
    private var open: ValueHeader?
    /// Of silent sets: how many were refused since the last fence, and how, the last time.
    private var refused = 0
    private var refusal: Refusal?

    init(_ batch: RequestBatch) {
        self.batch = batch
        key = BatchAnswers.firstKey(of: batch, run: 0)
    }

    /// Whether all answers have come.
    var isComplete: Bool { run >= batch.runs.count }
    /// Whether a value has begun, and not ended.
    var isWithinValue: Bool { open != nil }
    /// Whether the answer to one request has begun, and not ended.
    var isWithinReply: Bool { isWithinValue || refused > 0 }
    /// The track of the answer that is due.
    var track: PackedReplies.Track {
        var due = run
        // Of a line whose values have all come, only the end is due.
        if due < batch.runs.count, answered == batch.runs[due].count { due += 1 }
        return due < batch.runs.count ? batch.runs[due].kind.track : .changes
    }
    /// Whether data follow the lines whose answers come now.
    var carriesData: Bool { run < batch.runs.count && batch.runs[run].kind.carriesData }

    /// What the bytes come to an end with.
    enum End {
        /// All answers are there.
        case complete
        /// More bytes are needed.
        case hungry
        /// Something that is not of the usual kind; it stands at the beginning of the rest.
        case oddLine
    }

    // MARK: The usual answers

    /// Takes the answers from the beginning of `bytes`, as long as they are usual. Returns how many bytes that were.
    mutating func take(
        from bytes: Span<UInt8>,
        limits: ReplyParser.Limits,
        into replies: inout PackedReplies
    ) throws(ProtocolViolation) -> (taken: Int, end: End) {
        var place = 0
        while run < batch.runs.count {
            let end: End
            let current = batch.runs[run]
            switch current.kind {
            case .values, .valuesWithTokens:
                end = try takeValues(current, bytes, &place, limits, &replies)
            case .quietSets:
                end = takeFence(current, bytes, &place, &replies)
            default:
                end = takeLines(current, bytes, &place, &replies)
            }
            guard case .complete = end else { return (place, end) }
            nextRun()
        }
        return (place, .complete)
    }

    private mutating func nextRun() {
        run += 1
        answered = 0
        key = BatchAnswers.firstKey(of: batch, run: run)
    }

    private mutating func takeLines(
        _ current: RequestBatch.Run,
        _ bytes: Span<UInt8>,
        _ place: inout Int,
        _ replies: inout PackedReplies
    ) -> End {
        while answered < current.count {
            let record: PackedReplies.Record
            switch bytes.usualLine(current.kind, at: &place) {
            case .record(let found): record = found
            case .hungry: return .hungry
            case .odd: return .oddLine
            }
            replies.append(record)
            answered += 1
        }
        return .complete
    }

    private mutating func takeFence(
        _ current: RequestBatch.Run,
        _ bytes: Span<UInt8>,
        _ place: inout Int,
        _ replies: inout PackedReplies
    ) -> End {
        guard bytes.starts(with: "MN\r\n", at: place) else { return bytes.holdsLine(place) ? .oddLine : .hungry }
        place += 4
        takeFence(current.count, into: &replies)
        return .complete
    }

    private mutating func takeValues(
        _ current: RequestBatch.Run,
        _ bytes: Span<UInt8>,
        _ place: inout Int,
        _ limits: ReplyParser.Limits,
        _ replies: inout PackedReplies
    ) throws(ProtocolViolation) -> End {
        while true {
            if let header = open {
                guard bytes.count - place >= header.length + 2 else { return .hungry }
                let end = place + header.length
                guard bytes[end] == ASCII.carriageReturn, bytes[end + 1] == ASCII.lineFeed else {
                    let found = bytes.extracting(end..<end + 2)
                    throw ProtocolViolation("a value does not end where its length says", found.array)
                }
                let value = bytes.extracting(place..<end)
                replies.append(hit: value, flags: header.flags, token: header.token ?? 0)
                place = end + 2
                answered += 1
                open = nil
            }
            guard place < bytes.count else { return .hungry }
            // What is neither a value nor the end of all is looked at more closely.
            guard bytes[place] == UInt8(ascii: "V") else {
                guard bytes[place] == UInt8(ascii: "E") else { return .oddLine }
                guard bytes.starts(with: "END\r\n", at: place) else {
                    return bytes.holdsLine(place) ? .oddLine : .hungry
                }
                place += 5
                replies.append(PackedReplies.Record(.miss, track: .retrievals), count: current.count - answered)
                return .complete
            }
            guard let end = bytes.firstIndex(of: ASCII.lineFeed, from: place) else { return .hungry }
            let line = bytes.extracting(place..<(end > place && bytes[end - 1] == ASCII.carriageReturn ? end - 1 : end))
            let header = try ValueHeader(line, wantsToken: current.kind == .valuesWithTokens, limit: limits.value)
            let name = line.extracting(header.key)
            guard let (misses, next) = find(name, left: current.count - answered) else {
                throw ProtocolViolation("a value for a key that was not asked for", line.array)
            }
            key = next
            replies.append(PackedReplies.Record(.miss, track: .retrievals), count: misses)
            answered += misses
            place = end + 1
            open = header
        }
    }

    /// How many keys of the line stand before the one of this name, and where the one behind it begins. Servers answer
    /// in the order asked: keys that are passed over were misses.
    private func find(_ name: Span<UInt8>, left: Int) -> (misses: Int, next: Int)? {
        let request = batch.bytes.readableBytesUInt8Span
        var start = key
        for skipped in 0..<left {
            var end = start
            while end < request.count, request[end] > ASCII.space { end += 1 }
            if request.extracting(start..<end).isEqual(to: name) { return (skipped, end + 1) }
            start = end + 1
        }
        return nil
    }

    private static func firstKey(of batch: RequestBatch, run: Int) -> Int {
        guard run < batch.runs.count else { return 0 }
        switch batch.runs[run].kind {
        case .values, .valuesWithTokens: break
        default: return 0
        }
        let request = batch.bytes.readableBytesUInt8Span
        let start = batch.runs[run].start
        guard let first = request.firstIndex(of: ASCII.space, from: start) else { return start }
        // Behind gat and gats stands the expiry.
        let hasExpiry = request[start + 1] == UInt8(ascii: "a")
        let blank = hasExpiry ? request.firstIndex(of: ASCII.space, from: first + 1) : first
        return (blank ?? first) + 1
    }

    // MARK: The others

    /// The grammar of the answer that is due.
    var shape: ReplyShape {
        guard run < batch.runs.count else { return .meta(nil) }
        switch batch.runs[run].kind {
        case .set: return .word([.stored])
        case .conditionalStore: return .word([.stored, .notStored])
        case .compareAndStore: return .word([.stored, .exists, .notFound])
        case .delete: return .word([.deleted, .notFound])
        case .touch: return .word([.touched, .notFound])
        case .count: return .number
        case .setReturningToken, .quietSets: return .meta(nil)
        case .values, .valuesWithTokens: return .values(keys: [], tokens: false)
        }
    }

    /// The stream cannot be trusted any longer: a fence that is due will not come, but what was refused before it is
    /// told.
    mutating func giveUpFence(into replies: inout PackedReplies) {
        guard refused > 0 else { return }
        takeFence(batch.runs[run].count, into: &replies)
        nextRun()
    }

    /// What the silent sets before a fence came to.
    private mutating func takeFence(_ count: Int, into replies: inout PackedReplies) {
        if let refusal {
            // All refused is as clear as none.
            replies.append(refusal, as: refused == count ? .refused : .unattributed, track: .changes, count: count)
        } else {
            replies.append(PackedReplies.Record(.stored), count: count)
        }
        refused = 0
        refusal = nil
    }

    /// The line with keys has no more values.
    mutating func takeEnd(into replies: inout PackedReplies) {
        guard run < batch.runs.count else { return }
        replies.append(PackedReplies.Record(.miss, track: .retrievals), count: batch.runs[run].count - answered)
        nextRun()
    }

    /// Takes a reply that was read more closely. Returns whether it can be one.
    mutating func take(_ reply: Reply, into replies: inout PackedReplies) -> Bool {
        guard run < batch.runs.count else { return false }
        let current = batch.runs[run]
        switch (current.kind, reply) {
        case (.quietSets, .refused(let refusal)):
            refused += 1
            self.refusal = refusal
            return refused <= current.count
        case (.quietSets, .meta(let meta)):
            guard meta.code == .noop else { return false }
            takeFence(current.count, into: &replies)
            nextRun()
            return true
        case (.values, .refused(let refusal)), (.valuesWithTokens, .refused(let refusal)):
            // It stands in the place of all that is left of the line.
            replies.append(refusal, track: .retrievals, count: current.count - answered)
            nextRun()
            return true
        case (.values, _), (.valuesWithTokens, _):
            return false
        case (_, .refused(let refusal)):
            replies.append(refusal, track: .changes, count: 1)
        case (_, .word(let word)):
            replies.append(PackedReplies.Record(PackedReplies.Record.Kind(word)))
        case (_, .number(let number)):
            replies.append(PackedReplies.Record(.number, number: number))
        case (_, .meta(let meta)):
            guard let kind = PackedReplies.Record.Kind(meta.code) else { return false }
            if kind == .stored, let token = meta.token {
                replies.append(PackedReplies.Record(.storedWithToken, number: token))
            } else {
                replies.append(PackedReplies.Record(kind))
            }
        default:
            return false
        }
        answered += 1
        if answered == current.count { nextRun() }
        return true
    }
}

extension PackedReplies.Record.Kind {
    fileprivate init(_ word: ReplyWord) {
        switch word {
        case .stored, .ok: self = .stored
        case .notStored: self = .notStored
        case .exists: self = .exists
        case .notFound: self = .notFound
        case .deleted: self = .deleted
        case .touched: self = .touched
        }
    }

    fileprivate init?(_ code: MetaReply.Code) {
        switch code {
        case .done: self = .stored
        case .notStored: self = .notStored
        case .exists: self = .exists
        case .notFound: self = .notFound
        case .noop: return nil
        }
    }
}
