/// How PHP and its clients write doubles.
enum PHPFloat {
    /// As `var_export` does: a float can be told from an integer.
    static func exported(_ value: Double) -> String { text(value, positional: ".0", most: 17, mark: "E") }

    /// As `serialize` does, with `serialize_precision` -1.
    static func serialized(_ value: Double) -> String { text(value, positional: "", most: 17, mark: "E") }

    /// As pecl memcache does. It keeps no more than 14 digits; a number that has more gets all it needs here, so that it is
    /// read back as what it was.
    static func memcache(_ value: Double) -> String { text(value, positional: "", most: 14, mark: "e") }

    /// As a string, which has no more than 14 digits (`precision`); `nil` where that would not be all of them.
    static func text(_ value: Double) -> String? {
        if let digits = FloatDigits(value), digits.digits.count > 14 { return nil }
        return text(value, positional: "", most: 14, mark: "E")
    }

    /// `positional` stands behind a whole number without an exponent, which has at most so many digits before the point.
    private static func text(_ value: Double, positional: String, most: Int, mark: String) -> String {
        guard let digits = FloatDigits(value) else {
            return value.isNaN ? "NAN" : value < 0 ? "-INF" : "INF"
        }
        if digits.point >= -3, digits.point <= most { return digits.positional(zero: positional) }
        return digits.exponential(zero: ".0", mark: mark + "+", negativeMark: mark + "-", width: 1)
    }

    /// As php-memcached does: no zero before the point, and an exponent where zeros would be longer.
    static func memcached(_ value: Double) -> String {
        guard let digits = FloatDigits(value) else {
            return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
        }
        if digits.point <= -4 || digits.point > digits.digits.count + 5 {
            return digits.exponential(zero: "", mark: "e+", negativeMark: "e-", width: 2)
        }
        let text = digits.positional(zero: "")
        if text.hasPrefix("0.") { return String(text.dropFirst()) }
        if text.hasPrefix("-0.") { return "-" + text.dropFirst(2) }
        return text
    }

    /// A number as it stands in what `serialize` wrote.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Double? {
        switch String(decoding: bytes.prefix(400), as: UTF8.self) {
        case "INF": return .infinity
        case "-INF": return -.infinity
        case "NAN": return .nan
        case let text:
            // Not what Swift reads besides: hexadecimal digits and other words.
            guard bytes.count <= 400, bytes.allSatisfy({ isNumberPart($0) }) else { return nil }
            return Double(text)
        }
    }

    /// Digits, signs, the point and the mark of an exponent.
    static func isNumberPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "E"), UInt8(ascii: "e"):
            return true
        default: return false
        }
    }
}
