/// How a piece of text is meant; ``Style`` makes colours of it.
package enum Look: UInt8, Sendable {
    case plain, strong, quiet, good, bad, refused, number
    /// The one of several that Enter would take.
    case chosen
    /// What a person has chosen for the prompt.
    case red, green, yellow, blue, magenta, cyan
}

/// The only place that knows colour.
package struct Style: Sendable {
    package let hasColor: Bool

    package init(hasColor: Bool) {
        self.hasColor = hasColor
    }

    package func good(_ text: String) -> String { paint(text, .good) }
    package func bad(_ text: String) -> String { paint(text, .bad) }
    package func refused(_ text: String) -> String { paint(text, .refused) }
    package func quiet(_ text: String) -> String { paint(text, .quiet) }
    package func strong(_ text: String) -> String { paint(text, .strong) }
    package func number(_ text: String) -> String { paint(text, .number) }

    package func paint(_ text: String, _ look: Look) -> String {
        let start = start(of: look)
        return start.isEmpty ? text : start + text + Style.end
    }

    /// What turns a look on, if it is one that shows; ``end`` turns it off.
    func start(of look: Look) -> String {
        switch look {
        case .plain: return ""
        // No colour: without it nobody would know which one is chosen.
        case .chosen: return "\u{1b}[7m"
        default: return hasColor ? "\u{1b}[\(Style.code(look))m" : ""
        }
    }

    static let end = "\u{1b}[0m"

    private static func code(_ look: Look) -> String {
        switch look {
        case .plain: "0"
        case .strong: "1"
        case .quiet: "2"
        case .good: "32"
        case .bad: "31"
        case .refused: "33"
        case .number: "36"
        case .chosen: "7"
        case .red: "1;31"
        case .green: "1;32"
        case .yellow: "1;33"
        case .blue: "1;34"
        case .magenta: "1;35"
        case .cyan: "1;36"
        }
    }
}
