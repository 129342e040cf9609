/// MessagePack, with what PHP's msgpack says in it of objects and references.
package struct MessagePackFormat: SerializedFormat {
    package init() {}

    package var name: String { "MessagePack" }
    package var language: any LiteralLanguage { PHPLiteral() }

    /// Nearly everything may be MessagePack; what is likely is an array, a map, or nothing.
    package func resembles(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return false }
        return switch first {
        case 0x80...0x9f, 0xdc...0xdf: true
        case 0xc0: bytes.count == 1
        default: false
        }
    }

    package func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = MessagePackReader(bytes, limits: limits)
        return try reader.read()
    }
}
