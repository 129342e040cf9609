/// How careful the shell is with data.
package enum Mode: String, CaseIterable, Sendable {
    /// What destroys asks first; all else is done.
    case free
    /// What destroys wants more than a yes.
    case guarded
    /// What can change data is refused.
    case readOnly = "read-only"
}

extension Mode: Comparable {
    /// The stricter one is the greater.
    package static func < (one: Mode, other: Mode) -> Bool { one.strictness < other.strictness }

    private var strictness: Int {
        switch self {
        case .free: 0
        case .guarded: 1
        case .readOnly: 2
        }
    }
}
