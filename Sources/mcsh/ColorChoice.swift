import MemcachedShell

/// When to use colour.
enum ColorChoice: String, CaseIterable {
    case auto, always, never

    init(_ values: ShellSettings) {
        switch values.text(.color) {
        case "on": self = .always
        case "off": self = .never
        default: self = .auto
        }
    }

    func applies(_ environment: Environment, isTerminal: Bool) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment.canMoveCursor
        }
    }
}
