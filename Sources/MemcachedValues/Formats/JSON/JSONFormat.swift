/// JSON, as RFC 8259 has it, and nothing besides.
package struct JSONFormat: SerializedFormat {
    /// Whether all is kept that was written: numbers that would be written differently, as `1.10` and `1e5`, and keys that
    /// come again. For showing it; who wants the values has them as programs do.
    package let keepsSpelling: Bool

    /// - Parameter keepsSpelling: whether all is kept that was written, numbers as notations where need be.
    package init(keepsSpelling: Bool = true) {
        self.keepsSpelling = keepsSpelling
    }

    package var name: String { "JSON" }
    package var language: any LiteralLanguage { JSONLiteral() }

    /// Only objects and arrays: a number or a quoted word alone is rarely meant as JSON.
    package func resembles(_ bytes: [UInt8]) -> Bool { JSONFormat.isWhole(bytes) }

    /// The same of bytes that lie elsewhere, and need not be copied for that.
    package static func isWhole(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        let first = bytes.first { !JSONReader.isBlank($0) }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return false }
        let last = bytes.last { !JSONReader.isBlank($0) }
        return last == (first == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }

    package func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = JSONReader(bytes, limits: limits, keepsSpelling: keepsSpelling)
        return try reader.read()
    }
}
