import Memcached

/// The tokens that `gets` saw in this session, the latest for each key. Bounded: the oldest are forgotten.
struct TokenMemory {
    struct Entry {
        let token: UInt64
        /// The server that gave it. Tokens of different servers have nothing to do with each other.
        let server: Int
        /// How many connections to that server had ended before.
        let endedConnections: Int
        /// Whether this session itself has written the item since.
        var isOutdatedByUs = false
        fileprivate let age: Int
    }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var count = 0
    /// Of the keys, so that nothing has to be made of a key to see that it is not among them.
    private var hashes: Set<UInt32> = []

    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    var isEmpty: Bool { entries.isEmpty }

    /// Whether there may be a token of a key; if not, there is none.
    func mayHold(_ key: Span<UInt8>) -> Bool {
        !entries.isEmpty && hashes.contains(FNV.fnv1a_32(key))
    }

    subscript(key: Key) -> Entry? { entries[key] }

    mutating func remember(_ token: UInt64, of key: Key, server: Int, endedConnections: Int) {
        count += 1
        entries[key] = Entry(token: token, server: server, endedConnections: endedConnections, age: count)
        hashes.insert(FNV.fnv1a_32(key.bytes.span))
        if entries.count > capacity * 2 { forgetOldest() }
        // Of keys that were forgotten since, the hashes are still there.
        if hashes.count > capacity * 3 { rebuildHashes() }
    }

    /// This session wrote the item.
    mutating func noteOwnWrite(of key: Key) {
        entries[key]?.isOutdatedByUs = true
    }

    /// A key that this server does not hold has no token of that server.
    mutating func forget(_ key: Key, server: Int) {
        if !entries.isEmpty, entries[key]?.server == server { entries[key] = nil }
    }

    private mutating func forgetOldest() {
        let oldestKept = entries.values.map(\.age).sorted()[entries.count - capacity]
        entries = entries.filter { $0.value.age >= oldestKept }
        rebuildHashes()
    }

    private mutating func rebuildHashes() {
        hashes = Set(entries.keys.map { FNV.fnv1a_32($0.bytes.span) })
    }
}
