import NIOCore

/// Requests to one server that leave in one piece: their bytes, and what is due for them. Nothing is made for each of
/// them: ten thousand `set`s in a row are one ``Run``.
///
/// Every request of a batch names one key, and gets one answer. Neighbouring `get`s share a line on the wire.
package struct RequestBatch: Sendable {
    /// Requests in a row that are answered alike.
    struct Run: Sendable {
        let kind: Kind
        /// How many answers are due.
        var count: Int
        /// Where the first of them stands in ``bytes``.
        let start: Int
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
    }

    /// The requests as they are sent.
    private(set) var bytes = ByteBuffer()
    private(set) var runs: [Run] = []
    /// How many answers are due.
    package private(set) var count = 0
    /// Whether it may only be sent to a server that is known to understand meta commands: another one would read the
    /// values as commands.
    private(set) var speaksMeta = false
    /// Whether the last run is not finished: a line of `get` without its end, or silent sets without a fence.
    private var isOpen = false
    /// The expiry that the open line sets.
    private var openExptime: Int64?
    private var keysOfLine = KeysOfLine()

    /// How many silent sets share a fence. If the server refuses some of them, it does not say which, so that nothing is
    /// known of any of these; but a server writes what it has to say at every fence, which takes as long as several sets.
    private static let quietSetsPerFence = 512
    /// In bytes: a server takes `get` at any length, but services in front of one stop at 16 KB, and it closes the
    /// connection at 2,048 bytes of any other line.
    private static func longestLine(_ exptime: Int64?) -> Int { exptime == nil ? 16_000 : 2_000 }

    package init() {}

    package var isEmpty: Bool { count == 0 }
    /// How many bytes are to be sent.
    package var size: Int { bytes.readableBytes }

    // MARK: Requests

    /// `sharesLine` says whether the server is known to answer a line with several keys in their order; a proxy need not.
    package mutating func get(_ key: Span<UInt8>, exptime: Int64? = nil, tokens: Bool, sharesLine: Bool) {
        let kind = tokens ? Kind.valuesWithTokens : .values
        if sharesLine, isOpen, let last = runs.indices.last, runs[last].kind == kind, openExptime == exptime,
            bytes.readableBytes - runs[last].start + key.count < RequestBatch.longestLine(exptime),
            keysOfLine.insert(key)
        {
            RequestWriter.write(key: key, into: &bytes)
            runs[last].count += 1
            count += 1
            return
        }
        begin(kind)
        RequestWriter.beginRetrieval(exptime: exptime, tokens: tokens, into: &bytes)
        RequestWriter.write(key: key, into: &bytes)
        isOpen = true
        openExptime = exptime
        guard sharesLine else { return }
        keysOfLine.removeAll()
        _ = keysOfLine.insert(key)
    }

    package mutating func store(
        _ mode: StoreMode,
        _ key: Span<UInt8>,
        _ value: Span<UInt8>,
        flags: UInt32,
        exptime: Int64
    ) {
        append(mode == .set ? .set : .conditionalStore)
        RequestWriter.store(mode, key: key, value: value, flags: flags, exptime: exptime, into: &bytes)
    }

    /// A `set` that is silent when it succeeds; only for a server that understands meta commands.
    package mutating func setQuietly(_ key: Span<UInt8>, _ value: Span<UInt8>, flags: UInt32, exptime: Int64) {
        if isOpen, let last = runs.indices.last, runs[last].kind == .quietSets,
            runs[last].count < RequestBatch.quietSetsPerFence
        {
            runs[last].count += 1
            count += 1
        } else {
            begin(.quietSets)
            isOpen = true
            speaksMeta = true
        }
        RequestWriter.metaSet(
            key: key,
            value: value,
            flags: flags,
            exptime: exptime,
            answer: .nothing,
            into: &bytes
        )
    }

    /// A `set` that answers with the token; only for a server that understands meta commands.
    package mutating func setReturningToken(_ key: Span<UInt8>, _ value: Span<UInt8>, flags: UInt32, exptime: Int64) {
        append(.setReturningToken)
        speaksMeta = true
        RequestWriter.metaSet(key: key, value: value, flags: flags, exptime: exptime, answer: .token, into: &bytes)
    }

    package mutating func count(_ direction: CountDirection, _ key: Span<UInt8>, by delta: UInt64) {
        append(.count)
        RequestWriter.count(direction, key: key, by: delta, into: &bytes)
    }

    package mutating func touch(_ key: Span<UInt8>, exptime: Int64) {
        append(.touch)
        RequestWriter.touch(key: key, exptime: exptime, into: &bytes)
    }

    package mutating func delete(_ key: Span<UInt8>) {
        append(.delete)
        RequestWriter.delete(key: key, into: &bytes)
    }

    package mutating func compareAndStore(
        _ key: Span<UInt8>,
        _ value: Span<UInt8>,
        flags: UInt32,
        exptime: Int64,
        token: UInt64
    ) {
        append(.compareAndStore)
        RequestWriter.compareAndStore(
            key: key,
            value: value,
            flags: flags,
            exptime: exptime,
            token: token,
            into: &bytes
        )
    }

    /// Ends what is open, so that it can be sent. Nothing is added afterwards.
    mutating func seal() {
        finish()
        keysOfLine = KeysOfLine()
    }

    private mutating func finish() {
        guard isOpen, let last = runs.last else { return }
        isOpen = false
        if last.kind == .quietSets {
            RequestWriter.metaNoop(into: &bytes)
        } else {
            RequestWriter.endLine(&bytes)
        }
    }

    // MARK: Runs

    /// One more request, in a run with those before it that are answered alike.
    private mutating func append(_ kind: Kind) {
        if !isOpen, let last = runs.indices.last, runs[last].kind == kind {
            runs[last].count += 1
            count += 1
        } else {
            begin(kind)
        }
    }

    private mutating func begin(_ kind: Kind) {
        finish()
        runs.append(Run(kind: kind, count: 1, start: bytes.writerIndex))
        count += 1
    }
}

/// Which keys a line of `get` names already. None is named twice: a miss is told by silence, so if the item came or went
/// between the two, nobody could say which of them the one value belongs to.
private struct KeysOfLine: Sendable {
    /// Open addressing by hash, the line's number in the upper half: nothing has to be cleared for a new line.
    private var slots: [UInt64] = []
    private var line: UInt64 = 0
    private var count = 0

    private static let slotCount = 2048

    mutating func removeAll() {
        if slots.isEmpty { slots = Array(repeating: 0, count: KeysOfLine.slotCount) }
        line += 1
        count = 0
        if line > UInt64(UInt32.max) {
            slots = Array(repeating: 0, count: KeysOfLine.slotCount)
            line = 1
        }
    }

    /// Whether the key is new, and there is room for it.
    mutating func insert(_ key: Span<UInt8>) -> Bool {
        guard count < KeysOfLine.slotCount / 2 else { return false }
        var hash: UInt32 = 2_166_136_261
        for index in key.indices { hash = (hash ^ UInt32(key[index])) &* 16_777_619 }
        let entry = line << 32 | UInt64(hash)
        var slot = Int(hash ^ hash >> 16) & (KeysOfLine.slotCount - 1)
        while slots[slot] >> 32 == line {
            // Another key with the same hash begins a new line as well; that is rare, and does no harm.
            if slots[slot] == entry { return false }
            slot = (slot + 1) & (KeysOfLine.slotCount - 1)
        }
        slots[slot] = entry
        count += 1
        return true
    }
}
