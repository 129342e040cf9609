/// Numbers and booleans that clients store as text.
enum ScalarText {
    /// A number that a server has counted down is filled up with blanks to its former length; all clients read it all the
    /// same. Source of the fact: memcached's `do_add_delta`.
    static func withoutFill(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count <= 20, bytes.last == 0x20 else { return bytes }
        let digits = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }
        return digits.isEmpty || bytes[digits.count...].contains { $0 != 0x20 } ? bytes : Array(digits)
    }

    /// Decimal digits, as many as there may be, with or without a minus before them.
    static func integer(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw DecodingFault("it is no whole number")
        }
        var tree = ValueTree(bytes, limits: limits)
        let number = bytes.count <= 20 ? Int64(String(decoding: bytes, as: UTF8.self)) : nil
        let root = try tree.add(number.map { .integer($0) } ?? .digits(tree.piece(0..<bytes.count)))
        try tree.finish(root)
        return tree
    }

    /// A double as `strtod` reads it: `.1`, `1e+100`, `-Infinity`.
    static func float(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        guard bytes.count <= 400, let number = Double(String(decoding: bytes, as: UTF8.self)) else {
            throw DecodingFault("it is no number")
        }
        var tree = ValueTree(bytes, limits: limits)
        let root = try tree.add(.float(number))
        try tree.finish(root)
        return tree
    }

    /// `1`, `0` or nothing.
    static func bool(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        guard bytes.isEmpty || bytes == [UInt8(ascii: "0")] || bytes == [UInt8(ascii: "1")] else {
            throw DecodingFault("it is neither 1 nor 0")
        }
        var tree = ValueTree(bytes, limits: limits)
        let root = try tree.add(.bool(bytes == [UInt8(ascii: "1")]))
        try tree.finish(root)
        return tree
    }
}
