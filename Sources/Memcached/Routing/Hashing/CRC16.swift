/// twemproxy's "crc16": the table of the CCITT (polynomial 0x1021, from 0, not reflected), in 32 bits that nobody cuts.
///
/// The lower 16 bits are the CRC known as XMODEM. The upper ones hold what was pushed out of them, and the server that is
/// chosen depends on them.
/// Source of the facts: twemproxy's `nc_crc16.c`.
package enum CRC16 {
    package static func hash(_ bytes: Span<UInt8>) -> UInt32 {
        var value: UInt32 = 0
        var index = 0
        while index < bytes.count {
            value = (value &<< 8) ^ table[Int((value &>> 8 ^ UInt32(bytes[index])) & 0xff)]
            index &+= 1
        }
        return value
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index) << 8) { value, _ in
            (value & 0x8000 != 0 ? (value << 1) ^ 0x1021 : value << 1) & 0xffff
        }
    }
}
