import Memcached

/// The tokens that `gets` saw in this session, the latest for each key. Bounded: the oldest are forgotten.
struct TokenMemory {
    struct Entry {
        let token: UInt64
        /// The server that gave it. Tokens of different servers have nothing to do with each other.
        let server: Int
        /// Whether this session itself has written the item since.
        var isOutdatedByUs = false
    }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var order: [Key] = []

    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    subscript(key: Key) -> Entry? { entries[key] }

    mutating func remember(_ token: UInt64, of key: Key, server: Int) {
        if entries.updateValue(Entry(token: token, server: server), forKey: key) == nil {
            order.append(key)
            if order.count > capacity * 2 { forgetOldest() }
        }
    }

    /// This session wrote the item.
    mutating func noteOwnWrite(of key: Key) {
        entries[key]?.isOutdatedByUs = true
    }

    /// A key that is a miss now has no token.
    mutating func forget(_ key: Key) {
        entries[key] = nil
    }

    private mutating func forgetOldest() {
        for key in order.dropLast(capacity) { entries[key] = nil }
        order.removeFirst(order.count - capacity)
    }
}
