/// Writes values as `Marshal.dump` does, byte for byte.
///
/// For that it has to know what Ruby would take for one and the same object: a float that fits a machine word with its tag
/// (a "flonum"), and the keys of hashes that a JSON text was read into. They are written once and linked to from then on.
struct MarshalWriter {
    private var output: [UInt8] = []
    private var symbols: [String: Int] = [:]
    private var objectCount = 0
    private var keys: [[UInt8]: Int] = [:]
    private var floats: [UInt64: Int] = [:]
    /// A tree is walked by calls within calls.
    private let deepest = 1000

    mutating func dump(_ value: TypedValue) throws(DecodingFault) -> [UInt8] {
        output = MarshalFormat.header
        switch value {
        case .integer(let digits): try integer(IntegerDigits.canonical(digits))
        case .float(let value): float(value)
        case .bool(let value): put(value ? "T" : "F")
        case .text(let bytes): text(bytes)
        case .bytes(let bytes):
            objectCount += 1
            put("\"")
            data(bytes)
        case .json(let text): try node(text.tree.root, text.tree, 0)
        }
        return output
    }

    // MARK: Parts

    private mutating func put(_ letter: Unicode.Scalar) { output.append(UInt8(ascii: letter)) }

    private mutating func long(_ value: Int) {
        switch value {
        case 0: output.append(0)
        case 1...122: output.append(UInt8(value + 5))
        case -123 ... -1: output.append(UInt8(bitPattern: Int8(value - 5)))
        default:
            var bytes: [UInt8] = []
            var rest = value
            while rest != 0, rest != -1 {
                bytes.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
            }
            output.append(UInt8(bitPattern: Int8(value < 0 ? -bytes.count : bytes.count)))
            output += bytes
        }
    }

    private mutating func data(_ bytes: some Collection<UInt8>) {
        long(bytes.count)
        output += bytes
    }

    private mutating func symbol(_ name: String) {
        if let number = symbols[name] {
            put(";")
            long(number)
        } else {
            symbols[name] = symbols.count
            put(":")
            data(name.utf8)
        }
    }

    private mutating func link(_ number: Int) {
        put("@")
        long(number)
    }

    private mutating func text(_ bytes: some Collection<UInt8>) {
        objectCount += 1
        put("I")
        put("\"")
        data(bytes)
        long(1)
        symbol("E")
        put("T")
    }

    // MARK: Numbers

    private mutating func integer(_ digits: String) throws(DecodingFault) {
        if let value = Int(digits), (-1 << 30..<1 << 30).contains(value) {
            put("i")
            return long(value)
        }
        guard var magnitude = BigInteger.magnitude(decimal: digits) else {
            throw DecodingFault("it is no integer, or one with too many digits")
        }
        objectCount += 1
        put("l")
        put(digits.hasPrefix("-") ? "-" : "+")
        // In pairs of bytes.
        if magnitude.count % 2 != 0 { magnitude.append(0) }
        long(magnitude.count / 2)
        output += magnitude
    }

    private mutating func float(_ value: Double) {
        let bits = value.bitPattern
        // Three bits of the exponent have to be one of the two middle patterns.
        let isWord = bits == 0 || bits != 0x3000_0000_0000_0000 && [3, 4].contains(bits >> 60 & 7)
        if isWord {
            if let number = floats[bits] { return link(number) }
            floats[bits] = objectCount
        }
        objectCount += 1
        put("f")
        data(Self.floatText(value).utf8)
    }

    private static func floatText(_ value: Double) -> String {
        guard let digits = FloatDigits(value) else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        if value == 0 { return digits.isNegative ? "-0" : "0" }
        if digits.point < -3 || digits.point > digits.digits.count {
            return digits.exponential(zero: "", mark: "e", negativeMark: "e-", width: 1)
        }
        return digits.positional(zero: "")
    }

    // MARK: Structure

    private mutating func node(_ index: ValueTree.Index, _ tree: ValueTree, _ depth: Int) throws(DecodingFault) {
        guard depth < deepest else { throw .tooDeep(deepest) }
        switch tree[index] {
        case .null: put("0")
        case .bool(let value): put(value ? "T" : "F")
        case .integer(let value): try integer("\(value)")
        case .digits(let piece): try integer(tree.string(piece))
        case .float(let value): float(value)
        case .text(let piece): text(tree[piece])
        case .list(let list):
            objectCount += 1
            put("[")
            long(tree[list].count)
            for item in tree[list] { try node(item, tree, depth + 1) }
        case .map(let list):
            objectCount += 1
            put("{")
            long(tree[list].count / 2)
            for (place, item) in tree[list].enumerated() {
                if place % 2 == 0, case .text(let piece) = tree[item] {
                    key(Array(tree[piece]))
                } else {
                    try node(item, tree, depth + 1)
                }
            }
        default: throw DecodingFault("it holds what JSON has no notation for")
        }
    }

    private mutating func key(_ bytes: [UInt8]) {
        if let number = keys[bytes] { return link(number) }
        keys[bytes] = objectCount
        text(bytes)
    }
}
