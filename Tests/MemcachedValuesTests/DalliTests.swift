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
        #expect(reading.fit == (isJSON ? .reads : .fails))
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
