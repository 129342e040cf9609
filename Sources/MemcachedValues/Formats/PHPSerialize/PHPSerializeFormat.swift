/// What PHP's `serialize` writes: `a:1:{s:1:"x";i:1;}`.
package struct PHPSerializeFormat: SerializedFormat {
    package init() {}

    package var name: String { "PHP serialize" }
    package var language: any LiteralLanguage { PHPLiteral() }

    package func resembles(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, let last = bytes.last else { return false }
        if bytes.count == 2 { return bytes == Array("N;".utf8) }
        let isEnd = last == UInt8(ascii: ";") || last == UInt8(ascii: "}")
        return isEnd && bytes[1] == UInt8(ascii: ":") && "abdisSOCE".utf8.contains(bytes[0])
    }

    package func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = PHPSerializeReader(bytes, limits: limits)
        return try reader.read()
    }
}
