/// Integers beyond 64 bits, as text.
enum BigInteger {
    /// Python refuses to print longer ones in decimal, since the time for that grows with the square.
    static let mostDecimalDigits = 4300
    /// The bytes of those: a byte is 2.41 digits.
    static let mostDecimalBytes = mostDecimalDigits * 5 / 12

    /// - Parameters:
    ///   - magnitude: little-endian bytes.
    ///   - isNegative: whether a minus stands before it.
    ///   - isDecimal: whether there is time for decimal digits at all.
    /// - Returns: decimal digits, or hexadecimal ones with `0x` before them if it would be too many.
    static func text(magnitude: some BidirectionalCollection<UInt8>, isNegative: Bool, isDecimal: Bool = true)
        -> [UInt8]
    {
        var bytes = Array(magnitude)
        while bytes.last == 0 { bytes.removeLast() }
        if bytes.isEmpty { return [UInt8(ascii: "0")] }
        let sign: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        if !isDecimal || bytes.count > mostDecimalBytes { return sign + hexadecimal(bytes) }
        // The limbs of the number, most significant first, divided by a billion again and again.
        var limbs: [UInt32] = []
        for start in stride(from: 0, to: bytes.count, by: 4) {
            limbs.append(bytes[start..<min(start + 4, bytes.count)].reversed().reduce(0) { $0 << 8 | UInt32($1) })
        }
        limbs.reverse()
        var groups: [UInt32] = []
        while !limbs.isEmpty {
            var remainder: UInt64 = 0
            for place in limbs.indices {
                let value = remainder << 32 | UInt64(limbs[place])
                limbs[place] = UInt32(value / 1_000_000_000)
                remainder = value % 1_000_000_000
            }
            groups.append(UInt32(remainder))
            while limbs.first == 0 { limbs.removeFirst() }
        }
        var text = sign + Array("\(groups.last ?? 0)".utf8)
        for group in groups.dropLast().reversed() {
            let digits = "\(group)".utf8
            text += repeatElement(UInt8(ascii: "0"), count: 9 - digits.count)
            text += digits
        }
        return text
    }

    /// The magnitude of an integer in decimal digits, as little-endian bytes without zeros at the end.
    ///
    /// - Parameter text: with or without a sign before them. No more than ``mostDecimalDigits``.
    /// - Returns: `nil` if that is no integer, or too long.
    static func magnitude(decimal text: String) -> [UInt8]? {
        let isSigned = text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "+")
        let digits = text.utf8.dropFirst(isSigned ? 1 : 0)
        guard !digits.isEmpty, digits.count <= mostDecimalDigits, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            return nil
        }
        var limbs: [UInt32] = []
        for digit in digits {
            var carry = UInt64(digit - 0x30)
            for place in limbs.indices {
                let value = UInt64(limbs[place]) * 10 + carry
                limbs[place] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
            }
            if carry > 0 { limbs.append(UInt32(truncatingIfNeeded: carry)) }
        }
        var bytes = limbs.flatMap { limb in (0..<4).map { UInt8(truncatingIfNeeded: limb >> (8 * $0)) } }
        while bytes.last == 0 { bytes.removeLast() }
        return bytes
    }

    /// The fewest bytes, lowest first, that say a number in two's complement.
    static func twosComplement(magnitude: [UInt8], isNegative: Bool) -> [UInt8] {
        var bytes = magnitude + [0]
        if isNegative {
            var carries = true
            for place in bytes.indices {
                bytes[place] = ~bytes[place]
                if carries { (bytes[place], carries) = bytes[place].addingReportingOverflow(1) }
            }
        }
        // What only repeats the sign is left out.
        while bytes.count > 1, let last = bytes.last, last == 0 || last == 0xff,
            (last ^ bytes[bytes.count - 2]) & 0x80 == 0
        {
            bytes.removeLast()
        }
        return bytes
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        var text = Array("0x".utf8)
        for byte in bytes.reversed() {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 0xf))
        }
        return text
    }

    private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x57) }
}
