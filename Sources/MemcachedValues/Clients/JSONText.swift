/// A JSON text that is to be stored, read as the programs of all languages read it: a number is its value, however it is
/// spelled, and of a key that comes again the last value counts.
public struct JSONText: Sendable {
    /// What it says.
    package let tree: ValueTree

    /// The text itself, which is stored where a language has no notation of its own for structures.
    public var bytes: [UInt8] { tree.source }

    /// Reads a text, RFC 8259 and nothing besides.
    ///
    /// - Throws: why it is no JSON, or has what cannot be stored: half a surrogate pair, a number beyond all doubles.
    public init(_ bytes: [UInt8], limits: DecodingLimits = DecodingLimits()) throws(DecodingFault) {
        tree = try JSONFormat(keepsSpelling: false).decode(bytes, limits: limits)
    }
}
