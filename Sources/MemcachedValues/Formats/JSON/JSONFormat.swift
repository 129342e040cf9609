/// JSON, as RFC 8259 has it, and nothing besides.
package struct JSONFormat: SerializedFormat {
    /// Whether numbers that would be written differently keep how they were spelled: `1.10`, `1e5`. For showing them; who
    /// wants their values does not.
    package let keepsSpelling: Bool

    /// - Parameter keepsSpelling: whether numbers keep how they were spelled, as notations.
    package init(keepsSpelling: Bool = true) {
        self.keepsSpelling = keepsSpelling
    }

    package var name: String { "JSON" }
    package var language: any LiteralLanguage { JSONLiteral() }

    /// Only objects and arrays: a number or a quoted word alone is rarely meant as JSON.
    package func resembles(_ bytes: [UInt8]) -> Bool {
        let first = bytes.first { !JSONReader.isBlank($0) }
        let last = bytes.last { !JSONReader.isBlank($0) }
        return first == UInt8(ascii: "{") && last == UInt8(ascii: "}")
            || first == UInt8(ascii: "[") && last == UInt8(ascii: "]")
    }

    package func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = JSONReader(bytes, limits: limits, keepsSpelling: keepsSpelling)
        return try reader.read()
    }
}
