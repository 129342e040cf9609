/// php-memcached, PHP's client around libmemcached.
///
/// The lowest four bits of its flags say the type, the next four how the value is packed; the upper sixteen are the
/// program's own (`OPT_USER_FLAGS`). Before what is packed stand four bytes with the length it had, the least significant
/// first.
package struct PHPMemcached: ClientLibrary {
    package init() {}

    package var name: String { "php-memcached" }
    package var language: any LiteralLanguage { PHPLiteral() }

    private enum Kind {
        static let string: UInt32 = 0
        static let long: UInt32 = 1
        static let double: UInt32 = 2
        static let bool: UInt32 = 3
        static let serialized: UInt32 = 4
        static let igbinary: UInt32 = 5
        static let json: UInt32 = 6
        static let messagePack: UInt32 = 7
    }

    private enum Packed {
        static let any: UInt32 = 1 << 4
        static let zlib: UInt32 = 1 << 5
        static let fastlz: UInt32 = 1 << 6
        static let zstd: UInt32 = 1 << 7
    }

    private static let lengthHeader = 4
    /// Bits that mean nothing; it does not mind them.
    private static let unused: UInt32 = 0xff00
    private static let floatWords = ["Infinity", "-Infinity", "NaN"]

    // MARK: Reading

    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        let packing = packing(flags)
        var reading = reading(kind: flags & 0xf, bytes, packing)
        if packing != nil {
            reading.packing = packing
            reading.lengthHeader = PHPMemcached.lengthHeader
        }
        reading.fit = min(reading.fit, fit(flags, packing, bytes))
        return reading
    }

    private func packing(_ flags: UInt32) -> Packing? {
        guard flags & Packed.any != 0 else { return nil }
        if flags & Packed.fastlz != 0 { return .fastlz }
        if flags & Packed.zlib != 0 { return .zlib }
        return flags & Packed.zstd != 0 ? .zstd : nil
    }

    private func reading(kind: UInt32, _ bytes: [UInt8], _ packing: Packing?) -> ClientReading {
        // Of what is packed nothing can be seen yet.
        let looks: (any SerializedFormat) -> ClientReading.Fit = {
            packing != nil || $0.resembles(bytes) ? .writes : .fails
        }
        switch kind {
        case Kind.string: return PHPItem.string(bytes, packing: packing, fit: .writes)
        case Kind.long where packing == nil: return PHPItem.integer(bytes)
        case Kind.double where packing == nil:
            return PHPItem.float(bytes, words: PHPMemcached.floatWords) { PHPFloat.memcached($0) == $1 }
        case Kind.bool where packing == nil: return PHPItem.bool(bytes, no: "")
        case Kind.long: return ClientReading(type: "int", kind: .integerText, fit: .reads)
        case Kind.double: return ClientReading(type: "float", kind: .floatText, fit: .reads)
        case Kind.bool: return ClientReading(type: "bool", kind: .boolText, fit: .reads)
        case Kind.serialized: return PHPItem.serialized(bytes, packing: packing)
        case Kind.igbinary:
            let format = IgbinaryFormat()
            return ClientReading(type: "", kind: .serialized(format), fit: looks(format))
        case Kind.json: return ClientReading(type: "", kind: .json, fit: packing == nil ? json(bytes) : .writes)
        case Kind.messagePack:
            let format = MessagePackFormat()
            let fit = looks(format)
            return ClientReading(
                type: "",
                kind: .serialized(format),
                fit: fit == .fails && !bytes.isEmpty ? .reads : fit
            )
        default: return ClientReading(type: "", kind: .bytes, fit: .fails)
        }
    }

    /// Arrays, objects, null, and text of enums; what it reads and does not write is any other JSON.
    private func json(_ bytes: [UInt8]) -> ClientReading.Fit {
        switch (bytes.first, bytes.last) {
        case (UInt8(ascii: "{"), UInt8(ascii: "}")), (UInt8(ascii: "["), UInt8(ascii: "]")),
            (UInt8(ascii: "\""), UInt8(ascii: "\"")):
            .writes
        case _ where bytes == Array("null".utf8): .writes
        case (nil, _): .fails
        default: .reads
        }
    }

    private func fit(_ flags: UInt32, _ packing: Packing?, _ bytes: [UInt8]) -> ClientReading.Fit {
        let bits = flags & 0xf0
        let isUnused = flags & PHPMemcached.unused != 0
        guard flags & Packed.any != 0 else { return bits == 0 && !isUnused ? .writes : .reads }
        // Packed, and not said how; or too short to be it.
        guard let packing, bytes.count > PHPMemcached.lengthHeader else { return .fails }
        let packed = bytes[PHPMemcached.lengthHeader...]
        let first = packed[packed.startIndex]
        guard packing == .fastlz ? first >> 5 < 2 : packing.resembles(packed) else { return .fails }
        let written = [Packed.any | Packed.zlib, Packed.any | Packed.fastlz, Packed.any | Packed.zstd]
        return written.contains(bits) && !isUnused ? .writes : .reads
    }

    // MARK: Writing

    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        switch value {
        case .integer(let text): return StoredValue(flags: Kind.long, bytes: try PHPItem.digits(text))
        case .float(let value):
            return StoredValue(flags: Kind.double, bytes: Array(PHPFloat.memcached(value).utf8))
        case .bool(let value): return StoredValue(flags: Kind.bool, bytes: value ? [UInt8(ascii: "1")] : [])
        case .text(let bytes), .bytes(let bytes): return StoredValue(flags: Kind.string, bytes: bytes)
        case .json(let text):
            switch try PHPItem.json(text.tree) {
            case .scalar(let value): return try stored(value)
            case .serialized(let bytes): return StoredValue(flags: Kind.serialized, bytes: bytes)
            }
        }
    }
}
