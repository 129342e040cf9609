// How hashes and what was hashed are written in an explanation.

extension RouteLog {
    /// `name("bytes")`, of which the bytes are cut when they are many.
    static func call(_ name: String, _ bytes: Span<UInt8>) -> String {
        "\(name)(\"\(Excerpt(bytes.array, limit: 60))\")"
    }

    /// `0x0000002a`
    static func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// `0x000000000000002a`
    static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension Span<UInt8> {
    /// A copy.
    var array: [UInt8] { indices.map { self[$0] } }
}
