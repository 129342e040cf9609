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

    var lines: [String] {
        // The sort has to be stable: two warnings of a line stay in their order.
        let sorted = found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
        var lines = sorted.prefix(ClusterWarnings.limit).map { "line \($0.element.line): \($0.element.text)" }
        if sorted.count > lines.count { lines.append("and \(sorted.count - lines.count) more like these") }
        return lines
    }
}
