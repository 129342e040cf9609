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

struct JavaSerializationTests {
    private func decode(_ body: [UInt8]) throws -> String {
        let tree = try JavaSerializationFormat().decode([0xac, 0xed, 0, 5] + body, limits: DecodingLimits())
        return JavaLiteral().line(tree, limit: 100_000)
    }

    /// A class with this name and super class, serializable and without fields.
    private func description(_ name: String, flags: UInt8 = 2, above: [UInt8] = [0x70]) -> [UInt8] {
        [0x72, 0, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8](repeating: 0, count: 8) + [flags, 0, 0, 0x78]
            + above
    }

    @Test func sizesThatAreNotThere() {
        #expect(throws: DecodingFault.self) { try decode([0x75] + description("[I") + [0x7f, 0xff, 0xff, 0xff]) }
        #expect(throws: DecodingFault.self) { try decode([0x75] + description("[I") + [0xff, 0xff, 0xff, 0xff]) }
        #expect(throws: DecodingFault.self) { try decode([0x75] + description("[B") + [0x7f, 0xff, 0xff, 0xff]) }
        #expect(throws: DecodingFault.self) { try decode([0x7c] + [UInt8](repeating: 0xff, count: 8)) }
        #expect(throws: DecodingFault.self) { try decode([0x7c, 0x7f] + [UInt8](repeating: 0xff, count: 7)) }
        #expect(throws: DecodingFault.self) { try decode([0x73, 0x7d, 0x7f, 0xff, 0xff, 0xff]) }
    }

    @Test func nestedTooDeep() {
        let name = description("[Ljava.lang.Object;")
        var body = [0x75] + name + [0, 0, 0, 1]
        for _ in 0..<100_000 { body += [0x75, 0x71, 0, 0x7e, 0, 0, 0, 0, 0, 1] }
        #expect(throws: DecodingFault("it is nested more than 400 levels deep")) { try decode(body + [0x70]) }
        // Classes that are each made from another.
        let one = description("A", above: [])
        let classes = [[UInt8]](repeating: one, count: 100_000).flatMap(\.self)
        #expect(throws: DecodingFault.self) { try decode([0x73] + classes) }
    }

    @Test func circlesAndReferences() throws {
        // A class above itself.
        #expect(throws: DecodingFault.self) { try decode([0x73] + description("A", above: [0x71, 0, 0x7e, 0, 0])) }
        #expect(throws: DecodingFault.self) { try decode([0x71, 0, 0x7e, 0, 0]) }
        #expect(throws: DecodingFault.self) { try decode([0x71, 0, 0, 0, 0]) }
        // An object in the place of a class.
        #expect(throws: DecodingFault.self) { try decode([0x73, 0x71, 0, 0x7e, 0, 0]) }
        // An array that holds itself.
        let circle = try decode([0x75] + description("[LA;") + [0, 0, 0, 1, 0x71, 0, 0x7e, 0, 1])
        #expect(circle == "A[]{A[]{...}}")
    }

    @Test func refusesWhatItCannotKnow() {
        #expect(throws: DecodingFault("an exception was thrown while it was written", at: 4)) { try decode([0x7b]) }
        #expect(throws: DecodingFault.self) { try decode([0x73] + description("A", flags: 4)) }
        #expect(throws: DecodingFault.self) { try decode([0x70, 0x70]) }
    }

    @Test func namesThatDriveATerminal() throws {
        #expect(try decode([0x73] + description("\u{1b}[2J")) == #"<\u{1b}[2J>"#)
        #expect(try decode([0x76] + description("\u{1b}[2J")) == #"\u{1b}[2J.class"#)
    }
}
