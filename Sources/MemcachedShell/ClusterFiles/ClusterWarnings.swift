/// What is read over in a file, in the order of its lines.
struct ClusterWarnings {
    /// Enough to see what is wrong; a file of another kind would fill the screen.
    static let limit = 20

    private var found: [(line: Int, text: String)] = []

    mutating func add(_ line: Int, _ text: String) {
        found.append((line, text))
    }

    mutating func unknownKey(_ entry: ConfigEntry) {
        add(entry.line, "unknown key \(Quoted(entry.key))")
    }

    var all: [ClusterFileWarning] {
        // The sort has to be stable: two warnings of a line stay in their order.
        let sorted = found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
        var warnings = sorted.prefix(ClusterWarnings.limit).map {
            ClusterFileWarning(line: $0.element.line, message: $0.element.text)
        }
        if sorted.count > warnings.count {
            let more = sorted.count - warnings.count
            warnings.append(ClusterFileWarning(line: nil, message: "and \(more) more like these"))
        }
        return warnings
    }
}
