/// Java's serialization, version 5 of its stream (Java Object Serialization Specification, chapter 6).
package struct JavaSerializationFormat: SerializedFormat {
    /// The format.
    package init() {}

    /// Its name.
    package var name: String { "Java serialization" }
    /// Java.
    package var language: any LiteralLanguage { JavaLiteral() }

    static let header: [UInt8] = [0xac, 0xed, 0, 5]

    /// Whether bytes begin as what it writes does.
    package func resembles(_ bytes: [UInt8]) -> Bool { bytes.count > 4 && bytes.starts(with: Self.header) }

    /// Reads the whole of the bytes as data.
    package func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = JavaStreamReader(bytes, limits: limits)
        return try reader.whole()
    }
}
