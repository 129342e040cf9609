/// What PHP's two clients have in common: how the bytes of an item look to them, and how they write values.
enum PHPItem {
    private static func starts(_ bytes: [UInt8], _ letters: String) -> Bool {
        bytes.first.map { letters.utf8.contains($0) } ?? false
    }

    /// A string, which is bytes to PHP.
    static func string(_ bytes: [UInt8], packing: Packing?, lengthHeader: Int = 0, fit: ClientReading.Fit)
        -> ClientReading
    {
        ClientReading(type: "string", kind: .string, packing: packing, lengthHeader: lengthHeader, fit: fit)
    }

    /// Digits. `strtol` would take whatever begins with them for a number.
    static func integer(_ bytes: [UInt8]) -> ClientReading {
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        let isNumber = !digits.isEmpty && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        // Beyond 64 bits it would be the largest one.
        let fit: ClientReading.Fit =
            PHPInteger.canonical(bytes[...]) != nil ? .writes : isNumber && bytes.count < 19 ? .reads : .fails
        return ClientReading(type: "int", kind: .integerText, fit: fit)
    }

    /// A double, as the client writes it or otherwise.
    static func float(_ bytes: [UInt8], words: [String], isWritten: (Double, String) -> Bool) -> ClientReading {
        let text = String(decoding: bytes.prefix(400), as: UTF8.self)
        var fit = ClientReading.Fit.fails
        if words.contains(text) {
            fit = .writes
        } else if bytes.count <= 400, bytes.allSatisfy({ PHPFloat.isNumberPart($0) }), let value = Double(text) {
            fit = value.isFinite && isWritten(value, text) ? .writes : .reads
        }
        return ClientReading(type: "float", kind: .floatText, fit: fit)
    }

    /// `no` is what the client writes for `false`.
    static func bool(_ bytes: [UInt8], no: String) -> ClientReading {
        let text = String(decoding: bytes.prefix(2), as: UTF8.self)
        let fit: ClientReading.Fit =
            text == "1" || text == no ? .writes : text.isEmpty || text == "0" ? .reads : .fails
        return ClientReading(type: "bool", kind: .boolText, fit: fit)
    }

    /// What `serialize` wrote. Strings, numbers and booleans have flags of their own, so it is none of these.
    static func serialized(_ bytes: [UInt8], packing: Packing?) -> ClientReading {
        let format = PHPSerializeFormat()
        guard packing == nil else {
            return ClientReading(type: "", kind: .serialized(format), packing: packing, fit: .writes)
        }
        let fit: ClientReading.Fit =
            !format.resembles(bytes) ? .fails : starts(bytes, "aOCEN") ? .writes : .reads
        let type =
            starts(bytes, "a") ? "array" : starts(bytes, "N") ? "null" : starts(bytes, "OCE") ? "object" : ""
        return ClientReading(type: type, kind: .serialized(format), fit: fit)
    }

    // MARK: Writing

    /// The digits of an integer, without what PHP would not write.
    static func digits(_ text: String) throws(DecodingFault) -> [UInt8] {
        let digits = try IntegerDigits.canonical(text)
        guard Int64(digits) != nil else { throw PHPInteger.beyond(digits) }
        return Array(digits.utf8)
    }

    /// What a JSON text says, as the value that a program would have stored.
    enum JSONValue {
        case scalar(TypedValue)
        case serialized([UInt8])
    }

    /// Scalars by themselves; null, lists and maps serialized.
    static func json(_ tree: ValueTree) throws(DecodingFault) -> JSONValue {
        switch tree[tree.root] {
        case .bool(let value): return .scalar(.bool(value))
        case .integer(let value): return .scalar(.integer("\(value)"))
        case .float(let value): return .scalar(.float(value))
        case .digits(let piece): throw PHPInteger.beyond(tree.string(piece))
        case .text(let piece): return .scalar(.text(Array(tree[piece])))
        default: return .serialized(try PHPSerializeWriter.bytes(of: tree))
        }
    }
}
