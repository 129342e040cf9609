/// How careful the shell is with data.
package enum Mode: String, CaseIterable, Sendable {
    /// What destroys asks first; all else is done.
    case free
    /// What destroys wants more than a yes.
    case guarded
    /// What can change data is refused.
    case readOnly = "read-only"
}
