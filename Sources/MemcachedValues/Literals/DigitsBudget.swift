/// How much may be spent on decimal digits of large integers within one value: the time for them grows with the square of
/// their length, and there may be many.
struct DigitsBudget {
    /// Some 300 integers of the longest kind that is written in decimal.
    private var left = 1_000_000_000

    /// Spends on the next one, of so many bytes.
    mutating func take(_ count: Int) throws(DecodingFault) {
        // Longer ones are written in hexadecimal digits, which take no time.
        guard count <= BigInteger.mostDecimalDigits else { return }
        left -= count * count
        guard left >= 0 else { throw DecodingFault("it has too many large integers") }
    }
}
