/// Text to ``ConfigNode``, whatever the text holds.
struct ConfigText: ~Copyable {
    /// Ten times what a real configuration has; a hostile one cannot exhaust the stack.
    static let depthLimit = 100

    private let events: YAMLEvents

    private init(_ text: String) throws(ClusterFileError) {
        events = try YAMLEvents(text)
    }

    /// YAML, of which JSON is a part; `nil` for a text with nothing in it.
    static func yaml(_ text: String) throws(ClusterFileError) -> ConfigNode? {
        try ConfigText(text).document()
    }

    private func document() throws(ClusterFileError) -> ConfigNode? {
        _ = try events.next()
        guard case .documentStart = try events.next().event else { return nil }
        let (event, line) = try events.next()
        let root = try node(event, line: line, depth: 0)
        _ = try events.next()
        let (end, endLine) = try events.next()
        guard case .streamEnd = end else {
            throw ClusterFileError(line: endLine, "a second document begins here; only one is read")
        }
        return root
    }

    /// The node that begins with an event.
    private func node(_ event: YAMLEvents.Event, line: Int, depth: Int) throws(ClusterFileError) -> ConfigNode {
        guard depth < ConfigText.depthLimit else { throw ClusterFileError(line: line, "this is nested too deep") }
        switch event {
        case .scalar(let text): return ConfigNode(content: .scalar(text), line: line)
        case .listStart: return ConfigNode(content: .list(try list(depth: depth)), line: line)
        case .tableStart: return ConfigNode(content: .table(try table(depth: depth)), line: line)
        // Neither twemproxy nor JSON has them, and aliases of aliases double what they stand for.
        case .alias(let name):
            throw ClusterFileError(line: line, "'*\(Quoted(name).word)' is an alias, which is not read")
        default: throw ClusterFileError(line: line, "a value is missing")
        }
    }

    private func list(depth: Int) throws(ClusterFileError) -> [ConfigNode] {
        var nodes: [ConfigNode] = []
        while true {
            let (event, line) = try events.next()
            if case .listEnd = event { return nodes }
            nodes.append(try node(event, line: line, depth: depth + 1))
        }
    }

    private func table(depth: Int) throws(ClusterFileError) -> [ConfigEntry] {
        var entries: [ConfigEntry] = []
        var keys: Set<String> = []
        while true {
            let (event, line) = try events.next()
            if case .tableEnd = event { return entries }
            let key = try node(event, line: line, depth: depth + 1)
            guard let name = key.scalar else { throw ClusterFileError(line: line, "a key is a text") }
            guard keys.insert(name).inserted else {
                throw ClusterFileError(line: line, "the key \(Quoted(name)) stands here twice")
            }
            let (value, valueLine) = try events.next()
            let node = try node(value, line: valueLine, depth: depth + 1)
            entries.append(ConfigEntry(key: name, line: line, value: node))
        }
    }
}
