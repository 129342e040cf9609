/// A value of a configuration file, with the line on which it begins: what YAML and JSON have in common.
///
/// Never deeper than ``ConfigText/depthLimit``, so that whoever walks it may recurse.
struct ConfigNode: Sendable {
    enum Content: Sendable {
        case scalar(String)
        case list([ConfigNode])
        case table([ConfigEntry])
    }

    let content: Content
    /// From 1.
    let line: Int

    /// The text of a scalar.
    var scalar: String? {
        if case .scalar(let text) = content { text } else { nil }
    }

    /// The entries of a table.
    var entries: [ConfigEntry]? {
        if case .table(let entries) = content { entries } else { nil }
    }

    /// The value of a key in a table.
    subscript(key: String) -> ConfigNode? { entries?.first { $0.key == key }?.value }

    /// The text of what is called `name`.
    func text(of name: String) throws(ClusterFileError) -> String {
        guard let scalar else { throw wrong(name, "a text") }
        return scalar
    }

    func list(of name: String) throws(ClusterFileError) -> [ConfigNode] {
        guard case .list(let nodes) = content else { throw wrong(name, "a list") }
        return nodes
    }

    func table(of name: String) throws(ClusterFileError) -> [ConfigEntry] {
        guard let entries else { throw wrong(name, "a table of keys and values") }
        return entries
    }

    /// `true` or `false`, in these letters: both twemproxy and JSON know no others.
    func flag(of name: String) throws(ClusterFileError) -> Bool {
        switch scalar {
        case "true": return true
        case "false": return false
        default: throw wrong(name, "true or false")
        }
    }

    func number(of name: String, _ range: ClosedRange<Int>) throws(ClusterFileError) -> Int {
        guard let number = scalar.flatMap({ Digits.number($0, range) }) else {
            throw wrong(name, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func wrong(_ name: String, _ expected: String) -> ClusterFileError {
        let found =
            switch content {
            case .scalar(""): "nothing"
            case .scalar(let text): Quoted(text).description
            case .list: "a list"
            case .table: "a table"
            }
        return ClusterFileError(line: line, "\(Quoted(name)) is \(expected), not \(found)")
    }
}

/// A key of a table and what stands behind it.
struct ConfigEntry: Sendable {
    let key: String
    /// The key's.
    let line: Int
    let value: ConfigNode
}
