import MemcachedTestSupport
import MemcachedValues
import Testing

/// Whatever is done to what PHP's clients stored: a value or a fault.
struct PHPDamageTests {
    private static let clients: [any ClientLibrary] = [PHPMemcached(), PHPMemcache()]
    private static let formats: [any SerializedFormat] = [
        PHPSerializeFormat(), IgbinaryFormat(), MessagePackFormat(),
    ]

    /// Shows the item as each client would, and the bytes as each format.
    private static func show(_ flags: UInt32, _ bytes: [UInt8]) {
        for client in clients {
            let meaning = Interpreter(client: client).meaning(flags: flags, bytes: bytes)
            guard case .tree(let tree, let language) = meaning.content else { continue }
            show(tree, language)
        }
        for format in formats {
            if let tree = try? format.decode(bytes, limits: DecodingLimits()) { show(tree, format.language) }
        }
    }

    private static func show(_ tree: ValueTree, _ language: any LiteralLanguage) {
        for width in [nil, 40] {
            var writer = LiteralWriter(limit: 2000, width: width)
            language.write(tree.root, of: tree, to: &writer)
            #expect(writer.output.count <= 2000)
            #expect(
                String(decoding: writer.output, as: UTF8.self).unicodeScalars.allSatisfy {
                    $0 == "\n" || $0.value >= 32
                }
            )
        }
    }

    /// Rows of values.json, and others that have more of each format in them.
    private static let rows: [(flags: UInt32, bytes: [UInt8])] = {
        var rows = (StoredVector.of("php-memcached") + StoredVector.of("pecl memcache")).map { ($0.flags, $0.bytes) }
        for text in [
            "O:4:\"Cart\":4:{s:7:\"\0Cart\0a\";i:-17;s:4:\"\0*\0b\";d:1.5E-7;s:1:\"c\";r:1;i:3;R:3;}",
            "a:4:{i:0;E:11:\"Suit:Hearts\";i:1;r:2;s:1:\"x\";S:2:\"\\00a\";i:5;C:3:\"Old\":4:{abcd}}",
        ] { rows.append((4, Array(text.utf8))) }
        for text in [
            "00000002 14 03 06 00 25 06 01 11 02 'ab 25 01 01 09 0100 17 04 'Suit 27 11 06 'Hearts",
            "00000002 17 01 'A 14 03 11 01 'a 22 00 0e 01 0c 3ff8000000000000 07 02 1a 00 1d 02 'xy",
        ] { rows.append((5, PHPFormatTests.bytes(text))) }
        for text in [
            "95 82 c0 a1 'A a1 'x 01 82 c0 04 00 02 d7 ff 773594005e0bf23b c7 03 05 'abc 82 c0 03 a1 'A a2 'xy",
            "84 a1 'a cb 3ff8000000000000 02 c4 02 ff00 c3 d3 8000000000000000 a1 'b 82 c0 a1 'A c0 92 01 02",
        ] { rows.append((7, PHPFormatTests.bytes(text))) }
        return rows
    }()

    @Test func cutAnywhere() {
        for (flags, bytes) in Self.rows {
            // Of long ones the beginning and the end, where there is most to break.
            for end in 0..<bytes.count where end < 200 || end > bytes.count - 20 {
                Self.show(flags, Array(bytes[..<end]))
            }
        }
    }

    @Test func eachByteChanged() {
        for (flags, bytes) in Self.rows {
            for place in bytes.indices where place < 120 || place > bytes.count - 5 {
                for change: UInt8 in [0x01, 0x10, 0x80, 0xff] {
                    var changed = bytes
                    changed[place] ^= change
                    Self.show(flags, changed)
                }
                for byte: UInt8 in [0, 0x25, 0x39, 0xff] {
                    var changed = bytes
                    changed[place] = byte
                    Self.show(flags, changed)
                }
            }
        }
    }

    /// Several changes, pieces put elsewhere, pieces of other rows put in.
    @Test func changedAtRandom() {
        let seed = Seed.make()
        var random = SeededNumbers(seed: seed)
        let rows = Self.rows.filter { $0.bytes.count < 4000 && !$0.bytes.isEmpty }
        for _ in 0..<4000 {
            var (flags, bytes) = random.pick(rows)
            for _ in 0...random.below(4) {
                let other = random.pick(rows).bytes
                let start = random.below(other.count)
                let piece = other[start..<min(other.count, start + 1 + random.below(30))]
                let place = random.below(bytes.count + 1)
                switch random.below(3) {
                case 0: bytes.insert(contentsOf: piece, at: place)
                case 1: bytes.replaceSubrange(place..<min(bytes.count, place + piece.count), with: piece)
                default: bytes.insert(UInt8(random.below(256)), at: place)
                }
            }
            if random.oneIn(4) { flags = UInt32(random.below(256)) }
            Self.show(flags, bytes)
        }
    }

    /// All that bytes can be, where the first ones say the most.
    @Test func shortOnes() {
        for first in UInt8.min...255 {
            for second in UInt8.min...255 {
                let bytes = [first, second, 1, 0x41]
                for (format, bytes) in [(Self.formats[1], [0, 0, 0, 2] + bytes), (Self.formats[2], bytes)] {
                    if let tree = try? format.decode(bytes, limits: DecodingLimits()) {
                        Self.show(tree, format.language)
                    }
                }
            }
        }
    }
}
