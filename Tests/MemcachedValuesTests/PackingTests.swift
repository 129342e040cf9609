import MemcachedValues
import Testing

struct PackingTests {
    @Test(arguments: [Packing.zlib, .gzip, .zstd])
    func unpacksWhatItPacked(packing: Packing) throws {
        for count in [0, 1, 100, 100_000] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
            let packed = try packing.pack(bytes)
            #expect(packing.resembles(packed[...]))
            #expect(try packing.unpack(packed[...], limit: 1 << 20) == bytes)
        }
    }

    @Test(arguments: [Packing.zlib, .gzip, .zstd])
    func unpacksNoMoreThanItMay(packing: Packing) throws {
        let packed = try packing.pack([UInt8](repeating: 0, count: 1 << 20))
        #expect(try packing.unpack(packed[...], limit: 1 << 20).count == 1 << 20)
        #expect(throws: DecodingFault("it unpacks to more than 1 MB")) {
            try packing.unpack(packed[...], limit: 1 << 20 - 1)
        }
    }

    @Test(arguments: [Packing.zlib, .gzip, .zstd])
    func noticesWhatIsDamagedOrMissing(packing: Packing) throws {
        let packed = try packing.pack(Array("a value that is packed, a value that is packed".utf8))
        for end in 0..<packed.count {
            #expect(throws: DecodingFault.self) { try packing.unpack(packed[..<end], limit: 1000) }
        }
        #expect(throws: DecodingFault.self) { try packing.unpack((packed + [0])[...], limit: 1000) }
    }
}
