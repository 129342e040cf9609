/// An option of the command line, for completion and the manual.
package struct CommandLineOption: Equatable, Sendable {
    /// As they are typed, the short one first.
    package let names: [String]
    /// What its value is called; `nil` for one without.
    package let value: String?
    package let summary: String

    /// The options that a help text lists, as the parser of the command line makes it: `  -s, --server <list>` with the
    /// summary behind it, or on the lines that follow.
    package static func all(in helpText: String) -> [CommandLineOption] {
        var options: [CommandLineOption] = []
        for line in helpText.split(separator: "\n") {
            if line.hasPrefix("  -") {
                options.append(CommandLineOption(line.dropFirst(2)))
            } else if line.hasPrefix("     "), let last = options.popLast() {
                options.append(last.followed(by: line))
            }
        }
        return options
    }

    private init(names: [String], value: String?, summary: String) {
        self.names = names
        self.value = value
        self.summary = summary
    }

    /// Reads a line, from the first name on.
    private init(_ line: Substring) {
        var rest = line
        var names: [String] = []
        var value: String?
        // One blank stands between names, more before a summary; but behind a value one may do.
        while let word = rest.split(separator: " ", maxSplits: 1).first, word.hasPrefix("-"), rest.first != " " {
            rest = rest.dropFirst(word.count)
            names.append(String(word.last == "," ? word.dropLast() : word))
            if rest.hasPrefix(" <"), let end = rest.firstIndex(of: ">") {
                value = String(rest[..<end].dropFirst(2))
                rest = rest[end...].dropFirst()
                break
            }
            guard word.last == "," else { break }
            rest = rest.dropFirst()
        }
        self.init(names: names, value: value, summary: String(rest.drop { $0 == " " }))
    }

    private func followed(by line: Substring) -> CommandLineOption {
        let more = String(line.drop { $0 == " " })
        return CommandLineOption(names: names, value: value, summary: summary.isEmpty ? more : "\(summary) \(more)")
    }
}
