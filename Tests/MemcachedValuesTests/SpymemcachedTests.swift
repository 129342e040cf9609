import Foundation
import MemcachedTestSupport
import Testing

@testable import MemcachedValues

struct SpymemcachedTests {
    /// As Java prints them, with quotes and suffixes.
    static let literals: [String: String] = [
        #"client.set(key, 0, "hello")"#: #""hello""#,
        #"client.set(key, 0, "{\"a\":1}")"#: #""{\"a\":1}""#,
        "client.set(key, 0, Integer.valueOf(42))": "42",
        "client.set(key, 0, Integer.valueOf(0))": "0",
        "client.set(key, 0, Integer.valueOf(-1))": "-1",
        "client.set(key, 0, Long.valueOf(1L<<40))": "1099511627776L",
        "client.set(key, 0, Long.valueOf(-2))": "-2L",
        "client.set(key, 0, Boolean.FALSE)": "false",
        "client.set(key, 0, Byte.valueOf((byte)65))": "65",
        "client.set(key, 0, Float.valueOf(3.25f))": "3.25f",
        "client.set(key, 0, new Date(1700000000000L))": "Tue Nov 14 22:13:20 UTC 2023",
        "client.set(key, 0, new byte[]{0,1,-1})": "byte[]{0, 1, -1}",
        #"client.set(key, 0, new ArrayList(Arrays.asList(1,"two")))"#: #"[1, "two"]"#,
        #"client.set(key, 0, "abc" repeated 10000)"#: "\"" + String(repeating: "abc", count: 10000) + "\"",
        "client.set(key, 0, new byte[20000])":
            "byte[]{" + [String](repeating: "0", count: 20000).joined(separator: ", ") + "}",
        "client.set(key, 0, ArrayList of 0..4999)": "[" + (0..<5000).map { "\($0)" }.joined(separator: ", ") + "]",
    ]

    @Test(arguments: StoredVector.of("spymemcached"))
    func recordedValues(vector: StoredVector) throws {
        let item = try DecodedItem(Spymemcached(), flags: vector.flags, bytes: vector.bytes)
        #expect(item.literal == Self.literals[vector.expression])
        #expect(item.reading.fit == .writes)
    }

    @Test(arguments: StoredVector.of("spymemcached"))
    func survivesDamage(vector: StoredVector) {
        Damage.survive(vector.bytes) { _ = try DecodedItem(Spymemcached(), flags: vector.flags, bytes: $0) }
    }

    @Test func storesAsItWasRecorded() throws {
        let values: [(String, TypedValue)] = [
            (#""hello""#, .text(Array("hello".utf8))), ("Integer.valueOf(42)", .integer("42")),
            ("Integer.valueOf(0)", .integer("0")), ("Integer.valueOf(-1)", .integer("-1")),
            ("Long.valueOf(1L<<40)", .integer("1099511627776")), ("Boolean.FALSE", .bool(false)),
            ("new byte[]{0,1,-1}", .bytes([0, 1, 0xff])),
        ]
        for (expression, value) in values {
            let vector = try #require(StoredVector.of("spymemcached").first { $0.expression.contains(expression) })
            #expect(try Spymemcached().stored(value) == StoredValue(flags: vector.flags, bytes: vector.bytes))
        }
        #expect(try Spymemcached().stored(.float(0)) == StoredValue(flags: 0x700, bytes: []))
        #expect(try Spymemcached().stored(.float(1.5)).bytes == [0x3f, 0xf8, 0, 0, 0, 0, 0, 0])
    }

    @Test func saysWhatIsNotItsOwn() {
        func fit(_ flags: UInt32, _ text: String) -> ClientReading.Fit {
            Spymemcached().reading(flags: flags, bytes: Array(text.utf8)).fit
        }
        #expect(fit(1, "(lp0\n.") == .fails)
        #expect(fit(2, "42") == .fails)
        #expect(fit(0x300, "1234567890123") == .fails)
        #expect(fit(0x200, "12345") == .fails)
        #expect(fit(0x900, "") == .fails)
        #expect(fit(0x200, "\0a") == .reads)
        #expect(fit(0x10000, "text") == .reads)
    }

    static let peer = LanguagePeer("java", script: "Peer.java", probe: ["--describe-module", "jdk.compiler"])

    @Test(.enabled(if: peer != nil, "Java is not installed"))
    func whatJavaWrites() throws {
        let written = try #require(Self.peer).write()
        #expect(written.count >= 100)
        for (number, answer) in written.enumerated() {
            let expected = String(decoding: Data(base64Encoded: answer.literal) ?? Data(), as: UTF8.self)
            let literal: String
            do {
                literal = try DecodedItem(Spymemcached(), flags: 1, bytes: answer.bytes).literal
            } catch { literal = "not decoded: \(error)" }
            #expect(literal == expected, "value \(number)")
            if answer.bytes.count < 400 {
                Damage.survive(answer.bytes) { _ = try DecodedItem(Spymemcached(), flags: 1, bytes: $0) }
            }
        }
    }
}
