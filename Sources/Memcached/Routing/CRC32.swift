/// The usual CRC-32 (IEEE 802.3, reflected, as in zlib), which several clients build their hash from.
///
/// Own code because it is a page long, and because the first key of a one-shot command would otherwise wait for a
/// library to be loaded.
package enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in
            value & 1 == 1 ? (value >> 1) ^ 0xedb8_8320 : value >> 1
        }
    }

    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let table = table
        var crc: UInt32 = 0xffff_ffff
        for byte in bytes {
            crc = table[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8)
        }
        return crc ^ 0xffff_ffff
    }
}

extension CRC32 {
    package static func hash(_ bytes: Span<UInt8>) -> UInt32 {
        var state = State()
        state.update(bytes)
        return state.value
    }

    package struct State {
        private var crc: UInt32 = 0xffff_ffff

        package init() {}

        package mutating func update(_ byte: UInt8) {
            crc = CRC32.table[Int((crc ^ UInt32(byte)) & 0xff)] ^ (crc >> 8)
        }

        package mutating func update(_ bytes: Span<UInt8>) {
            for index in bytes.indices { update(bytes[index]) }
        }

        package var value: UInt32 { crc ^ 0xffff_ffff }
    }
}
