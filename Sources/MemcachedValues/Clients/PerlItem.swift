/// The items of Perl's clients.
enum PerlItem {
    private static let frozen: UInt32 = 1
    private static let compressed: UInt32 = 2
    private static let text: UInt32 = 4

    /// What a client makes of an item that knows the bit for text, or does not.
    static func reading(flags: UInt32, bytes: [UInt8], hasText: Bool) -> ClientReading {
        let known = frozen | compressed | (hasText ? text : 0)
        var fit = flags & ~known == 0 ? ClientReading.Fit.writes : .reads
        let packing: Packing? = flags & compressed != 0 ? .gzip : nil
        if packing != nil, !Packing.gzip.resembles(bytes[...]) { fit = .fails }
        if flags & frozen != 0 {
            if packing == nil, !StorableFormat().resembles(bytes) { fit = .fails }
            // `thaw` reads the order of its own machine, too; and what is frozen is no text.
            let isOdd = packing == nil && bytes.first == StorableFormat.native || flags & known & text != 0
            if isOdd { fit = min(fit, .reads) }
            let kind = ClientReading.Kind.serialized(StorableFormat())
            return ClientReading(type: "reference", kind: kind, packing: packing, fit: fit)
        }
        let isText = hasText && flags & text != 0
        return ClientReading(type: "scalar", kind: isText ? .text : .string, packing: packing, fit: fit)
    }

    static func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        func scalar(_ text: String) -> StoredValue { StoredValue(flags: 0, bytes: Array(text.utf8)) }
        switch value {
        case .integer(let digits): return scalar(try IntegerDigits.canonical(digits))
        case .float(let value): return scalar(PerlLiteral.number(value))
        case .bool(let value): return scalar(value ? "1" : "")
        case .text(let bytes), .bytes(let bytes): return StoredValue(flags: 0, bytes: bytes)
        case .json(let json):
            let tree = json.tree
            switch tree[tree.root] {
            case .null: throw DecodingFault("Perl's clients store no undef by itself")
            case .bool(let value): return scalar(value ? "1" : "")
            case .integer(let value): return scalar("\(value)")
            case .float(let value): return scalar(PerlLiteral.number(value))
            case .digits(let piece), .text(let piece): return StoredValue(flags: 0, bytes: Array(tree[piece]))
            default:
                var writer = StorableWriter()
                return StoredValue(flags: frozen, bytes: try writer.freeze(tree))
            }
        }
    }
}
