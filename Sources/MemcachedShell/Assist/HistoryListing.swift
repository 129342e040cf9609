/// What `history` shows: all lines, the last few, or those that hold a pattern, with their numbers.
package enum HistoryListing {
    /// The lines that a filter lets through: a number of lines, or a pattern in which `*` stands for anything.
    package static func text(_ lines: [String], _ filter: String?) -> String {
        var numbered = Array(lines.enumerated())
        if let filter {
            if let count = Int(filter), count >= 0 {
                numbered = Array(numbered.suffix(count))
            } else {
                let parts = filter.split(separator: "*").map(String.init)
                numbered = numbered.filter { holds($0.element, parts[...]) }
            }
        }
        let width = "\(lines.count)".count
        return numbered.map { index, line in
            let number = "\(index + 1)"
            return String(repeating: " ", count: width - number.count) + "\(number)  \(Escaping.text(line.utf8))\n"
        }.joined()
    }

    private static func holds(_ line: String, _ parts: ArraySlice<String>) -> Bool {
        var rest = line[...]
        for part in parts {
            let found = rest.indices.first { rest[$0...].utf8.starts(with: part.utf8) }
            guard let found else { return false }
            rest = rest[found...].dropFirst(part.count)
        }
        return true
    }
}
