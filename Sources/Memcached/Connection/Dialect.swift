/// Which commands a server understands. Found out by `version`, the one question that every server and proxy answers,
/// and confirmed by a meta command that does nothing.
package enum Dialect: Sendable, Equatable {
    /// The classic text commands.
    case classic
    /// Classic and meta commands. Before 1.6.13 a meta store returns a wrong token, so those count as classic.
    case meta(patch: Int)

    /// The dialect of a server that calls itself so: `1.6.18`, `1.6.45_head`, but not twemproxy's `0.5.0` nor
    /// mcrouter's `37.0.0 mcrouter`.
    package init(version: String) {
        let parts = version.split(separator: ".", maxSplits: 2)
        guard parts.count == 3, parts[0] == "1", let minor = Int(parts[1]), minor >= 6,
            let patch = Int(parts[2].prefix { $0.isNumber })
        else {
            self = .classic
            return
        }
        // A 1.7 or later does what the last 1.6 does.
        let known = minor == 6 ? patch : Int.max
        self = known >= 13 ? .meta(patch: known) : .classic
    }
}
