/// What the programs of each client would read of one item.
public struct Readings: Sendable {
    /// Clients whose programs read the same.
    public struct Group: Sendable {
        /// What they read: `int 42`, `str`; `nil` if they cannot read it.
        public let text: String?
        /// Those clients, in the order of the list.
        public internal(set) var clients: [any ClientLibrary]
    }

    /// Those that read the same, together; those that cannot read it come last.
    public private(set) var groups: [Group] = []

    /// Asks all clients for an item with these flags. What all of them take for plain bytes makes one group.
    public init(flags: UInt32, bytes: [UInt8], limits: DecodingLimits = DecodingLimits()) {
        for client in ClientLibraries.all {
            let meaning = Interpreter(client: client, limits: limits).meaning(flags: flags, bytes: bytes)
            let text = meaning.fault == nil ? meaning.shortText : nil
            if let place = groups.firstIndex(where: { $0.text == text }) {
                groups[place].clients.append(client)
            } else {
                groups.append(Group(text: text, clients: [client]))
            }
        }
        groups = groups.filter { $0.text != nil } + groups.filter { $0.text == nil }
    }
}

extension Meaning {
    /// The type, and the value if it is short.
    var shortText: String {
        guard case .tree(let tree, let language) = content else { return typeWord }
        let line = language.line(tree, limit: 41)
        return line.utf8.count > 40 ? typeWord : "\(typeWord) \(line)"
    }
}
