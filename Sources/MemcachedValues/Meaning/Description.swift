extension Meaning {
    /// The item in a line: `python-memcached · pickle · zlib · 4.1 kB → 18 kB`; `nil` if there is nothing to say that
    /// the bytes do not show.
    public var line: String? {
        shortLine.map { line in
            alternatives.reduce(line) { "\($0), or \(Meaning.names($1.clients)) \($1.type)" }
        }
    }

    /// The same without what the item may be as well.
    public var shortLine: String? {
        guard !isPlain else { return nil }
        var parts: [String] = []
        if !clients.isEmpty { parts.append(Meaning.names(clients)) } else if isGuessed { parts.append("looks like") }
        // The value itself shows what a serializer made of it.
        if !type.isEmpty, format == nil { parts.append(type) }
        if let format { parts.append(format) }
        if let packing {
            parts.append(packing.name)
            if fault == nil { parts.append("\(ByteCount.words(storedCount)) → \(ByteCount.words(unpackedCount))") }
        }
        if isGuessed, parts.count > 1 {
            let rest = parts.dropFirst().joined(separator: " · ")
            return "looks like \(rest)"
        }
        return parts.joined(separator: " · ")
    }

    /// What it is in a word: as the client calls it, else what it looks like.
    package var typeWord: String {
        switch content {
        // What a serializer wrote tells more than that it was one.
        case .tree(let tree, let language) where type.isEmpty || format != nil:
            return language.type(of: tree.root, in: tree)
        case .text where type.isEmpty: return "text"
        case .bytes where type.isEmpty: return "bytes"
        default: return type
        }
    }

    /// How it looks, in short: two meanings that look the same are the same to whoever looks.
    var look: String {
        switch content {
        case .tree(let tree, let language): language.line(tree, limit: 400)
        case .text: "text"
        case .bytes: "bytes"
        }
    }

    /// The line of an item that another client's programs read; `nil` if nobody else wrote it.
    func rivalLine(of client: any ClientLibrary) -> String? {
        guard fault == nil, !clients.isEmpty, !clients.contains(where: { $0.name == client.name }) else { return nil }
        return line
    }

    /// Several clients that agree, in few words.
    static func names(_ clients: [any ClientLibrary]) -> String {
        let titles = clients.map(\.title)
        if titles.count <= 2 { return titles.joined(separator: " or ") }
        if let language = clients.first?.language.name, clients.allSatisfy({ $0.language.name == language }) {
            return "\(language.first.map { "AEIOU".contains($0) } ?? false ? "an" : "a") \(language) client"
        }
        return "\(titles[0]) or \(titles.count - 1) others"
    }
}

extension ClientReading.Kind {
    /// What tells it from others.
    var name: String {
        switch self {
        case .text: "text"
        case .bytes: "bytes"
        case .string: "string"
        case .integerText: "integer"
        case .floatText: "float"
        case .boolText: "bool"
        case .json: "JSON"
        case .serialized(let format): format.name
        case .own: "own"
        }
    }
}
