/// What PHP's igbinary writes: a header of four bytes with its version, and a type before each value.
package struct IgbinaryFormat: SerializedFormat {
    package init() {}

    package var name: String { "igbinary" }
    package var language: any LiteralLanguage { PHPLiteral() }

    package func resembles(_ bytes: [UInt8]) -> Bool {
        bytes.count > 4 && bytes.starts(with: [0, 0, 0]) && (bytes[3] == 1 || bytes[3] == 2)
    }

    package func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = IgbinaryReader(bytes, limits: limits)
        return try reader.read()
    }
}
