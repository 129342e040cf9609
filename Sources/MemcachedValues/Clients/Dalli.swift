/// Ruby's dalli, up to 3 and later: a bit for a value that went through the serializer, and one for a packed one.
///
/// The serializer is Marshal unless the program chose another, most often JSON; the bit is the same.
package struct Dalli: ClientLibrary {
    /// The client.
    package init() {}

    /// As its way to spread keys is called.
    package var name: String { "dalli" }
    /// Ruby.
    package var language: any LiteralLanguage { RubyLiteral() }

    static let serialized: UInt32 = 1
    static let compressed: UInt32 = 2

    /// What it makes of an item.
    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        var packing: Packing?
        var fit = flags & ~(Self.serialized | Self.compressed) == 0 ? ClientReading.Fit.writes : .reads
        if flags & Self.compressed != 0 {
            packing = Packing.gzip.resembles(bytes[...]) ? .gzip : .zlib
            if packing == .zlib, !Packing.zlib.resembles(bytes[...]) { fit = .fails }
        }
        guard flags & Self.serialized != 0 else {
            // `raw: true`, and counters.
            return ClientReading(type: "String", kind: .string, packing: packing, fit: fit)
        }
        if packing == nil, !MarshalFormat().resembles(bytes) {
            guard JSONLook.mayBegin(bytes) else {
                return ClientReading(type: "Object", kind: .serialized(MarshalFormat()), fit: .fails)
            }
            // A number or a word alone is rather another client's: few programs serialize everything as JSON.
            let isWhole = JSONFormat().resembles(bytes)
            return ClientReading(type: "JSON", kind: .json, fit: isWhole ? fit : min(fit, .reads))
        }
        return ClientReading(type: "Object", kind: .serialized(MarshalFormat()), packing: packing, fit: fit)
    }

    /// How it stores a value.
    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        var writer = MarshalWriter()
        return StoredValue(flags: Self.serialized, bytes: try writer.dump(value))
    }
}
