/// How much may be spent on the digits of large integers within one value. The time for decimal ones grows with the square
/// of their length; and one integer may be named by many that are made from it.
struct DigitsBudget {
    /// Some 120 integers of the longest kind that is written in decimal.
    private var squares = 400_000_000
    private var bytes = 32 << 20

    /// Spends on the next integer, of so many bytes.
    ///
    /// - Returns: whether there is time for decimal digits; hexadecimal ones take hardly any.
    mutating func takesDecimal(_ count: Int) throws(DecodingFault) -> Bool {
        bytes -= count
        guard bytes >= 0 else { throw DecodingFault("it has too many large integers") }
        // Those that are hardly long are always decimal.
        if count <= 32 { return true }
        guard count <= BigInteger.mostDecimalBytes else { return false }
        squares -= count * count
        return squares >= 0
    }
}
