import NIOCore

/// Requests to one server that leave in one piece: their bytes, and what is due for them. Nothing is made for each of
/// them: ten thousand `set`s in a row are one ``Run``.
///
/// Every request of a batch names one key, and gets one answer. Requests for the same key keep their order; a `get` may
/// join a line that leaves before the changes of other keys that it was asked behind: a server writes at each line of
/// `get`, which takes it longer than all else that it does for the key.
package struct RequestBatch: Sendable {
    /// Requests in a row that are answered alike.
    struct Run: Sendable {
        let kind: Kind
        /// How many answers are due.
        var count: Int
        /// Where a line of keys stands in ``bytes``.
        var start = 0
    }

    /// What a request asks for, as far as its answer depends on it.
    enum Kind: UInt8, Sendable {
        case set, conditionalStore, compareAndStore, delete, touch, count
        /// A meta `set` that answers with a token.
        case setReturningToken
        /// Meta `set`s that are silent when they succeed, and a fence behind them.
        case quietSets
        /// A line that asks for values, with or without tokens.
        case values, valuesWithTokens

        /// Whether data follow the line, which a server that refuses it may read as commands.
        var carriesData: Bool {
            switch self {
            case .set, .conditionalStore, .compareAndStore, .setReturningToken, .quietSets: true
            case .delete, .touch, .count, .values, .valuesWithTokens: false
            }
        }

        var track: PackedReplies.Track {
            switch self {
            case .values, .valuesWithTokens: .retrievals
            default: .changes
            }
        }
    }

    /// Requests that begin with a line of keys, which more keys may join.
    private struct Segment: Sendable {
        let kind: Kind
        let exptime: Int64?
        var count = 1
        /// How many keys joined it although changes of other keys were asked for before.
        var early = 0
    }

    /// What is finished, as it is sent. All of it is, once the batch is sealed.
    private(set) var bytes = ByteBuffer()
    private(set) var runs: [Run] = []
    /// How many answers are due.
    package private(set) var count = 0
    /// How many of them are retrievals.
    package private(set) var retrievals = 0
    /// Whether it may only be sent to a server that is known to understand meta commands: another one would read the
    /// values as commands.
    private(set) var speaksMeta = false
    private var segment: Segment?
    /// The line that keys may join, with which the segment begins.
    private var line = ByteBuffer()
    /// What changes items, behind that line.
    private var changes = ByteBuffer()
    private var changeRuns: [Run] = []
    /// Whether silent sets lack their fence.
    private var lacksFence = false
    private var keys = SegmentKeys()

    /// How many sets in a row are answered one by one before the next are silent.
    private let answeredSets: Int

    /// How many silent sets share a fence. If the server refuses some of them, it does not say which, so that nothing is
    /// known of any of these; but a server writes what it has to say at every fence, which takes as long as several sets.
    private static let quietSetsPerFence = 512
    /// How many keys may be asked for before changes that stood before them in the script.
    private let mostEarly: Int
    /// How many bytes their values may have, as they have to be kept until the changes are answered; and how many there are
    /// at most, because values may be larger than was expected.
    private static let earlyBytes = 20 << 20
    private static let earlyKeys = 20

    /// A fence costs as much as a few sets: so many in a row are answered one by one before the next are silent. Answers
    /// are expected to have about `expectedAnswer` bytes.
    package init(answeredSets: Int = 8, expectedAnswer: Int = 1) {
        self.answeredSets = answeredSets
        mostEarly = min(RequestBatch.earlyKeys, RequestBatch.earlyBytes / max(1, expectedAnswer))
    }

    package var isEmpty: Bool { count == 0 }
    /// How many bytes are to be sent.
    package var size: Int { bytes.readableBytes + changes.readableBytes + line.readableBytes }

    // MARK: Requests

    /// `sharesLine` says whether the server is known to answer a line with several keys in their order; a proxy need not.
    package mutating func get(_ key: Span<UInt8>, exptime: Int64? = nil, tokens: Bool, sharesLine: Bool) {
        count += 1
        retrievals += 1
        let kind = tokens ? Kind.valuesWithTokens : .values
        if sharesLine, join(key, kind, exptime) { return }
        finishSegment()
        RequestWriter.beginRetrieval(exptime: exptime, tokens: tokens, into: &line)
        RequestWriter.write(key: key, into: &line)
        segment = Segment(kind: kind, exptime: exptime)
        keys.removeAll()
        if sharesLine { keys.insert(key) }
    }

    private mutating func join(_ key: Span<UInt8>, _ kind: Kind, _ exptime: Int64?) -> Bool {
        guard segment?.kind == kind, segment?.exptime == exptime,
            line.readableBytes + key.count < RequestWriter.longestRetrieval(exptime)
        else { return false }
        let isEarly = !changeRuns.isEmpty
        if isEarly, segment?.early == mostEarly { return false }
        guard keys.insert(key) else { return false }
        RequestWriter.write(key: key, into: &line)
        segment?.count += 1
        if isEarly { segment?.early += 1 }
        return true
    }

    package mutating func store(
        _ mode: StoreMode,
        _ key: Span<UInt8>,
        _ value: Span<UInt8>,
        flags: UInt32,
        exptime: Int64
    ) {
        change(mode == .set ? .set : .conditionalStore, key)
        RequestWriter.store(mode, key: key, value: value, flags: flags, exptime: exptime, into: &changes)
    }

    /// A `set` that may be silent when it succeeds; only for a server that understands meta commands.
    package mutating func setQuietly(_ key: Span<UInt8>, _ value: Span<UInt8>, flags: UInt32, exptime: Int64) {
        guard isWorthAFence else {
            store(.set, key, value, flags: flags, exptime: exptime)
            return
        }
        let isFull = changeRuns.last?.kind == .quietSets && changeRuns.last?.count == RequestBatch.quietSetsPerFence
        if isFull { writeFence() }
        change(.quietSets, key, isAnother: isFull)
        lacksFence = true
        speaksMeta = true
        RequestWriter.metaSet(
            key: key,
            value: value,
            flags: flags,
            exptime: exptime,
            answer: .nothing,
            into: &changes
        )
    }

    private var isWorthAFence: Bool {
        switch changeRuns.last?.kind {
        case .quietSets: true
        case .set: changeRuns.last?.count ?? 0 >= answeredSets
        default: answeredSets == 0
        }
    }

    /// A `set` that answers with the token; only for a server that understands meta commands.
    package mutating func setReturningToken(_ key: Span<UInt8>, _ value: Span<UInt8>, flags: UInt32, exptime: Int64) {
        change(.setReturningToken, key)
        speaksMeta = true
        RequestWriter.metaSet(key: key, value: value, flags: flags, exptime: exptime, answer: .token, into: &changes)
    }

    package mutating func count(_ direction: CountDirection, _ key: Span<UInt8>, by delta: UInt64) {
        change(.count, key)
        RequestWriter.count(direction, key: key, by: delta, into: &changes)
    }

    package mutating func touch(_ key: Span<UInt8>, exptime: Int64) {
        change(.touch, key)
        RequestWriter.touch(key: key, exptime: exptime, into: &changes)
    }

    package mutating func delete(_ key: Span<UInt8>) {
        change(.delete, key)
        RequestWriter.delete(key: key, into: &changes)
    }

    package mutating func compareAndStore(
        _ key: Span<UInt8>,
        _ value: Span<UInt8>,
        flags: UInt32,
        exptime: Int64,
        token: UInt64
    ) {
        change(.compareAndStore, key)
        RequestWriter.compareAndStore(
            key: key,
            value: value,
            flags: flags,
            exptime: exptime,
            token: token,
            into: &changes
        )
    }

    /// Ends what is open, so that it can be sent. Nothing is added afterwards.
    mutating func seal() {
        finishSegment()
        keys = SegmentKeys()
    }

    // MARK: Runs

    /// One more request that may change the item of a key, in a run with those before it that are answered alike.
    private mutating func change(_ kind: Kind, _ key: Span<UInt8>, isAnother: Bool = false) {
        count += 1
        if segment != nil, !keys.note(key) { finishSegment() }
        if let last = changeRuns.indices.last, changeRuns[last].kind == kind, !isAnother {
            changeRuns[last].count += 1
            return
        }
        if lacksFence { writeFence() }
        changeRuns.append(Run(kind: kind, count: 1))
    }

    private mutating func writeFence() {
        RequestWriter.metaNoop(into: &changes)
        lacksFence = false
    }

    private mutating func finishSegment() {
        if lacksFence { writeFence() }
        if let segment {
            RequestWriter.endLine(&line)
            runs.append(Run(kind: segment.kind, count: segment.count, start: bytes.writerIndex))
            bytes.writeBuffer(&line)
            line.clear()
        }
        segment = nil
        if bytes.writerIndex == 0 {
            swap(&bytes, &changes)
        } else {
            bytes.writeBuffer(&changes)
            changes.clear()
        }
        runs += changeRuns
        changeRuns.removeAll(keepingCapacity: true)
    }
}
