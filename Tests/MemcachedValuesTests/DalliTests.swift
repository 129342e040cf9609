import MemcachedTestSupport
import Testing

@testable import MemcachedValues

struct DalliTests {
    /// As Ruby 3.1 inspects them.
    static let literals: [String: String] = [
        #"Dalli::Client.new(addr).set(key, "hello")"#: #""hello""#,
        #"Dalli::Client.new(addr).set(key, "\xFF\x00".b)"#: #""\xFF\x00""#,
        "Dalli::Client.new(addr).set(key, 42)": "42",
        "Dalli::Client.new(addr).set(key, 2**70)": "1180591620717411303424",
        "Dalli::Client.new(addr).set(key, nil)": "nil",
        "Dalli::Client.new(addr).set(key, true)": "true",
        "Dalli::Client.new(addr).set(key, :name)": ":name",
        #"Dalli::Client.new(addr).set(key, {"a"=>1, b: [2]})"#: #"{"a"=>1, :b=>[2]}"#,
        #"set(key, "hello", nil, raw: true)"#: #""hello""#,
        "set(key, 42, nil, raw: true)": #""42""#,
        #"set(key, "abc" * 2000, nil, raw: true)"#: "\"" + String(repeating: "abc", count: 2000) + "\"",
        #"Dalli::Client.new(addr, serializer: JSON).set(key, {"a"=>[1,2]})"#: #""{\"a\":[1,2]}""#,
        #"Dalli::Client.new(addr, compressor: Dalli::GzipCompressor).set(key, "abc" * 2000)"#:
            "\"" + String(repeating: "abc", count: 2000) + "\"",
    ]

    @Test(arguments: StoredVector.of("dalli"))
    func recordedValues(vector: StoredVector) throws {
        let item = try DecodedItem(Dalli(), flags: vector.flags, bytes: vector.bytes)
        #expect(item.literal == Self.literals[vector.expression])
        #expect(item.reading.fit == .writes)
        if vector.expression.contains("JSON") { #expect(item.reading.type == "JSON") }
    }

    @Test(arguments: StoredVector.of("dalli"))
    func survivesDamage(vector: StoredVector) {
        Damage.survive(vector.bytes) { _ = try DecodedItem(Dalli(), flags: vector.flags, bytes: $0) }
    }

    @Test func saysWhatIsNotItsOwn() {
        #expect(Dalli().reading(flags: 1, bytes: Array("12 monkeys".utf8)).fit == .fails)
        #expect(Dalli().reading(flags: 2, bytes: Array("42".utf8)).fit == .fails)
        #expect(Dalli().reading(flags: 16, bytes: Array("text".utf8)).fit == .reads)
        #expect(Dalli().reading(flags: 1, bytes: [0x80, 4, 0x4e, 0x2e]).fit == .fails)
    }

    /// What only begins like a number of JSON was once said to be JSON that cannot be read.
    @Test(arguments: [
        ("-", false), ("1-2", false), ("2.", false), ("007", false), (".5", false), ("1e", false), ("1e+", false),
        ("--1", false), ("+1", false), ("1 2", false), ("-01", false), ("1.e5", false), ("0x10", false),
        ("1.5.5", false),
        ("0", true), ("-0", true), ("42", true), (" -42.50e+7\n", true), ("0.5", true), ("1E9", true), ("10", true),
    ])
    func numbersOfJSON(text: String, isJSON: Bool) {
        let reading = Dalli().reading(flags: 1, bytes: Array(text.utf8))
        #expect(reading.fit == (isJSON ? .writes : .fails))
        #expect((reading.type == "JSON") == isJSON)
    }

    static let peer = LanguagePeer("ruby", script: "peer.rb", probe: ["-e", "require 'dalli'; require 'bigdecimal'"])

    @Test(.enabled(if: peer != nil, "dalli is not installed"))
    func whatDalliWrites() throws {
        let written = try #require(Self.peer).write()
        #expect(written.count >= 100)
        for (number, answer) in written.enumerated() {
            let literal: String
            do {
                let item = try DecodedItem(Dalli(), flags: answer.flags ?? 0, bytes: answer.bytes)
                literal = item.literal
                #expect(item.reading.fit == .writes, "\(number): \(answer.literal)")
            } catch { literal = "not decoded: \(error)" }
            #expect(literal == answer.literal, "value \(number)")
            if answer.bytes.count < 200, answer.flags == 1 {
                Damage.survive(answer.bytes) { _ = try DecodedItem(Dalli(), flags: 1, bytes: $0) }
            }
        }
    }

    @Test(.enabled(if: peer != nil, "dalli is not installed"))
    func dalliReadsWhatIsStored() throws {
        let answers = try #require(Self.peer).read(StoredSamples.all.map { try Dalli().stored($0.value) })
        try #require(answers.count == StoredSamples.all.count)
        for (sample, answer) in zip(StoredSamples.all, answers) {
            #expect(answer.literal == sample.ruby)
            #expect(answer.same == true, "\(sample.ruby)")
        }
    }
}

struct MarshalTests {
    private func decode(_ body: [UInt8], limits: DecodingLimits = DecodingLimits()) throws -> String {
        let tree = try MarshalFormat().decode([4, 8] + body, limits: limits)
        return RubyLiteral().line(tree, limit: 100_000)
    }

