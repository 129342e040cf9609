/// How much may become of bytes that nobody can be trusted to have written.
///
/// A value of a megabyte can say that it unpacks to ten gigabytes, that it is nested a hundred thousand deep, or that it
/// holds itself. What passes a limit is not decoded; the bytes themselves can be shown all the same.
public struct DecodingLimits: Sendable {
    /// The most bytes that a packed value may unpack to.
    public var unpackedBytes: Int
    /// The most nodes of a tree.
    public var nodes: Int
    /// How deep a tree may be nested, in levels.
    public var depth: Int

    /// - Parameters:
    ///   - unpackedBytes: the most bytes that a packed value may unpack to.
    ///   - nodes: the most nodes of a tree.
    ///   - depth: how deep a tree may be nested, in levels. All that walks a tree calls itself so often.
    public init(unpackedBytes: Int = 32 << 20, nodes: Int = 300_000, depth: Int = 400) {
        self.unpackedBytes = unpackedBytes
        self.nodes = nodes
        self.depth = depth
    }
}
