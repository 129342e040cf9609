extension Meaning {
    /// The item in a line: `python-memcached · pickle · zlib · 4.1 kB → 18 kB`; `nil` if there is nothing to say that
    /// the bytes do not show.
    public var line: String? {
        guard !isPlain else { return nil }
        var parts: [String] = []
        if !clients.isEmpty { parts.append(Meaning.names(clients)) } else if isGuessed { parts.append("looks like") }
        if !type.isEmpty, type != format { parts.append(type) }
        if let format { parts.append(format) }
        if let packing {
            parts.append(packing.name)
            if fault == nil { parts.append("\(ByteCount.words(storedCount)) → \(ByteCount.words(unpackedCount))") }
        }
        if isGuessed, parts.count > 1 {
            let rest = parts.dropFirst().joined(separator: " · ")
            return "looks like \(rest)"
        }
        var line = parts.joined(separator: " · ")
        for other in alternatives { line += ", or \(Meaning.names(other.clients)) \(other.type)" }
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
