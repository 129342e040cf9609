/// Text in the language of manual pages, with the macros of man(7).
struct Roff {
    private(set) var text = ""

    /// A macro and its arguments.
    mutating func request(_ name: String, _ arguments: [String] = []) {
        let quoted = arguments.map { " \"\(Roff.escaped($0).map { $0 == "\"" ? "\\(dq" : "\($0)" }.joined())\"" }
        text += ".\(name)\(quoted.joined())\n"
    }

    mutating func heading(_ title: String) { request("SH", [title]) }

    mutating func subheading(_ title: String) { request("SS", [title]) }

    /// Text that flows.
    mutating func line(_ written: String) { text += Roff.atLineStart(Roff.escaped(written)) + "\n" }

    /// The beginning of an item of a list, whose text follows.
    mutating func item(written label: String) {
        text += ".TP\n\(Roff.atLineStart(label))\n"
    }

    mutating func item(_ label: String, _ summary: String) {
        item(written: Roff.bold(label))
        line(summary)
    }

    /// Lines that stay as they are.
    mutating func example(_ lines: [String]) {
        text += ".PP\n.nf\n" + lines.map { Roff.atLineStart(Roff.escaped($0)) + "\n" }.joined() + ".fi\n"
    }

    /// What belongs to the item before it.
    mutating func indented(_ body: (inout Roff) -> Void) {
        request("RS")
        body(&self)
        request("RE")
    }

    static func bold(_ written: String) -> String { "\\fB\(escaped(written))\\fR" }

    static func italic(_ written: String) -> String { "\\fI\(escaped(written))\\fR" }

    /// Signs that would be typeset as others, or mean something.
    static func escaped(_ written: String) -> String {
        written.map { character in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            case "'": "\\(aq"
            case "`": "\\(ga"
            case "^": "\\(ha"
            case "~": "\\(ti"
            default: "\(character)"
            }
        }.joined()
    }

    /// A line that begins with a dot would be a macro.
    private static func atLineStart(_ line: String) -> String {
        line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }
}
