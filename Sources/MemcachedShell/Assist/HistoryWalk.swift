/// The way through the history with the arrow keys: to the lines that begin as the one begins that is being typed.
package struct HistoryWalk: Sendable {
    private let lines: [String]
    private let typed: String
    private let beginning: String
    private var place: Int
    /// What the walk has come to, which shows whether somebody has changed it since.
    package private(set) var current: String

    /// - Parameters:
    ///   - lines: the history, oldest first.
    ///   - typed: the line as it is; it is found again at the newest end.
    ///   - beginning: what is in front of the cursor.
    package init(_ lines: [String], typed: String, beginning: String) {
        self.lines = lines
        self.typed = typed
        self.beginning = beginning
        place = lines.count
        current = typed
    }

    /// The next older line that is another one, or `nil` if there is none.
    package mutating func older() -> String? {
        var index = place - 1
        while index >= 0 {
            if isWorthwhile(lines[index]) { return go(to: index) }
            index -= 1
        }
        return nil
    }

    /// The next newer one; in the end, what was typed.
    package mutating func newer() -> String? {
        guard place < lines.count else { return nil }
        var index = place + 1
        while index < lines.count {
            if isWorthwhile(lines[index]) { return go(to: index) }
            index += 1
        }
        place = lines.count
        current = typed
        return typed
    }

    private func isWorthwhile(_ line: String) -> Bool {
        line.utf8.starts(with: beginning.utf8) && line != current && !line.isEmpty
    }

    private mutating func go(to index: Int) -> String {
        place = index
        current = lines[index]
        return current
    }
}
