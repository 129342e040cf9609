/// The digits of an integer that is to be stored.
enum IntegerDigits {
    /// As all languages write it: without zeros before it, and zero without a minus.
    ///
    /// - Throws: that it is no integer, rather than have a client store something else in its place.
    static func canonical(_ text: String) throws(DecodingFault) -> String {
        let isNegative = text.hasPrefix("-")
        let digits = isNegative ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
            throw DecodingFault("an integer is digits, with or without - before them")
        }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        return significant.isEmpty ? "0" : (isNegative ? "-" : "") + String(decoding: significant, as: UTF8.self)
    }

    /// What to say of an integer that a language has no room for.
    static func beyond64Bits(_ text: String, _ type: String, ends: String, begins: String) -> DecodingFault {
        DecodingFault(text.hasPrefix("-") ? "\(type) \(begins) at \(Int64.min)" : "\(type) \(ends) at \(Int64.max)")
    }
}
