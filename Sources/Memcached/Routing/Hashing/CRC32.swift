/// The usual CRC-32 (IEEE 802.3, reflected, as in zlib), which several clients build their hash from.
///
/// Own code because it is a page long, and because the first key of a one-shot command would otherwise wait for a
/// library to be loaded.
package enum CRC32 {
    package static func hash(_ bytes: Span<UInt8>) -> UInt32 {
        var state = State()
        state.update(bytes)
        return state.value
    }

    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var state = State()
        for byte in bytes {
            state.update(byte)
        }
        return state.value
    }

    /// A CRC that is not finished: the bytes may come in pieces.
    package struct State: Sendable {
        /// What is divided so far, with all bits turned over.
        private var remainder: UInt32

        package init() {
            remainder = 0xffff_ffff
        }

        /// Goes on after the bytes whose CRC this is.
        package init(continuing crc: UInt32) {
            remainder = ~crc
        }

        package var value: UInt32 { ~remainder }

        package mutating func update(_ byte: UInt8) {
            remainder = CRC32.tables[Int((remainder ^ UInt32(byte)) & 0xff)] ^ (remainder &>> 8)
        }

        /// Four bytes at a time: their four look-ups do not wait for each other.
        package mutating func update(_ bytes: Span<UInt8>) {
            var remainder = remainder
            var offset = 0
            while offset &+ 4 <= bytes.count {
                let word = remainder ^ bytes.word32(at: offset)
                let near = CRC32.tables[768 &+ Int(word & 0xff)] ^ CRC32.tables[512 &+ Int(word &>> 8 & 0xff)]
                let far = CRC32.tables[256 &+ Int(word &>> 16 & 0xff)] ^ CRC32.tables[Int(word &>> 24)]
                remainder = near ^ far
                offset &+= 4
            }
            while offset < bytes.count {
                remainder = CRC32.tables[Int((remainder ^ UInt32(bytes[offset])) & 0xff)] ^ (remainder &>> 8)
                offset &+= 1
            }
            self.remainder = remainder
        }
    }

    /// Four tables one behind the other: what a byte does to the remainder, followed by 0, 1, 2 or 3 bytes of zeros.
    private static let tables: InlineArray<1024, UInt32> = {
        var tables = InlineArray<1024, UInt32>(repeating: 0)
        for index in 0..<256 {
            var value = UInt32(truncatingIfNeeded: index)
            for _ in 0..<8 {
                value = value & 1 == 1 ? (value &>> 1) ^ 0xedb8_8320 : value &>> 1
            }
            tables[index] = value
        }
        for index in 256..<1024 {
            let before = tables[index &- 256]
            tables[index] = tables[Int(before & 0xff)] ^ (before &>> 8)
        }
        return tables
    }()
}
