/// A way in which a language writes its values down. A format is one folder or file, and one line in ``SerializedFormats``.
///
/// Decoding yields data: nothing is made, called or looked up, whatever the bytes name.
package protocol SerializedFormat: Sendable {
    /// As it is shown: `pickle`, `Marshal`, `PHP serialize`.
    var name: String { get }
    /// The language in which what was decoded is written out.
    var language: any LiteralLanguage { get }
    /// Whether bytes may be of this format, by how they begin and end.
    func resembles(_ bytes: [UInt8]) -> Bool
    /// Reads the whole of the bytes. What is left over behind the value is a fault.
    func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree
}
