/// Perl's Storable as it lies in memory (`freeze` and `nfreeze`, not the files of `store`), versions 2.1 to 2.12.
package struct StorableFormat: SerializedFormat {
    /// The format.
    package init() {}

    /// Its name.
    package var name: String { "Storable" }
    /// Perl.
    package var language: any LiteralLanguage { PerlLiteral() }

    /// The first byte of what `nfreeze` writes, whose numbers are in network order, and of what `freeze` writes.
    static let network: UInt8 = 5
    static let native: UInt8 = 4
    /// The newest minor version that is known.
    static let newestMinor: UInt8 = 12

    /// Whether bytes begin with a header of Storable.
    package func resembles(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 2, (1...Self.newestMinor).contains(bytes[1]) else { return false }
        // In native order, the order itself comes next.
        return bytes[0] == Self.network
            || bytes[0] == Self.native && StorableOrder.all.contains { bytes.dropFirst(2).starts(with: $0.header) }
    }

    /// Reads a reference to what was frozen, which is what `thaw` returns.
    package func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = StorableReader(bytes, limits: limits)
        return try reader.whole()
    }
}
