/// What the clients of Python make of bytes, each for flags of its own.
enum PythonReading {
    /// The bits that most of them share.
    enum Bit {
        static let pickle: UInt32 = 1
        static let integer: UInt32 = 2
        static let long: UInt32 = 4
        static let zlib: UInt32 = 8
        static let text: UInt32 = 16
    }

    /// More than this is not looked through.
    private static let most = 4096

    static func packing(_ flags: UInt32) -> Packing? { flags & Bit.zlib != 0 ? .zlib : nil }

    /// Packed bytes must look it; what they hold is not looked at.
    private static func fit(_ bytes: [UInt8], _ packing: Packing?, _ fit: ClientReading.Fit) -> ClientReading.Fit? {
        guard let packing else { return nil }
        return packing.resembles(bytes[...]) ? fit : .fails
    }

    static func bytes(_ bytes: [UInt8], _ packing: Packing?, _ fit: ClientReading.Fit) -> ClientReading {
        let fit = Self.fit(bytes, packing, fit) ?? fit
        return ClientReading(type: "bytes", kind: .bytes, packing: packing, fit: fit)
    }

    static func text(_ bytes: [UInt8], _ packing: Packing?, _ fit: ClientReading.Fit) -> ClientReading {
        let isText = bytes.count > most || String(validating: bytes, as: UTF8.self) != nil
        let fit = Self.fit(bytes, packing, fit) ?? (isText ? fit : .fails)
        return ClientReading(type: "str", kind: .text, packing: packing, fit: fit)
    }

    static func pickle(_ bytes: [UInt8], _ packing: Packing?, _ fit: ClientReading.Fit) -> ClientReading {
        let format = PickleFormat()
        let fit = Self.fit(bytes, packing, fit) ?? (format.resembles(bytes) ? fit : .fails)
        let type = packing == nil ? format.plainType(bytes) : nil
        return ClientReading(type: type ?? "object", kind: .serialized(format), packing: packing, fit: fit)
    }

    static func integer(_ bytes: [UInt8], _ packing: Packing?, _ fit: ClientReading.Fit) -> ClientReading {
        let fit = Self.fit(bytes, packing, fit) ?? min(fit, integerFit(bytes))
        return ClientReading(type: "int", kind: .integerText, packing: packing, fit: fit)
    }

    /// How Python's `int` takes text: it writes plain digits, and reads also what is filled up with blanks, as a server
    /// leaves it when a number was counted down.
    private static func integerFit(_ bytes: [UInt8]) -> ClientReading.Fit {
        guard bytes.count <= BigInteger.mostDecimalDigits + 1 else { return .fails }
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0d).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return .fails }
        var digits = bytes[first...last]
        var isPlain = digits.count == bytes.count
        if let sign = digits.first, "+-".utf8.contains(sign) {
            digits = digits.dropFirst()
            if sign == UInt8(ascii: "+") || digits.first == UInt8(ascii: "0") { isPlain = false }
        }
        guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return .fails }
        if digits.count > 1, digits.first == UInt8(ascii: "0") { isPlain = false }
        return isPlain ? .writes : .reads
    }

    /// What python-memcached makes of flags, and pymemcache after its model: the first bit that is set counts, in this
    /// order, and others do no harm.
    ///
    /// - Returns: `nil` where no bit is set that they know.
    static func shared(_ flags: UInt32, _ bytes: [UInt8], packsIntegers: Bool) -> ClientReading? {
        let packing = packing(flags)
        let type = flags & ~Bit.zlib
        if type == 0 { return Self.bytes(bytes, packing, .writes) }
        if type & Bit.text != 0 { return text(bytes, packing, type == Bit.text ? .writes : .reads) }
        if type & Bit.integer != 0 {
            return integer(bytes, packing, type == Bit.integer && (packsIntegers || packing == nil) ? .writes : .reads)
        }
        // Written by Python 2 alone.
        if type & Bit.long != 0 { return integer(bytes, packing, .reads) }
        return type & Bit.pickle != 0 ? pickle(bytes, packing, type == Bit.pickle ? .writes : .reads) : nil
    }

    /// Flags that the client has no meaning for.
    static var failure: ClientReading { ClientReading(type: "bytes", kind: .bytes, fit: .fails) }
}

extension PickleFormat {
    /// The type of a pickle of one atom, seen at its few bytes.
    fileprivate func plainType(_ bytes: [UInt8]) -> String? {
        guard bytes.count <= 40, let tree = try? decode(bytes, limits: DecodingLimits(unpackedBytes: 64, nodes: 1))
        else {
            return nil
        }
        switch tree[tree.root] {
        case .null: return "NoneType"
        case .bool: return "bool"
        case .float: return "float"
        case .integer: return "int"
        default: return nil
        }
    }
}
