import Foundation
import Memcached
import MemcachedShell
import MemcachedValues
import NIOCore
import Testing

@Suite struct LiteralTests {
    /// What is printed, typed back, is the same bytes: for all bytes, and for whatever text.
    @Test func printedAndTypedBack() throws {
        var samples: [[UInt8]] = (0...255).map { [UInt8($0)] }
        samples += ["", "a b", "第一|😀👨‍👩‍👧", "\u{202e}rtl", "\u{1b}[31m", "a\"b\\c'd", "\u{e000}\u{ffff}"].map {
            Array($0.utf8)
        }
        samples.append(Array(0...255))
        samples.append([0xc3, 0x28, 0xe2, 0x80, 0xf0, 0x9f, 0x98])
        for sample in samples {
            for text in [Literal.quoted(sample), Literal.word(sample)] {
                let tokens = try Tokenizer.tokens(of: Array(text.utf8))
                #expect(tokens.map { Array($0.text) } == [sample], "\(text)")
                #expect(text.unicodeScalars.allSatisfy { $0.isPrintable }, "\(text)")
            }
        }
    }

    @Test(arguments: [
        ("a", "a"), ("user:42", "user:42"), ("a b", "\"a b\""), ("", "\"\""), ("#x", "\"#x\""), ("第一", "第一"),
        ("--x", "\"--x\""),
    ])
    func quotesOnlyWhereTheyMustBe(text: String, literal: String) {
        #expect(Literal.word(Array(text.utf8)) == literal)
    }

    @Test func nothingReachesATerminalRaw() {
        let nasty: [UInt8] = Array("\u{1b}[31m\u{7}\u{9b}31m\u{202e}\u{7f}\r".utf8) + [0xff, 0x9b]
        for text in [Escaping.text(nasty), String(decoding: Escaping.forTerminal(nasty), as: UTF8.self)] {
            #expect(text.unicodeScalars.allSatisfy { $0.isPrintable }, "\(text)")
        }
        #expect(Escaping.forTerminal(Array("a\n\tb".utf8)) == Array("a\n\tb".utf8))
    }

    @Test(arguments: [("abc", 3), ("第一", 4), ("😀", 2), ("e\u{301}", 1), ("👨‍👩‍👧", 2), ("", 0)])
    func columns(text: String, width: Int) {
        #expect(Columns.width(text) == width)
    }
}

@Suite struct ElapsedTextTests {
    @Test(arguments: [
        (0, "0.00 ms"), (420, "0.42 ms"), (3104, "3.10 ms"), (9999, "9.99 ms"), (10_000, "10 ms"), (123_456, "123 ms"),
        (999_999, "999 ms"), (1_000_000, "1.00 s"), (1_249_999, "1.24 s"), (59_999_999, "59.99 s"),
        (123_000_000, "2 m 3 s"), (-5, "0.00 ms"),
    ])
    func words(microseconds: Int, text: String) {
        #expect(ElapsedText.words(.microseconds(microseconds)) == text)
    }
}

@Suite struct RendererTests {
    static let server: ServerAddress = "127.0.0.1:11211"

    static func item(_ key: String, _ status: Status, _ change: (inout ItemOutcome) -> Void = { _ in }) -> ItemOutcome {
        var item = ItemOutcome(key: Array(key.utf8), server: server, status: status)
        change(&item)
        return item
    }

    static let hit = item("k", .hit) { item in
        item.value = ByteBuffer(bytes: Array("a\"\u{1b}[2J\n".utf8))
        item.flags = 5
        item.token = 17
    }
    static let binary = item("b", .hit) { item in
        item.value = ByteBuffer(bytes: [0xff, 0x00])
        item.flags = 0
    }
    static let failed = item("f", .error) { $0.failure = Failure(.timeout, "no answer") }

    static func render(_ body: Outcome.Body, _ format: OutputFormat, command: String = "get", line: Int? = nil)
        -> String
    {
        var output: [UInt8] = []
        let renderer = format.renderer(Style(hasColor: false), isTerminal: false)
        renderer.render(Outcome(command: command, body: body), line: line, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func plain() {
        #expect(Self.render(.item(Self.hit), .plain) == "17\ta\"\u{1b}[2J\n\n")
        #expect(Self.render(.items([Self.item("a", .miss), Self.item("b", .stored)]), .plain) == "MISS\nSTORED\n")
        #expect(Self.render(.item(Self.item("n", .ok) { $0.number = .max }), .plain) == "18446744073709551615\n")
        #expect(Self.render(.item(Self.failed), .plain) == "")
    }

    @Test func raw() {
        #expect(Self.render(.item(Self.hit), .raw) == "a\"\u{1b}[2J\n")
        #expect(Self.render(.item(Self.item("a", .miss)), .raw) == "")
        #expect(Self.render(.item(Self.item("a", .stored)), .raw) == "")
    }

    @Test func pretty() {
        #expect(
            Self.render(.item(Self.hit), .pretty) == "\"a\\\"\\x1B[2J\\n\"  token 17 · flags 5 of no known client\n"
        )
        let list = Self.render(.items([Self.binary, Self.item("第一", .miss), Self.failed]), .pretty)
        #expect(list == "b     \"\\xFF\\0\"\n第一  MISS\nf     ERROR\n")
        let refused = Self.item("k", .notStored) { $0.note = "k exists already" }
        #expect(Self.render(.item(refused), .pretty) == "NOT_STORED\n  k exists already\n")
    }

    @Test func json() throws {
        #expect(
            Self.render(.item(Self.hit), .json, line: 3)
                == #"{"line":3,"command":"get","status":"hit","key":"k","server":"127.0.0.1:11211","#
                + #""value":"a\"\u001B[2J\n","flags":5,"cas":17}"# + "\n"
        )
        #expect(Self.render(.item(Self.binary), .json).contains(#""value_base64":"/wA=""#))
        let failure = Self.render(.failure(Failure(.usage, "bad \"thing\"")), .json)
        #expect(
            failure == #"{"command":"get","status":"error","error":{"kind":"usage","message":"bad \"thing\""}}"# + "\n"
        )
        let list = Self.render(.items([Self.hit, Self.failed]), .json)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(list.utf8)) as? [String: Any])
        #expect(object["status"] as? String == "error")
        let items = try #require(object["items"] as? [[String: Any]])
        #expect(items.map { $0["key"] as? String } == ["k", "f"])
        #expect((items[1]["error"] as? [String: String])?["kind"] == "timeout")
    }

    /// Whatever the bytes, a line of JSON is JSON.
    @Test func jsonOfAllBytes() throws {
        for byte in UInt8.min...UInt8.max {
            let item = Self.item("k", .hit) { $0.value = ByteBuffer(bytes: [0x61, byte, 0x62]) }
            let text = Self.render(.item(item), .json)
            #expect(text.utf8.filter { $0 == 0x0a }.count == 1)
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            if byte < 0x80 {
                #expect(object["value"] as? String == "a\(Character(Unicode.Scalar(byte)))b")
            } else {
                let base64 = try #require(object["value_base64"] as? String)
                #expect(Data(base64Encoded: base64) == Data([0x61, byte, 0x62]))
            }
        }
    }

    @Test func whatCountsAsAFailure() {
        let partly = Outcome(command: "get", body: .items([Self.hit, Self.item("m", .miss), Self.failed]))
        #expect(partly.isNegative)
        #expect(partly.failures.count == 1)
        #expect(partly.failures.first?.subject == "f")
    }
}