    @Test func sizesThatAreNotThere() {
        for type in "[{}\":cml/f".utf8 {
            #expect(throws: DecodingFault.self) { try decode([type, 4, 0xff, 0xff, 0xff, 0x7f]) }
            #expect(throws: DecodingFault.self) { try decode([type, 0xfc, 0, 0, 0, 0]) }
        }
        #expect(throws: DecodingFault.self) { try decode(Array("l+".utf8) + [4, 0xff, 0xff, 0xff, 0x7f]) }
    }

    @Test func linksToNothing() {
        #expect(throws: DecodingFault.self) { try decode(Array("@".utf8) + [6]) }
        #expect(throws: DecodingFault.self) { try decode(Array("@".utf8) + [0xff, 0]) }
        #expect(throws: DecodingFault.self) { try decode(Array(";".utf8) + [0]) }
        #expect(throws: DecodingFault.self) { try decode(Array("[".utf8) + [6] + Array("@".utf8) + [6]) }
    }

    @Test func nestedTooDeep() {
        let arrays = [[UInt8]](repeating: Array("[".utf8) + [6], count: 100_000).flatMap(\.self)
        #expect(throws: DecodingFault("it is nested more than 400 levels deep")) { try decode(arrays + [0x30]) }
        let variables = [UInt8](repeating: UInt8(ascii: "I"), count: 100_000)
        #expect(throws: DecodingFault("it is nested more than 400 levels deep")) { try decode(variables) }
    }

    @Test func partsThatAreShared() throws {
        // Each list holds the one before it ten times.
        var body: [UInt8] = []
        for _ in 0..<30 { body += Array("[".utf8) + [15] }
        body += [UInt8](repeating: 0x30, count: 10)
        for level in (0..<29).reversed() {
            for _ in 0..<9 { body += Array("@".utf8) + [UInt8(level + 6)] }
        }
        #expect(try decode(body).utf8.count == 100_000)
    }

    @Test func leftOver() {
        #expect(throws: DecodingFault("something stands behind the value", at: 3)) { try decode([0x30, 0x30]) }
    }

    /// What was decoded from another encoding once reached the terminal as it was.
    @Test(arguments: ["UTF-16LE", "UTF-16BE", "Shift_JIS"])
    func controlCharactersInOtherEncodings(encoding: String) throws {
        let wide: [UInt8] = encoding == "UTF-16LE" ? [0x1b, 0, 0x7f, 0] : [0, 0x1b, 0, 0x7f]
        let text = encoding == "Shift_JIS" ? [0x1b, 0x7f, 0x82, 0xa0] : wide
        let body = Array("I\"".utf8) + [9] + text + [6] + Array(":".utf8) + [13] + Array("encoding\"".utf8)
        let literal = try decode(body + [UInt8(encoding.utf8.count + 5)] + Array(encoding.utf8))
        #expect(literal == (encoding == "Shift_JIS" ? #""\e\x7F\x{82A0}""# : #""\e\u007F""#))
    }

    @Test func manyLargeIntegers() throws {
        let one = Array("l+".utf8) + [2, 0x7f, 3] + [UInt8](repeating: 0xff, count: 1790)
        let many = Array("[".utf8) + [2, 0xd0, 7] + [[UInt8]](repeating: one, count: 2000).flatMap(\.self)
        #expect(throws: DecodingFault("it has too many large integers")) { try decode(many) }
    }

    @Test func namesThatDriveATerminal() throws {
        let name = Array("\u{1b}[2Jx\u{202e}".utf8)
        let body = Array("o:".utf8) + [UInt8(name.count + 5)] + name + [0]
        #expect(try decode(body) == #"<\u{1b}[2Jx\u{202e}>"#)
        let module = Array("c".utf8) + [UInt8(name.count + 5)] + name
        #expect(try decode(module) == #"\u{1b}[2Jx\u{202e}"#)
    }
}
