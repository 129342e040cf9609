import Foundation
import MemcachedTestSupport
import MemcachedValues
import Testing

/// PHP's clients themselves on the other side.
@Suite(.serialized, .enabled(if: PHPPeer.isWanted, "PHP has not all of memcached, memcache, igbinary and msgpack"))
struct PHPClientTests {
    private struct Nothing: Encodable {}

    private struct Literal: Encodable {
        let literal: String
        let serialized: String
    }

    private struct Difference: Decodable, Equatable {
        let found: String
        var literal: String?
        var expression: String?
    }

    static func content(_ item: PHPPeer.Stored) throws -> (meaning: Meaning, literal: String) {
        let client = try #require(ClientLibraries.named(item.client))
        let meaning = Interpreter(client: client).meaning(flags: item.flags, bytes: item.bytes)
        return (meaning, PHPValue.literal(meaning))
    }

    /// Each value is read as PHP writes it; and PHP itself takes what is written for the value.
    @Test func whatTheClientsStoreIsReadAsPHPWritesIt() throws {
        let server = try MemcachedServer()
        let items = try PHPPeer.run(["store", "\(server.port)"], [Nothing](), as: PHPPeer.Stored.self)
        server.stop()
        for (setting, items) in Dictionary(grouping: items, by: { "\($0.client) \($0.setting)" }) {
            #expect(items.count >= 50, "\(setting)")
        }
        var literals: [Literal] = []
        for item in items {
            let what: Comment = "\(item.client), \(item.setting), \(item.name)"
            let (meaning, literal) = try Self.content(item)
            #expect(meaning.fault == nil, what)
            let client = try #require(ClientLibraries.named(item.client))
            #expect(client.reading(flags: item.flags, bytes: item.bytes).fit == .writes, what)
            if ["string", "int", "float", "bool"].contains(item.type) { #expect(meaning.type == item.type, what) }
            if meaning.format == "JSON" {
                #expect(item.setting.hasPrefix("json"), what)
                continue
            }
            if let expected = item.literal { #expect(literal == expected, what) }
            if let serialized = item.serialized { literals.append(Literal(literal: literal, serialized: serialized)) }
        }
        #expect(literals.count > 500)
        let differences = try PHPPeer.run(["check"], literals, as: Difference.self)
        #expect(differences == [])
    }

    // MARK: What is stored like a client

    private struct Wanted: Encodable {
        let client: String
        let expression: String
        var flags: UInt32 = 0
        var base64 = ""
    }

    private struct Written: Decodable {
        let flags: UInt32
        let base64: String
    }

    /// Values of each type, with what they are in PHP.
    static func values() throws -> [(value: TypedValue, expression: String, isExact: Bool)] {
        var values: [(TypedValue, String, Bool)] = []
        for text in ["0", "42", "-7", "9223372036854775807", "-9223372036854775808"] {
            values.append((.integer(text), text == "-9223372036854775808" ? "PHP_INT_MIN" : text, true))
        }
        for value in [
            0, -0.0, 0.1, 1, 3.25, 1e100, 1.5e-7, 1e5, 1e6, 1e13, 1e14, 1e15, -1.5e300, 0.0001, 0.00001, 123e7,
        ] {
            values.append((.float(value), PHPValue.float(value), true))
        }
        values += [(.float(.infinity), "INF", true), (.float(-.infinity), "-INF", true), (.float(.nan), "NAN", true)]
        // pecl memcache keeps no more than 14 digits, php-memcached all.
        for value in [1 / 3, 0.1 + 0.2, .greatestFiniteMagnitude, 12345678901234568] {
            values.append((.float(value), PHPValue.float(value), false))
        }
        values += [(.bool(true), "true", true), (.bool(false), "false", true)]
        for text in ["", "hello", "héllo 😀", "42", "a\u{0}b"] {
            values.append((.text(Array(text.utf8)), "hex2bin('\(PHPValue.hexadecimal(text.utf8))')", true))
        }
        values.append((.bytes([0, 255, 1]), "\"\\0\\xff\\1\"", true))
        let texts = [
            "null", "true", "42", "1.5", "\"text\"", "[]", "{}", "[1,\"two\",3.5]", "{\"a\":1,\"b\":[true,null]}",
            "{\"0\":\"a\",\"1\":\"b\"}", "{\"7\":1,\"07\":2,\"-3\":3,\"-0\":4,\"\":5}", "{\"a\":1,\"b\":2,\"a\":3}",
            "[1.0,-0.0,1e100,1e15,1e17,1e-7,0.1]", "[12345678901234567890.0,-1,9223372036854775807]",
            "-0", "[-0,-0.0,0]", "{\"ü\":\"\\u00e9\\ud83d\\ude00\",\"n\":\"\\n\\u0000\"}",
            "[[[[[[]]]]],{\"a\":{\"b\":{}}}]",
        ]
        for text in texts {
            let value = try TypedValue(json: Array(text.utf8))
            values.append((value, "json_decode(hex2bin('\(PHPValue.hexadecimal(text.utf8))'), true)", true))
        }
        return values
    }

    @Test(arguments: ["php-memcached", "php-memcache"])
    func whatIsStoredIsWhatTheClientWrites(name: String) throws {
        let server = try MemcachedServer()
        let client = try #require(ClientLibraries.named(name))
        let values = try Self.values()
        let wanted = values.map { Wanted(client: name, expression: $0.expression) }
        let written = try PHPPeer.run(["write", "\(server.port)"], wanted, as: Written.self)
        try #require(written.count == values.count)
        var own: [Wanted] = []
        for (value, real) in zip(values, written) {
            let stored = try client.stored(value.value)
            #expect(stored.flags == real.flags, "\(value.expression)")
            if value.isExact || name == "php-memcached" {
                #expect(Data(stored.bytes).base64EncodedString() == real.base64, "\(value.expression)")
            }
            // pecl memcache tells its programs nothing else of null than of a miss.
            if name == "php-memcache", stored.bytes == Array("N;".utf8) { continue }
            let bytes = Data(stored.bytes).base64EncodedString()
            own.append(Wanted(client: name, expression: value.expression, flags: stored.flags, base64: bytes))
        }
        let differences = try PHPPeer.run(["read", "\(server.port)"], own, as: Difference.self)
        #expect(differences == [])
        server.stop()
    }

    /// What is packed here is unpacked there, however long it is.
    @Test func whatIsPackedIsUnpacked() throws {
        let server = try MemcachedServer()
        var items: [Wanted] = []
        let client = PHPMemcached()
        for (flags, expression) in [
            (80, "str_repeat('abcdefghij', 300)"), (48, "str_repeat('abcdefghij', 300)"),
            (80, "str_repeat(md5('a') . md5('b') . 'x', 5000)"), (80, "implode(',', range(1, 100000))"),
            (80, "str_repeat('a', 500000)"), (80, "'x'"), (80, "'ab'"), (80, "strrev(implode(range(1, 20000)))"),
        ] as [(UInt32, String)] {
            let value = try PHPPeer.run(
                ["write", "\(server.port)"],
                [Wanted(client: "php-memcache", expression: expression)],
                as: Written.self
            )
            // What is long it packs by itself, its own way.
            let item = try #require(value.first)
            let stored = Array(Data(base64Encoded: item.base64) ?? Data())
            let whole = Interpreter(client: PHPMemcache()).meaning(flags: item.flags, bytes: stored)
            guard case .text(let plain) = whole.content else { throw Child.Problem("no text: \(expression)") }
            let meaning = Interpreter(client: client).meaning(flags: flags, bytes: try PHPValue.packed(plain, flags))
            #expect(meaning.fault == nil && meaning.unpackedCount == plain.count, "\(expression)")
            let bytes = Data(try meaning.repacked(plain)).base64EncodedString()
            items.append(Wanted(client: "php-memcached", expression: expression, flags: flags, base64: bytes))
        }
        let differences = try PHPPeer.run(["read", "\(server.port)"], items, as: Difference.self)
        #expect(differences == [])
        server.stop()
    }
}
