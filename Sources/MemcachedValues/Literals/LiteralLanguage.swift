/// A language in which values are written out as its programmers would type or see them.
public protocol LiteralLanguage: Sendable {
    /// `Python`, `Ruby`.
    var name: String { get }
    /// Writes a node with all that it holds.
    func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter)
    /// What the language calls a value of this kind: `dict`, `Hash`, `array`.
    func type(of index: ValueTree.Index, in tree: ValueTree) -> String
}

extension LiteralLanguage {
    /// A word that everybody understands.
    public func type(of index: ValueTree.Index, in tree: ValueTree) -> String {
        switch tree[index] {
        case .null: "null"
        case .bool: "bool"
        case .integer, .digits: "integer"
        case .float: "float"
        case .text, .symbol: "text"
        case .bytes: "bytes"
        case .list, .tuple: "list"
        case .set, .frozenSet: "set"
        case .map: "map"
        case .object, .name, .notation: "object"
        }
    }

    /// A value in a line of its own, cut at `limit` bytes.
    public func line(_ tree: ValueTree, limit: Int = 1 << 20) -> String {
        var writer = LiteralWriter(limit: limit, width: nil)
        write(tree.root, of: tree, to: &writer)
        return String(decoding: writer.output, as: UTF8.self)
    }
}
