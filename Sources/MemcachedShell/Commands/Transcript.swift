/// An example of a command, as a terminal shows it: what is typed behind `> `, and what is printed for it. In what is
/// printed, `…` stands for whatever comes: within a line for a part of it, alone on a line for lines.
///
/// A test types it to a server of its own, and compares.
package struct Transcript: Sendable {
    package struct Exchange: Sendable {
        package let line: String
        package internal(set) var printed: [String] = []
    }

    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// Taken apart only when somebody asks: the table of commands is made at every start.
    package var exchanges: [Exchange] {
        var exchanges: [Exchange] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("> ") {
                exchanges.append(Exchange(line: String(line.dropFirst(2))))
            } else if !exchanges.isEmpty {
                exchanges[exchanges.count - 1].printed.append(String(line))
            }
        }
        return exchanges
    }

    /// The line that it is all about: the last one.
    package var line: String { exchanges.last?.line ?? "" }

    /// Everything that is printed.
    package var printed: [String] { exchanges.flatMap(\.printed) }

    /// Whether these lines are what a transcript says.
    package static func matches(_ lines: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return lines.isEmpty }
        if first == "…" {
            return lines.indices.contains { matches(lines[$0...], expected.dropFirst()) }
                || matches([], expected.dropFirst())
        }
        guard let line = lines.first, matches(line, first) else { return false }
        return matches(lines.dropFirst(), expected.dropFirst())
    }

    private static func matches(_ line: String, _ expected: String) -> Bool {
        let parts = expected.split(separator: "…", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, line.hasPrefix(first) else { return false }
        if parts.count == 1 { return line == expected }
        var rest = line.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            while !rest.isEmpty, !rest.hasPrefix(part) { rest.removeFirst() }
            guard rest.hasPrefix(part) else { return false }
            rest.removeFirst(part.count)
        }
        return rest.hasSuffix(last)
    }
}

extension Transcript: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text) }
}
