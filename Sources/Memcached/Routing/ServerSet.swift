/// Some of the servers. Empty, it takes no memory; to look into it costs next to nothing.
package struct ServerSet: Hashable, Sendable {
    private var words: [UInt64] = []

    package init() {}

    package init(_ servers: some Sequence<Int>) {
        for server in servers { insert(server) }
    }

    package var isEmpty: Bool { words.isEmpty }

    package func contains(_ server: Int) -> Bool {
        let word = server >> 6
        return word < words.count && words[word] >> UInt64(server & 63) & 1 == 1
    }

    package mutating func formUnion(_ other: ServerSet) {
        if other.words.count > words.count {
            words += Array(repeating: 0, count: other.words.count - words.count)
        }
        for (index, word) in other.words.enumerated() { words[index] |= word }
    }

    package mutating func insert(_ server: Int) {
        let word = server >> 6
        if word >= words.count { words += Array(repeating: 0, count: word + 1 - words.count) }
        words[word] |= 1 << UInt64(server & 63)
    }
}

extension ServerSet: ExpressibleByArrayLiteral {
    package init(arrayLiteral servers: Int...) { self.init(servers) }
}
