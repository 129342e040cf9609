import Testing

@testable import MemcachedValues

/// What PHP's formats say, by examples of what nobody's client wrote lately, and of what nobody should have written.
struct PHPFormatTests {
    static func bytes(_ hexadecimal: String) -> [UInt8] {
        hexadecimal.split(separator: " ").flatMap { word -> [UInt8] in
            if word.hasPrefix("'") { return Array(word.dropFirst().utf8) }
            return stride(from: 0, to: word.count, by: 2).compactMap { place in
                UInt8(word.dropFirst(place).prefix(2), radix: 16)
            }
        }
    }

    @Test(arguments: [
        ("N;", "null"), ("b:1;", "true"), ("b:0;", "false"), ("i:+5;", "5"), ("i:-0;", "0"), ("i:007;", "7"),
        ("i:99999999999999999999;", "9223372036854775807"), ("i:-99999999999999999999;", "-9223372036854775807-1"),
        ("i:9223372036854775808;", "9223372036854775807"), ("i:-9223372036854775808;", "-9223372036854775807-1"),
        ("i:00000000000000000000000000000000000007;", "7"), ("i:-00000000000000000000000000000000000007;", "-7"),
        ("a:1:{i:99999999999999999999;N;}", "[9223372036854775807 => null]"), ("d:.5;", "0.5"), ("d:1e3;", "1000.0"),
        ("d:-INF;", "-INF"),
        ("d:NAN;", "NAN"), ("d:-0;", "-0.0"), ("d:1.0E+25;", "1.0E+25"), (#"s:5:"a"b;c";"#, #"'a"b;c'"#),
        (#"s:0:"";"#, "''"),
        (#"S:4:"a\00\41b";"#, #""a\x00Ab""#), ("a:0:{}", "[]"), (#"a:1:{s:1:"0";i:1;}"#, "[1]"),
        ("a:2:{i:0;i:1;i:0;i:2;}", "[2]"), ("a:2:{i:1;i:1;i:1;i:2;}", "[1 => 2]"),
        (#"a:3:{s:1:"a";i:1;s:1:"b";i:2;S:1:"\61";i:3;}"#, "['a' => 3, 'b' => 2]"),
        (#"a:1:{s:1:"5";i:1;}"#, "[5 => 1]"), (#"a:2:{s:1:"0";i:1;i:1;i:2;}"#, "[1, 2]"),
        (#"a:3:{i:5;i:1;s:2:"05";i:2;s:1:"5";i:3;}"#, "[5 => 3, '05' => 2]"), (#"a:1:{s:2:"-0";i:1;}"#, "['-0' => 1]"),
        (#"a:1:{s:20:"-9223372036854775808";i:1;}"#, "[-9223372036854775807-1 => 1]"),
        (#"a:1:{s:19:"9223372036854775808";i:1;}"#, "['9223372036854775808' => 1]"),
        (#"a:3:{i:0;i:7;s:1:"0";i:8;i:1;i:9;}"#, "[8, 9]"), ("a:3:{i:1;i:1;i:0;i:2;i:1;i:3;}", "[1 => 3, 0 => 2]"),
        (#"O:8:"stdClass":2:{s:1:"a";i:1;s:1:"a";i:2;}"#, "(object) ['a' => 2]"),
        (#"O:8:"stdClass":2:{s:1:"5";i:1;i:5;i:2;}"#, "(object) ['5' => 2]"),
        ("O:1:\"A\":2:{s:4:\"\0*\0a\";i:1;s:1:\"a\";i:2;}", "<A a: 1, a: 2>"),
        (#"a:3:{i:1;i:1;i:1;O:8:"stdClass":0:{}i:2;r:3;}"#, "[1 => (object) [], 2 => (object) []]"),
        ("a:3:{i:0;i:1;i:0;i:5;i:1;R:3;}", "[5, 5]"), (#"O:8:"stdClass":0:{}"#, "(object) []"),
        ("O:4:\"Cart\":2:{s:7:\"\0Cart\0a\";i:1;s:4:\"\0*\0b\";i:2;}", "<Cart a: 1, b: 2>"),
        (#"O:9:"shop\Cart":0:{}"#, #"<shop\Cart>"#), (#"C:3:"Old":7:{x:{;}"#, ""),
        (#"C:3:"Old":4:{a{"}}"#, #"<Old 'a{"}'>"#),
        (#"E:11:"Suit:Hearts";"#, "Suit::Hearts"), (#"a:2:{i:0;O:1:"A":0:{}i:1;r:2;}"#, "[<A>, <A>]"),
        ("a:3:{i:0;i:7;i:1;R:2;i:2;s:1:\"x\";}", "[7, 7, 'x']"), (#"O:1:"A":1:{s:1:"a";r:1;}"#, "<A a: *RECURSION*>"),
        ("a:1:{i:0;R:1;}", "[*RECURSION*]"), ("O:3:\"A\u{1b}B\":1:{s:2:\"\u{1b}[\";i:1;}", #"<A\eB \e[: 1>"#),
        ("E:6:\"A\u{202e}:B\";", #"A\u{202e}::B"#),
    ])
    func serialized(text: String, literal: String) throws {
        if literal.isEmpty {
            #expect(throws: DecodingFault.self) { try PHPValue.literal(PHPSerializeFormat(), Array(text.utf8)) }
        } else {
            #expect(try PHPValue.literal(PHPSerializeFormat(), Array(text.utf8)) == literal)
        }
    }

    @Test(arguments: [
        "", "N", "x:1;", "b:2;", "b:;", "i:;", "i:-;", "i:+-1;", "i:1", "d:;", "d:0x10;", "d:inf;", "d:1.5.5;",
        "s:5:\"abc\";",
        "s:3:\"abcd\";", "s:-1:\"\";", "s:99999999999999999999:\"\";", "s:999999999999999999:\"\";", "S:1:\"\\4\";",
        "S:1:\"\\+1\";",
        "a:1:{}", "a:2:{i:0;N;}", "a:1:{N;N;}", "a:1:{d:1;N;}", "a:-1:{}", "a:999999999999999999:{}", "a:1:{i:0;N;}x",
        "N;N;",
        "R:1;", "r:1;", "a:1:{i:0;R:0;}", "a:1:{i:0;R:2;}", "a:1:{i:0;r:1;}",
        "a:2:{i:0;i:1;i:1;r:2;}", "O:1:\"A\":1:{}", "O:2:\"A\":0:{}", "E:1:\"A\";", "E:3:\"A::\";", "E:5:\"A:B:C\";",
        // What was replaced is there no more.
        "a:3:{i:0;i:1;i:0;i:5;i:1;R:2;}", "a:2:{i:0;i:1;i:0;R:2;}",
        // Nobody knows what numbers the text of a class took.
        "a:3:{i:0;C:1:\"A\":2:{xx}i:1;O:1:\"B\":0:{}i:2;r:3;}",
    ])
    func notSerialized(text: String) {
        #expect(throws: DecodingFault.self) { try PHPValue.literal(PHPSerializeFormat(), Array(text.utf8)) }
    }

    @Test(arguments: [
        ("00000001 00", "null"), ("00000002 05", "true"), ("00000002 0b 00011170", "-70000"),
        ("00000002 21 8000000000000000", "-9223372036854775807-1"),
        ("00000002 20 7fffffffffffffff", "9223372036854775807"),
        ("00000002 13 00000003 'abc", "'abc'"), ("00000002 26 0000000000000003 'abc", "'abc'"),
        ("00000002 16 00000001 06 00 15 0000", "[[]]"), ("00000002 14 02 06 00 11 01 'a 06 01 0e 00", "['a', 'a']"),
        ("00000002 14 02 11 01 'a 0f 0000 0d 10 00000000", "['a' => 'a', '' => 'a']"),
        ("00000002 17 03 'Old 1d 02 'xy", "<Old 'xy'>"), ("00000002 18 0001 'A 1e 0002 'xy", "<A 'xy'>"),
        ("00000002 14 02 06 00 17 01 'A 14 00 06 01 1b 0000 14 00", "[<A>, <A>]"),
        ("00000002 17 04 'Suit 27 11 06 'Hearts", "Suit::Hearts"), ("00000002 25 06 07", "7"),
        ("00000002 14 02 06 01 06 01 06 01 06 02", "[1 => 2]"), ("00000002 14 02 06 00 06 01 06 00 06 02", "[2]"),
        // Its arrays have such keys, which those of PHP's own do not.
        ("00000002 14 01 11 01 '5 06 01", "['5' => 1]"),
        ("00000002 14 02 11 01 '0 06 01 06 01 06 02", "['0' => 1, 1 => 2]"),
        ("00000002 14 03 11 01 'a 06 01 0d 06 03 0e 00 06 02", "['a' => 2, '' => 3]"),
        ("00000002 14 02 11 01 'a 06 01 11 01 'a 06 02", "['a' => 2]"),
        ("00000002 14 02 0d 06 01 11 00 06 02", "['' => 2]"),
        ("00000002 17 08 'stdClass 14 02 11 01 'a 06 01 0e 01 06 02", "(object) ['a' => 2]"),
        ("00000002 17 08 'stdClass 14 02 11 01 '5 06 01 06 05 06 02", "(object) ['5' => 2]"),
        // What is replaced may still be referred to.
        ("00000002 14 03 06 01 14 00 06 01 06 05 06 02 01 01", "[1 => 5, 2 => []]"),
        ("00000002 14 02 06 00 25 06 07 06 01 25 02 0001", "[7, 7]"), ("00000002 14 01 06 00 01 00", "[*RECURSION*]"),
        ("00000002 17 01 'A 14 01 11 01 'a 24 00000000", "<A a: *RECURSION*>"), ("00000002 08 0100", "256"),
    ])
    func igbinary(hexadecimal: String, literal: String) throws {
        #expect(try PHPValue.literal(IgbinaryFormat(), Self.bytes(hexadecimal)) == literal)
    }

    @Test(arguments: [
        "", "000000", "00000002", "00000003 00", "00000002 00 00", "00000002 28", "00000002 14 01",
        "00000002 16 ffffffff",
        "00000002 13 ffffffff", "00000002 26 ffffffffffffffff", "00000002 0e 00", "00000002 01 00", "00000002 22 00",
        "00000002 14 01 06 00 22 00", "00000002 20 8000000000000000", "00000002 21 8000000000000001",
        "00000002 1a 00 14 00",
        "00000002 17 01 'A", "00000002 17 01 'A 00", "00000002 14 01 00 00", "00000002 14 01 14 00 00",
        "00000002 17 01 'A 27 06 01",
    ])
    func notIgbinary(hexadecimal: String) {
        #expect(throws: DecodingFault.self) { try PHPValue.literal(IgbinaryFormat(), Self.bytes(hexadecimal)) }
    }

    @Test(arguments: [
        ("c0", "null"), ("7f", "127"), ("ff", "-1"), ("cc ff", "255"), ("cd ffff", "65535"),
        ("ce ffffffff", "4294967295"),
        ("cf ffffffffffffffff", "18446744073709551615"), ("d0 80", "-128"), ("d1 8000", "-32768"),
        ("d2 80000000", "-2147483648"),
        ("d3 8000000000000000", "-9223372036854775807-1"), ("ca 3fc00000", "1.5"), ("cb fff0000000000000", "-INF"),
        ("d9 03 'abc", "'abc'"), ("da 0003 'abc", "'abc'"), ("db 00000003 'abc", "'abc'"),
        ("c4 02 ff00", #""\xff\x00""#),
        ("c5 0001 'a", "'a'"), ("c6 00000001 'a", "'a'"), ("dc 0001 c3", "[true]"), ("dd 00000001 c2", "[false]"),
        ("de 0001 a1 'a 01", "['a' => 1]"), ("df 00000001 a1 'a 01", "['a' => 1]"),
        ("82 00 a1 'a 01 a1 'b", "['a', 'b']"),
        ("82 01 01 01 02", "[1 => 2]"), ("81 a1 '5 01", "[5 => 1]"), ("82 a1 '0 01 01 02", "[1, 2]"),
        ("82 00 01 00 02", "[2]"),
        ("82 a1 'a 01 a1 'a 02", "['a' => 2]"), ("82 a3 '123 01 7b 02", "[123 => 2]"),
        ("82 a2 '-5 01 fb 02", "[-5 => 2]"),
        ("81 a2 '-0 01", "['-0' => 1]"), ("81 c4 01 '5 01", "[5 => 1]"), ("82 c3 01 01 02", "[1 => 2]"),
        ("81 c2 01", "['' => 1]"), ("81 cf ffffffffffffffff 01", "['18446744073709551615' => 1]"),
        ("83 c0 a8 'stdClass a1 'a 01 a1 'a 02", "(object) ['a' => 2]"),
        ("81 cb 3ff8000000000000 01", "['1.5' => 1]"), ("81 cb 42d6bcc41e900000 01", "['1.0E+14' => 1]"),
        ("81 cb 42a2309ce5400000 01", "[10000000000000 => 1]"), ("81 cb 8000000000000000 01", "['-0' => 1]"),
        ("81 cb 7ff8000000000000 01", "['NAN' => 1]"), ("81 cb 3ee4f8b588e368f1 01", "['1.0E-5' => 1]"),
        ("80", "(object) []"), ("d4 05 01", #"<ext 5, "\x01">"#),
        ("c7 03 05 'abc", "<ext 5, 'abc'>"), ("d6 ff 00000000", "<timestamp 1970-01-01T00:00:00Z>"),
        ("d7 ff 773594005e0bf23b", "<timestamp 2020-01-01T01:13:31.5Z>"),
        ("d6 ff ffffffff", "<timestamp 2106-02-07T06:28:15Z>"),
        ("c7 0c ff 00000000ffffffffffffffff", "<timestamp 1969-12-31T23:59:59Z>"),
        ("c7 0c ff 000000007fffffffffffffff", "<timestamp 9223372036854775807>"), ("82 c0 a1 'A a1 'x 01", "<A x: 1>"),
        ("82 c0 a1 'A c0 92 01 02", "<A 0: 1, 1: 2>"), ("82 c0 03 a1 'A a2 'xy", "<A 'xy'>"),
        ("92 81 c0 a1 'A 82 c0 04 00 02", "[<A>, <A>]"),
        ("82 c0 a8 'stdClass a1 'a 82 c0 04 00 01", "(object) ['a' => *RECURSION*]"),
        ("82 c0 c3 a1 'a 01", "[null => true, 'a' => 1]"),
    ])
    func messagePack(hexadecimal: String, literal: String) throws {
        #expect(try PHPValue.literal(MessagePackFormat(), Self.bytes(hexadecimal)) == literal)
    }

    @Test(arguments: [
        "", "c1", "00 00", "91", "dd ffffffff", "df ffffffff", "db ffffffff", "c6 ffffffff 00", "a5 'abc",
        "82 c0 04 00 01", "82 c0 04 00 00",
        "82 c0 04 00 05", "82 c0 04 00 c0", "81 c0 04", "83 c0 04 00 01 00 01", "82 c0 a1 'A c0 01",
        "82 c0 03 01 a1 'a", "c7 05 05 'abc",
        // What was replaced is there no more.
        "83 01 90 01 05 02 82 c0 04 00 02",
    ])
    func notMessagePack(hexadecimal: String) {
        #expect(throws: DecodingFault.self) { try PHPValue.literal(MessagePackFormat(), Self.bytes(hexadecimal)) }
    }

    // MARK: What grows

    /// A long key costs its length once, however often it is named or how it is written.
    @Test(.timeLimit(.minutes(1)))
    func aLongKeyThatComesAgainAndAgain() throws {
        let length = 1 << 20
        let key = [0x13, 0, 0x10, 0, 0] + [UInt8](repeating: 0x61, count: length) + [0]
        var bytes: [UInt8] = [0, 0, 0, 2, 0x16, 0, 1, 0x86, 0xa0] + key
        for _ in 1..<100_000 { bytes += [0x0e, 0, 0x05] }
        let map = try IgbinaryFormat().decode(bytes, limits: DecodingLimits())
        #expect(map.children(of: map.root).count == 2)
        let text = "a:50000:{" + (0..<50_000).map { _ in #"S:4:"\61bcd";N;"# }.joined() + "}"
        let array = try PHPSerializeFormat().decode(Array(text.utf8), limits: DecodingLimits())
        #expect(PHPLiteral().line(array) == "['abcd' => null]")
    }

    @Test func whatIsNestedTooDeepIsAFault() {
        let depth = DecodingFault("it is nested more than 400 levels deep")
        for levels in [401, 100_000] {
            func again(_ bytes: [UInt8]) -> [UInt8] { (0..<levels).flatMap { _ in bytes } }
            #expect(throws: depth) { try PHPValue.literal(PHPSerializeFormat(), again(Array("a:1:{i:0;".utf8))) }
            #expect(throws: depth) {
                try PHPValue.literal(PHPSerializeFormat(), again(Array("O:1:\"A\":1:{s:1:\"a\";".utf8)))
            }
            #expect(throws: depth) { try PHPValue.literal(IgbinaryFormat(), [0, 0, 0, 2] + again([0x14, 1, 6, 0])) }
            #expect(throws: depth) { try PHPValue.literal(IgbinaryFormat(), [0, 0, 0, 2] + again([0x25])) }
            for bytes: [UInt8] in [[0x91], [0x81, 0], [0x81], [0x81, 0xc0], [0x82, 0xc0, 0xa1, 65, 0]] {
                #expect(throws: depth) { try PHPValue.literal(MessagePackFormat(), again(bytes)) }
            }
        }
    }

    /// Each level names the one before it several times: printed whole it would be gigabytes.
    @Test func whatNamesItsPartsAgainAndAgainIsCut() throws {
        var laughs = "a:31:{i:0;a:1:{i:0;s:3:\"abc\";}"
        var slot = 2
        for level in 1...30 {
            laughs += "i:\(level);a:2:{i:0;R:\(slot);i:1;R:\(slot);}"
            slot += level == 1 ? 2 : 1
        }
        laughs += "}"
        let tree = try PHPSerializeFormat().decode(Array(laughs.utf8), limits: DecodingLimits())
        for width in [nil, 80] {
            var writer = LiteralWriter(limit: 1 << 16, width: width)
            PHPLiteral().write(tree.root, of: tree, to: &writer)
            #expect(writer.isCut && writer.output.count <= 1 << 16)
        }
    }

    @Test func whatHasTooManyPartsIsAFault() {
        let many = DecodingFault("it has more than 300000 parts")
        let text = "a:400000:{" + (0..<400_000).map { "i:\($0);N;" }.joined() + "}"
        #expect(throws: many) { try PHPValue.literal(PHPSerializeFormat(), Array(text.utf8)) }
        let numbers = [0xdd, 0, 6, 0x1a, 0x80] + [UInt8](repeating: 7, count: 400_000)
        #expect(throws: many) { try PHPValue.literal(MessagePackFormat(), numbers) }
        let circles = "a:700000:{" + (0..<700_000).map { "i:\($0);R:1;" }.joined() + "}"
        #expect(throws: many) { try PHPValue.literal(PHPSerializeFormat(), Array(circles.utf8)) }
    }
}
