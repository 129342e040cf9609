/// Integers of PHP, which have 64 bits.
enum PHPInteger {
    /// What to say of digits that are beyond them.
    static func beyond(_ digits: String) -> DecodingFault {
        IntegerDigits.beyond64Bits(digits, "PHP's integers", ends: "end", begins: "begin")
    }

    /// The number that is written just like these bytes: without zeros before it, and no `-0`.
    static func canonical(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
        guard bytes.count <= 20, let first = digits.first,
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            first != UInt8(ascii: "0") || bytes.count == 1
        else { return nil }
        return Int64(String(decoding: bytes, as: UTF8.self))
    }
}
