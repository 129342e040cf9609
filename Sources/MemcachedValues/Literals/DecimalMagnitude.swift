extension BigInteger {
    /// The magnitude of an integer in decimal digits, as little-endian bytes without zeros at the end.
    ///
    /// - Parameter digits: with or without a sign before them. No more than ``mostDecimalDigits``.
    /// - Returns: `nil` if that is no integer, or too long.
    static func magnitude(_ digits: String) -> [UInt8]? {
        var text = Array(digits.utf8)
        if text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") { text.removeFirst() }
        guard !text.isEmpty, text.count <= mostDecimalDigits, text.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        var limbs: [UInt32] = []
        for digit in text {
            var carry = UInt64(digit - 0x30)
            for place in limbs.indices {
                let value = UInt64(limbs[place]) * 10 + carry
                limbs[place] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            if carry > 0 { limbs.append(UInt32(carry)) }
        }
        var bytes = limbs.flatMap { limb in (0..<4).map { UInt8(truncatingIfNeeded: limb >> (8 * $0)) } }
        while bytes.last == 0 { bytes.removeLast() }
        return bytes
    }
}
