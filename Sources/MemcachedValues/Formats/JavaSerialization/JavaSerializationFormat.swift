/// Java's serialization, version 5 of its stream (Java Object Serialization Specification, chapter 6).
public struct JavaSerializationFormat: SerializedFormat {
    public init() {}

    public var name: String { "Java serialization" }
    public var language: any LiteralLanguage { JavaLiteral() }

    static let header: [UInt8] = [0xac, 0xed, 0, 5]

    public func resembles(_ bytes: [UInt8]) -> Bool { bytes.count > 4 && bytes.starts(with: Self.header) }

    public func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = JavaStreamReader(bytes, limits: limits)
        return try reader.whole()
    }
}
