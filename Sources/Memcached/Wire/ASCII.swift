/// The few facts about ASCII that the text protocol needs.
package enum ASCII {
    package static let lineFeed: UInt8 = 0x0a
    package static let carriageReturn: UInt8 = 0x0d
    package static let space: UInt8 = 0x20

    /// The number that these digits write, or `nil` for anything but 1 or more digits within 64 bits.
    package static func unsigned(_ digits: some Sequence<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        var any = false
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(byte &- 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
            any = true
        }
        return any ? value : nil
    }

    /// Two lower-case hexadecimal digits.
    package static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return byte < 0x10 ? "0" + digits : digits
    }

    /// The value of a hexadecimal digit.
    package static func hexadecimalValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
