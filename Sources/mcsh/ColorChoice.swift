import MemcachedShell

extension ColorChoice {
    func applies(_ environment: Environment, isTerminal: Bool) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment.canMoveCursor
        }
    }
}
