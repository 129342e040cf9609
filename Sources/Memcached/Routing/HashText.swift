// How hashes, and what was hashed, are written in an explanation.

extension RouteLog {
    /// `name("bytes")`, of which the bytes are cut when they are many.
    static func call(_ name: String, _ bytes: Span<UInt8>) -> String {
        "\(name)(\"\(Excerpt(bytes.array, limit: 60))\")"
    }

    /// `0x0000002a`
    static func hexadecimal<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: Number.bitWidth / 4 - digits.count) + digits
    }

    /// The 15 bits of a CRC-32 that many clients choose by.
    static func middleOfCRC32(_ bytes: Span<UInt8>) -> String {
        let crc = CRC32.hash(bytes)
        return "\(call("crc32", bytes)) = \(hexadecimal(crc)) -> (>> 16) & 0x7fff = \(crc >> 16 & 0x7fff)"
    }

    /// Notes a hash.
    func begin(_ name: String, _ bytes: Span<UInt8>, _ hash: some FixedWidthInteger & UnsignedInteger) {
        begin("\(RouteLog.call(name, bytes)) = \(RouteLog.hexadecimal(hash))")
    }
}

extension KeyHash {
    /// The hash of these bytes, noted.
    func callAsFunction(_ bytes: Span<UInt8>, log: RouteLog?) -> UInt32 {
        let hash = self(bytes)
        guard let log else { return hash }
        if self == .crc15 {
            log.begin(RouteLog.middleOfCRC32(bytes))
        } else {
            log.begin(rawValue, bytes, hash)
        }
        return hash
    }
}
