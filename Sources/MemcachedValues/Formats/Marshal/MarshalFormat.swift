/// Ruby's Marshal, version 4.8, as Ruby has written it since 1.8 (`doc/marshal.rdoc` and `marshal.c` of Ruby).
package struct MarshalFormat: SerializedFormat {
    /// The format.
    package init() {}

    /// Its name.
    package var name: String { "Marshal" }
    /// Ruby.
    package var language: any LiteralLanguage { RubyLiteral() }

    static let header: [UInt8] = [4, 8]

    /// Whether bytes begin as what it writes does.
    package func resembles(_ bytes: [UInt8]) -> Bool { bytes.count > 2 && bytes.starts(with: Self.header) }

    /// Reads the whole of the bytes as data.
    package func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = MarshalReader(bytes, limits: limits)
        let tree = try reader.whole()
        return RailsEntry.opened(tree, limits: limits) ?? tree
    }
}
