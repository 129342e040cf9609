/// Java's spymemcached with its `SerializingTranscoder`: a bit for a serialized object, one for gzip, and a type beside them.
package struct Spymemcached: ClientLibrary {
    /// The client.
    package init() {}

    /// As its way to spread keys is called.
    package var name: String { "spymemcached" }
    /// Java.
    package var language: any LiteralLanguage { JavaLiteral() }

    private enum Flags {
        static let serialized: UInt32 = 1
        static let compressed: UInt32 = 2
        static let type: UInt32 = 0xff00
    }

    /// The types that have a number of their own.
    private enum Special: UInt32 {
        case boolean = 0x100
        case integer = 0x200
        case long = 0x300
        case date = 0x400
        case byte = 0x500
        case float = 0x600
        case double = 0x700
        case byteArray = 0x800

        var type: String {
            switch self {
            case .boolean: "Boolean"
            case .integer: "Integer"
            case .long: "Long"
            case .date: "Date"
            case .byte: "Byte"
            case .float: "Float"
            case .double: "Double"
            case .byteArray: "byte[]"
            }
        }

        /// The most bytes of its numbers.
        var width: Int {
            switch self {
            case .boolean, .byte: 1
            case .integer, .float: 4
            default: 8
            }
        }
    }

    /// What it makes of an item.
    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        var fit = flags & ~(Flags.serialized | Flags.compressed | Flags.type) == 0 ? ClientReading.Fit.writes : .reads
        let packing: Packing? = flags & Flags.compressed != 0 ? .gzip : nil
        if packing != nil, !Packing.gzip.resembles(bytes[...]) { fit = .fails }
        let type = flags & Flags.type
        if flags & Flags.serialized != 0 {
            if packing == nil, !JavaSerializationFormat().resembles(bytes) { fit = .fails }
            if type != 0 { fit = min(fit, .reads) }
            let kind = ClientReading.Kind.serialized(JavaSerializationFormat())
            return ClientReading(type: "Object", kind: kind, packing: packing, fit: fit)
        }
        guard type != 0 else { return ClientReading(type: "String", kind: .text, packing: packing, fit: fit) }
        guard let special = Special(rawValue: type) else {
            return ClientReading(type: "null", kind: .bytes, packing: packing, fit: .fails)
        }
        if special == .byteArray { return ClientReading(type: special.type, kind: .bytes, packing: packing, fit: fit) }
        // Numbers are too short to be packed.
        if packing != nil { fit = min(fit, .reads) } else { fit = min(fit, Self.fit(of: special, bytes)) }
        let kind: ClientReading.Kind =
            special == .boolean
            ? .boolText
            : .own { (bytes, limits) throws(DecodingFault) in try Self.decode(special, bytes, limits) }
        return ClientReading(type: special.type, kind: kind, packing: packing, fit: fit)
    }

    private static func fit(of special: Special, _ bytes: [UInt8]) -> ClientReading.Fit {
        guard bytes.count <= special.width else { return .fails }
        switch special {
        case .boolean: return bytes == [0x31] || bytes == [0x30] ? .writes : bytes.count == 1 ? .reads : .fails
        case .byte: return bytes.count == 1 ? .writes : .reads
        default: return bytes.first == 0 ? .reads : .writes
        }
    }

    private static func decode(
        _ special: Special,
        _ bytes: [UInt8],
        _ limits: DecodingLimits
    ) throws(DecodingFault) -> ValueTree {
        guard bytes.count <= special.width else {
            throw DecodingFault("it has more than \(ByteCount.words(special.width))")
        }
        // Big-endian, without the zeros that it would begin with.
        let bits = bytes.reduce(0) { $0 << 8 | UInt64($1) }
        var tree = ValueTree(bytes, limits: limits)
        let root: ValueTree.Index
        switch special {
        case .integer: root = try tree.add(.integer(Int64(Int32(truncatingIfNeeded: bits))))
        case .byte: root = try tree.add(.integer(Int64(Int8(truncatingIfNeeded: bits))))
        case .long: root = try tree.addNotation(JavaLiteral.long(Int64(bitPattern: bits)))
        case .float: root = try tree.addNotation(JavaLiteral.float(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
        case .double: root = try tree.add(.float(Double(bitPattern: bits)))
        case .date:
            guard let date = JavaLiteral.date(Int64(bitPattern: bits)) else {
                throw DecodingFault("its date is out of reach")
            }
            root = try tree.addNotation(date)
        case .boolean: root = try tree.add(.bool(bytes == [0x31]))
        case .byteArray: root = try tree.add(.bytes(tree.piece(0..<bytes.count)))
        }
        try tree.finish(root)
        return tree
    }

    /// How it stores a value.
    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        switch value {
        case .integer(let digits):
            let digits = try IntegerDigits.canonical(digits)
            if let value = Int32(digits) { return Self.number(.integer, UInt64(UInt32(bitPattern: value))) }
            if let value = Int64(digits) { return Self.number(.long, UInt64(bitPattern: value)) }
            throw IntegerDigits.beyond64Bits(digits, "Java's Long", ends: "ends", begins: "begins")
        case .float(let value): return Self.number(.double, value.bitPattern)
        case .bool(let value): return StoredValue(flags: Special.boolean.rawValue, bytes: [value ? 0x31 : 0x30])
        case .text(let bytes): return StoredValue(flags: 0, bytes: bytes)
        case .bytes(let bytes): return StoredValue(flags: Special.byteArray.rawValue, bytes: bytes)
        case .json(let text): return StoredValue(flags: 0, bytes: text.bytes)
        }
    }

    private static func number(_ special: Special, _ bits: UInt64) -> StoredValue {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
        return StoredValue(flags: special.rawValue, bytes: Array(bytes.drop { $0 == 0 }))
    }
}
