/// The shortest decimal digits that name a double, and where the point stands among them: what all languages agree on.
/// Where they put exponents differs.
struct FloatDigits {
    let isNegative: Bool
    /// Without zeros at either end; `0` for zero.
    let digits: [UInt8]
    /// How many digits stand before the point: 1 for 3.25, -2 for 0.001, 101 for 1e100.
    let point: Int

    /// `nil` for what is no number, or infinite.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        isNegative = value.sign == .minus
        // Swift's own description has the shortest digits, with an exponent or without.
        let text = Array("\(value.magnitude)".utf8)
        let mantissa = text.prefix { $0 != UInt8(ascii: "e") }
        var exponent = 0
        if mantissa.count < text.count {
            let tail = text[(mantissa.count + 1)...].filter { $0 != UInt8(ascii: "+") }
            exponent = Int(String(decoding: tail, as: UTF8.self)) ?? 0
        }
        let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }
        var all = Array(mantissa.filter { $0 != UInt8(ascii: ".") })
        var point = whole.count + exponent
        while all.count > 1, all.first == UInt8(ascii: "0") {
            all.removeFirst()
            point -= 1
        }
        while all.count > 1, all.last == UInt8(ascii: "0") { all.removeLast() }
        if all == [UInt8(ascii: "0")] { point = 1 }
        digits = all
        self.point = point
    }

    private var sign: String { isNegative ? "-" : "" }
    private var text: String { String(decoding: digits, as: UTF8.self) }

    /// Without an exponent. A number that is whole has `zero` behind it: `.0`, or nothing.
    func positional(zero: String) -> String {
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text }
        if digits.count <= point {
            return sign + text + String(repeating: "0", count: point - digits.count) + zero
        }
        return sign + String(decoding: digits.prefix(point), as: UTF8.self) + "."
            + String(decoding: digits.dropFirst(point), as: UTF8.self)
    }

    /// With an exponent: `1e+100`.
    ///
    /// - Parameters:
    ///   - zero: what stands behind a mantissa of one digit: `.0`, or nothing.
    ///   - mark: what stands before an exponent that is not negative: `e+` or `E`.
    ///   - negativeMark: what stands before one that is.
    ///   - width: the fewest digits of the exponent.
    /// - Returns: the number.
    func exponential(zero: String, mark: String, negativeMark: String, width: Int) -> String {
        let exponent = point - 1
        let number = "\(exponent.magnitude)"
        let padded = String(repeating: "0", count: max(0, width - number.count)) + number
        let head = String(decoding: digits.prefix(1), as: UTF8.self)
        let tail = String(decoding: digits.dropFirst(), as: UTF8.self)
        return sign + head + (tail.isEmpty ? zero : "." + tail) + (exponent < 0 ? negativeMark : mark) + padded
    }
}
