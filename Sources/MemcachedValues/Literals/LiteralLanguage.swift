/// A language in which values are written out as its programmers would type or see them.
public protocol LiteralLanguage: Sendable {
    /// `Python`, `Ruby`.
    var name: String { get }
    /// Writes a node with all that it holds.
    func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter)
    /// What it calls its types.
    var typeWords: TypeWords { get }
}

extension LiteralLanguage {
    /// What the language calls what a node is: `dict`, `Hash`, `array`, or the name of its class.
    public func type(of index: ValueTree.Index, in tree: ValueTree) -> String { typeWords.word(for: index, in: tree) }

    /// A value in a line of its own, cut at `limit` bytes.
    public func line(_ tree: ValueTree, limit: Int = 1 << 20) -> String {
        var writer = LiteralWriter(limit: limit, width: nil)
        write(tree.root, of: tree, to: &writer)
        return String(decoding: writer.output, as: UTF8.self)
    }
}
