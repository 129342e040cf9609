import MemcachedTestSupport
import MemcachedValues
import Testing

struct FastLZTests {
    private static func unpack(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [UInt8] {
        try Packing.fastlz.unpack(bytes[...], limit: limit)
    }

    @Test func unpacksWhatItPacked() throws {
        var random = SeededNumbers(seed: 7)
        for count in [1, 2, 3, 4, 5, 12, 31, 32, 33, 64, 65, 300, 8191, 8192, 8193, 8500, 70_000, 300_000] {
            for letters in [1, 2, 4, 256] {
                let bytes = (0..<count).map { _ in UInt8(random.below(letters)) }
                let packed = try Packing.fastlz.pack(bytes)
                #expect(try Self.unpack(packed) == bytes, "\(count) of \(letters)")
                // A byte for every 32 is the most that it costs.
                #expect(packed.count <= count + count / 32 + 1)
                #expect(packed[0] >> 5 == 0)
            }
        }
        let text = Array(String(repeating: "abcdefghij", count: 300).utf8)
        #expect(try Packing.fastlz.pack(text).count < 60)
        #expect(throws: DecodingFault.self) { try Packing.fastlz.pack([]) }
    }

    @Test func readsBothLevels() throws {
        // abc, then 3 bytes from 3 back, then x.
        #expect(try Self.unpack([2, 97, 98, 99, 0x20, 2, 0, 120]) == Array("abcabcx".utf8))
        // One letter again and again: what is repeated overlaps what it becomes. 9 + 255 at level 1.
        #expect(try Self.unpack([0, 97, 0xe0, 255, 0]) == [UInt8](repeating: 97, count: 265))
        // At level 2 a length goes on while its bytes are 255.
        #expect(try Self.unpack([0x20, 97, 0xe0, 255, 255, 1, 0]) == [UInt8](repeating: 97, count: 1 + 9 + 511))
        // And a distance of 8191 or more has two bytes more.
        var head: [UInt8] = []
        for number in 0..<281 {
            head.append(number == 0 ? 0x3f : 31)
            head += [UInt8](repeating: UInt8(number & 255), count: 32)
        }
        let unpacked = try Self.unpack(head + [0x3f, 255, 0, 100])
        #expect(unpacked.count == 281 * 32 + 3)
        let start = 281 * 32 - (8191 + 100) - 1
        #expect(Array(unpacked.suffix(3)) == Array(unpacked[start..<start + 3]))
    }

    @Test func whatIsDamagedIsAFault() {
        for bytes: [UInt8] in [
            [], [2, 97], [2, 97, 98], [0, 97, 0x20], [0, 97, 0xe0], [0, 97, 0xe0, 1], [0, 97, 0x20, 1], [0x40, 97],
            [0xff], [0x20, 97, 0xe0, 255, 255], [0x20, 97, 0x3f, 255], [0x20, 97, 0x3f, 255, 0], [0, 97, 0x3f, 0xff],
        ] {
            #expect(throws: DecodingFault.self, "\(bytes)") { try Self.unpack(bytes) }
        }
        #expect(throws: DecodingFault("it unpacks to more than 100 B")) {
            try Self.unpack([0, 97, 0xe0, 255, 0], limit: 100)
        }
        // A length that never ends.
        let endless = [0x20, 97, 0xe0] + [UInt8](repeating: 255, count: 1 << 20)
        #expect(throws: DecodingFault.self) { try Self.unpack(endless) }
        #expect(throws: DecodingFault("it unpacks to more than 1 MB")) { try Self.unpack(endless + [0, 0]) }
    }

    /// The length before the packed bytes is what comes out, no more and no less.
    @Test func aHeaderThatLiesIsAFault() throws {
        let value = Array(String(repeating: "abcdefghij", count: 300).utf8)
        let interpreter = Interpreter(client: PHPMemcached())
        for flags: UInt32 in [80, 48] {
            var stored = try PHPValue.packed(value, flags)
            #expect(interpreter.meaning(flags: flags, bytes: stored).fault == nil)
            for header: [UInt8] in [[0xb7, 0x0b], [0xb9, 0x0b], [0, 0], [0xff, 0xff], [0xff, 0xff, 0xff, 0xff]] {
                stored.replaceSubrange(0..<header.count, with: header)
                let meaning = interpreter.meaning(flags: flags, bytes: stored)
                #expect(meaning.fault != nil, "\(header)")
                guard case .bytes(stored) = meaning.content else {
                    Issue.record("the bytes are gone")
                    continue
                }
            }
        }
    }
}
