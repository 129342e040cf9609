/// Ruby's Marshal, version 4.8, as Ruby has written it since 1.8 (`doc/marshal.rdoc` and `marshal.c` of Ruby).
public struct MarshalFormat: SerializedFormat {
    public init() {}

    public var name: String { "Marshal" }
    public var language: any LiteralLanguage { RubyLiteral() }

    static let header: [UInt8] = [4, 8]

    public func resembles(_ bytes: [UInt8]) -> Bool { bytes.count > 2 && bytes.starts(with: Self.header) }

    public func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = MarshalReader(bytes, limits: limits)
        return try reader.whole()
    }
}
