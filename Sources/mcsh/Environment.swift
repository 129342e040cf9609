import Glibc

/// What the process was given besides its arguments.
struct Environment {
    let inputIsTerminal: Bool
    let outputIsTerminal: Bool
    let errorIsTerminal: Bool

    static var process: Environment {
        Environment(
            inputIsTerminal: isatty(0) == 1,
            outputIsTerminal: isatty(1) == 1,
            errorIsTerminal: isatty(2) == 1
        )
    }

    /// Whether a terminal can write over a line.
    var canMoveCursor: Bool { self["TERM"].map { $0 != "dumb" } ?? false }

    /// A variable's text; `nil` if it is unset or empty.
    subscript(name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
