/// pecl memcache, the older of PHP's clients.
///
/// The lowest bits of its flags say whether a value is serialized and packed with zlib, bits 8 to 11 its type; the upper
/// sixteen are the program's own.
package struct PHPMemcache: ClientLibrary {
    package init() {}

    package var name: String { "php-memcache" }
    package var title: String { "pecl memcache" }
    package var language: any LiteralLanguage { PHPLiteral() }

    private enum Flag {
        static let serialized: UInt32 = 0x1
        static let packed: UInt32 = 0x2
        static let type: UInt32 = 0xf00
        static let bool: UInt32 = 0x100
        static let long: UInt32 = 0x300
        static let double: UInt32 = 0x700
        /// What its documentation reserves for it.
        static let own: UInt32 = 0xffff
    }

    private static let floatWords = ["INF", "-INF", "NAN"]

    // MARK: Reading

    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        let own = flags & Flag.own
        let packing: Packing? = own & Flag.packed != 0 ? .zlib : nil
        var reading: ClientReading
        if own & Flag.serialized != 0 {
            reading = PHPItem.serialized(bytes, packing: packing)
            if own & ~(Flag.serialized | Flag.packed) != 0 { reading.fit = min(reading.fit, .reads) }
        } else if packing == nil, own == Flag.bool {
            reading = PHPItem.bool(bytes, no: "0")
        } else if packing == nil, own == Flag.long {
            reading = PHPItem.integer(bytes)
        } else if packing == nil, own == Flag.double {
            reading = PHPItem.float(bytes, words: PHPMemcache.floatWords) {
                // More digits than it keeps are not its own. The smallest numbers have fewer than it writes.
                $0.isSubnormal || PHPFloat.memcache($0) == $1 && (FloatDigits($0)?.digits.count ?? 0) <= 14
            }
        } else {
            reading = other(own, bytes, packing)
        }
        if let packing, !packing.resembles(bytes[...]) { reading.fit = .fails }
        return reading
    }

    /// A string; or what it would read, and does not write: a number that is packed, a type that it has not.
    private func other(_ own: UInt32, _ bytes: [UInt8], _ packing: Packing?) -> ClientReading {
        switch own & Flag.type {
        case Flag.bool: ClientReading(type: "bool", kind: .boolText, packing: packing, fit: .reads)
        case Flag.long: ClientReading(type: "int", kind: .integerText, packing: packing, fit: .reads)
        case Flag.double: ClientReading(type: "float", kind: .floatText, packing: packing, fit: .reads)
        default: PHPItem.string(bytes, packing: packing, fit: own & ~Flag.packed == 0 ? .writes : .reads)
        }
    }

    // MARK: Writing

    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        switch value {
        case .integer(let text): return StoredValue(flags: Flag.long, bytes: try PHPItem.digits(text))
        case .float(let value):
            return StoredValue(flags: Flag.double, bytes: Array(PHPFloat.memcache(value).utf8))
        case .bool(let value): return StoredValue(flags: Flag.bool, bytes: [UInt8(ascii: value ? "1" : "0")])
        case .text(let bytes), .bytes(let bytes): return StoredValue(flags: 0, bytes: bytes)
        case .json(let text):
            switch try PHPItem.json(text.tree) {
            case .scalar(let value): return try stored(value)
            case .serialized(let bytes): return StoredValue(flags: Flag.serialized, bytes: bytes)
            }
        }
    }
}
