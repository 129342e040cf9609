/// Who says what a setting is, the weakest first.
package enum SettingOrigin: Sendable, Equatable {
    /// The shell itself.
    case standard
    /// The user's `~/.editrc`.
    case editor
    /// What the settings file says for all clusters.
    case defaults(line: Int)
    /// What it says for one of them.
    case profile(String, line: Int)
    /// Nobody: the settings file cannot be understood, and that is the careful thing to do.
    case caution
    case variable(String)
    case option(String)
    /// `:set`.
    case prompt
}

extension SettingOrigin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .standard: "default"
        case .editor: "~/.editrc"
        case .defaults(let line): "defaults, line \(line)"
        case .profile(let name, let line): "profile \(Quoted(name).word), line \(line)"
        case .caution: "the settings file has faults"
        case .variable(let name): "$\(name)"
        case .option(let name): name
        case .prompt: ":set"
        }
    }
}
