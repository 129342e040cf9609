/// How a client of Python stores values: most types have a flag of their own, what is left is pickled.
struct PythonStoring {
    var text: UInt32
    var bytes: UInt32
    var integer: UInt32
    /// `nil` where booleans are pickled; else they are the digits 1 and 0 with this flag.
    var bool: UInt32?
    var version: PickleWriter.Version

    func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        switch value {
        case .integer(let digits): return try stored(integer: digits)
        case .float(let value): return pickled(PickleWriter.pickle(value, version))
        case .bool(let value): return stored(value)
        case .text(let bytes): return StoredValue(flags: text, bytes: bytes)
        case .bytes(let bytes): return StoredValue(flags: self.bytes, bytes: bytes)
        // The client looks at the type, not at where the value came from.
        case .json(let json):
            let tree = json.tree
            switch tree[tree.root] {
            case .integer(let value): return try stored(integer: "\(value)")
            case .digits(let piece): return try stored(integer: tree.string(piece))
            case .bool(let value): return stored(value)
            case .text(let piece): return StoredValue(flags: text, bytes: Array(tree[piece]))
            default: return pickled(try PickleWriter.pickle(tree.root, of: tree, version))
            }
        }
    }

    private func pickled(_ bytes: [UInt8]) -> StoredValue {
        StoredValue(flags: PythonReading.Bit.pickle, bytes: bytes)
    }

    private func stored(_ value: Bool) -> StoredValue {
        guard let bool else { return pickled(PickleWriter.pickle(value, version)) }
        return StoredValue(flags: bool, bytes: [UInt8(ascii: value ? "1" : "0")])
    }

    private func stored(integer text: String) throws(DecodingFault) -> StoredValue {
        let digits = try IntegerDigits.canonical(text)
        guard digits.utf8.count - (digits.hasPrefix("-") ? 1 : 0) <= BigInteger.mostDecimalDigits else {
            throw DecodingFault("Python reads no integer of more than \(BigInteger.mostDecimalDigits) digits")
        }
        return StoredValue(flags: integer, bytes: Array(digits.utf8))
    }
}
