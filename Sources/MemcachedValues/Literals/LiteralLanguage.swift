/// A language in which values are written out as its programmers would type or see them.
///
/// Those that are known come with what was decoded (``Meaning/Content/tree(_:_:)``) and with each client. Whoever wants another
/// notation may write one: all that it needs of a ``ValueTree`` can be read.
public protocol LiteralLanguage: Sendable {
    /// `Python`, `Ruby`.
    var name: String { get }
    /// Writes a node with all that it holds.
    func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter)
    /// What the language calls what a node is: `dict`, `Hash`, `array`, or the name of its class.
    func type(of index: ValueTree.Index, in tree: ValueTree) -> String
}

extension LiteralLanguage {
    /// In words that everybody understands: `map`, `list`, or the name of a class.
    public func type(of index: ValueTree.Index, in tree: ValueTree) -> String {
        TypeWords.plain.word(for: index, in: tree)
    }

    /// A value in a line of its own, cut at `limit` bytes.
    public func line(_ tree: ValueTree, limit: Int = 1 << 20) -> String {
        var writer = LiteralWriter(limit: limit, width: nil)
        write(tree.root, of: tree, to: &writer)
        return String(decoding: writer.output, as: UTF8.self)
    }
}
