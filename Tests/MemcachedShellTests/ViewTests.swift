import Memcached
@testable import MemcachedShell
import MemcachedValues
import NIOCore
import Testing

/// How values are shown, in each format.
struct ViewTests {
    private static func render(
        _ value: [UInt8],
        flags: UInt32 = 0,
        _ words: String = "get k",
        format: OutputFormat = .pretty,
        isTerminal: Bool = false,
        viewing: Viewing = Viewing()
    ) throws -> [UInt8] {
        let server = try ServerAddress(parsing: "127.0.0.1")
        let binder = Binder(servers: [server, server])
        let statement = try #require(try binder.statement(Tokenizer.tokens(of: Array(words.utf8))))
        var item = ItemOutcome(key: Array("k".utf8), server: server, status: .hit)
        item.value = ByteBuffer(bytes: value)
        item.flags = flags
        var output: [UInt8] = []
        let renderer = format.renderer(Style(hasColor: false), isTerminal: isTerminal, viewing: viewing)
        let body: Outcome.Body = statement.isList ? .items([item, item]) : .item(item)
        renderer.render(Outcome(statement, body: body), line: nil, into: &output)
        return output
    }

    private static func text(
        _ value: String,
        flags: UInt32 = 0,
        _ words: String = "get k",
        format: OutputFormat = .pretty,
        viewing: Viewing = Viewing()
    ) throws -> String {
        String(
            decoding: try render(Array(value.utf8), flags: flags, words, format: format, viewing: viewing),
            as: UTF8.self
        )
    }

    private static let everyByte = (0...255).map { UInt8($0) }

    @Test func textAndJSON() throws {
        #expect(try Self.text("hello") == "\"hello\"\n")
        #expect(try Self.text("{\"a\":1}") == "{\"a\": 1}\n")
        #expect(try Self.text("{\"a\":1}", "get k --as text") == "\"{\\\"a\\\":1}\"\n")
        let long =
            "{\"name\":\"Ada\",\"languages\":[\"a\",\"b\"],\"note\":\"long enough to be broken into lines here\"}"
        #expect(
            try Self.text(long) == """
                {
                  "name": "Ada",
                  "languages": ["a", "b"],
                  "note": "long enough to be broken into lines here"
                }

                """
        )
        // How numbers were spelled stays, and so do keys that are there twice.
        #expect(try Self.text("[1.10, 1e5, -0]") == "[1.10, 1e5, -0]\n")
        #expect(try Self.text("{\"a\":1,\"a\":2}") == "{\"a\": 1, \"a\": 2}\n")
        #expect(try Self.text("{\"a\":", "get k --as json").hasPrefix("not JSON: "))
    }

    @Test func theLineAbove() throws {
        #expect(
            try Self.text("42", flags: 1)
                == "php-memcached · int\n42  flags 1\n"
        )
        #expect(try Self.text("hello", flags: 16, "get k j").contains("a Python client · str  flags 16"))
        #expect(
            try Self.text("hello", flags: 77)
                == "\"hello\"  flags 77 of no known client\n"
        )
    }

    @Test func aWordIfTheSessionsClientReadsItOtherwise() throws {
        let viewing = Viewing(reader: ClientLibraries.named("pymemcache"))
        #expect(
            try Self.text("42", flags: 1, viewing: viewing).contains("\npymemcache cannot read it, or misreads it\n")
        )
        #expect(try !Self.text("hello", flags: 16, viewing: viewing).contains("cannot"))
        let other = try Self.text("a:1:{i:0;i:1;}", flags: 4, "get k --as dalli")
        #expect(other.contains("by its flags it is php-memcached"), "\(other)")
    }

    @Test func whatIsLongIsCut() throws {
        let text = String(repeating: "0123456789", count: 1000)
        let shown = try Self.text(text)
        #expect(shown.contains("\n7.9 kB more: get k --full\n"), "\(shown.suffix(100))")
        #expect(try Self.text(text, "get k --full") == "\"\(text)\"\n")
        #expect(try Self.text(text, "@2 get k --as hex").contains("more: @2 get k --as hex --full\n"))
        let list = "[" + (0..<5000).map { "\($0)" }.joined(separator: ",") + "]"
        let lines = try Self.text(list).split(separator: "\n")
        #expect(lines.count <= 26 && lines.last == "23.3 kB in all: get k --full", "\(lines.last ?? "")")
        // A character is never cut through.
        for count in 1915...1925 {
            let text = String(repeating: "x", count: count) + String(repeating: "漢", count: 50)
            #expect(try !Self.text(text).contains("\\x"))
        }
    }

    @Test func bytesThatAreNoText() throws {
        #expect(try Self.render([0, 1, 0xff]) == Array("\"\\0\\x01\\xFF\"\n".utf8))
        let lines = String(decoding: try Self.render(Self.everyByte), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 16)
        #expect(
            lines[4] == "00000040  40 41 42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e 4f  |@ABCDEFGHIJKLMNO|"
        )
        #expect(try Self.text("abc", "get k --as base64") == "YWJj\n")
    }

    /// At a terminal nothing of any view may drive it; a program gets what it asked for.
    @Test(arguments: ValueView.words, OutputFormat.allCases)
    func everyViewOfEveryByte(view: String, format: OutputFormat) throws {
        for isTerminal in [true, false] where isTerminal || format == .pretty || format == .json {
            for flags: UInt32 in [0, 1, 2, 4, 8, 16, 84] {
                let output = try Self.render(
                    Self.everyByte,
                    flags: flags,
                    "get k --as \(view)",
                    format: format,
                    isTerminal: isTerminal
                )
                let text = try #require(String(validating: output, as: UTF8.self))
                let strange = text.unicodeScalars.first { !$0.isPrintable && $0 != "\n" && $0 != "\t" }
                #expect(strange == nil, "\(view) \(format)")
            }
        }
    }

    @Test func programsGetBytesAsTheyAre() throws {
        for format in [OutputFormat.plain, .raw] {
            let end: [UInt8] = format == .plain ? [0x0a] : []
            #expect(try Self.render(Self.everyByte, format: format) == Self.everyByte + end)
            #expect(try Self.render(Self.everyByte, "get k --as raw", format: format) == Self.everyByte + end)
            // What a client has packed, without what it was packed in.
            let packed = try Packing.zlib.pack(Array("a \"text\"".utf8))
            #expect(try Self.render(packed, flags: 24, format: format) == packed + end)
            #expect(
                try Self.render(packed, flags: 24, "get k --as text", format: format) == Array("a \"text\"".utf8) + end
            )
            let gzip = try Packing.gzip.pack(Array("{\"a\":[1,2]}".utf8))
            #expect(try Self.render(gzip, "get k --as json", format: format) == Array("{\"a\": [1, 2]}".utf8) + end)
        }
    }

    @Test func whatOthersSerializedAsJSON() throws {
        let php = "a:2:{s:1:\"a\";i:1;s:1:\"b\";a:2:{i:0;b:1;i:1;N;}}"
        #expect(try Self.text(php, flags: 4).contains("['a' => 1, 'b' => [true, null]]"))
        #expect(try Self.text(php, flags: 4, "get k --as json", format: .plain) == "{\"a\": 1, \"b\": [true, null]}\n")
    }

    /// A program gets what it asked for, or nothing and the reason.
    @Test func whatCannotBeGivenIsAnError() throws {
        let server = try ServerAddress(parsing: "127.0.0.1")
        func failure(_ value: [UInt8], _ flags: UInt32, _ words: String) throws -> String? {
            let statement = try #require(
                try Binder(servers: [server]).statement(Tokenizer.tokens(of: Array(words.utf8)))
            )
            var item = ItemOutcome(key: Array("k".utf8), server: server, status: .hit)
            item.value = ByteBuffer(bytes: value)
            item.flags = flags
            let outcome = Outcome(statement, body: .item(item))
            #expect(outcome.fitted(to: .pretty).failures.isEmpty)
            return outcome.fitted(to: .plain).failures.first?.failure.message
        }
        let cut: [UInt8] = [0x80, 2, 0x5d, 0x71, 0, 0x28, 0x4b, 1]
        for words in ["get k --as json", "get k --as pylibmc"] {
            #expect(
                try failure(cut, 1, words)?.hasPrefix("the value cannot be given as asked: not decoded: it ") == true
            )
        }
        #expect(try failure(Array("{".utf8), 0, "get k --as json")?.contains("not JSON") == true)
        #expect(try failure(cut, 1, "get k --as raw") == nil)
        #expect(try failure(cut, 1, "get k") == nil)
        #expect(try failure(Array("[1]".utf8), 0, "get k --as json") == nil)
    }

    @Test func decodedInJSON() throws {
        func decoded(_ value: String, _ flags: UInt32, _ words: String = "get k --decode") throws -> String {
            let line = try Self.text(value, flags: flags, words, format: .json)
            // No key stands there twice.
            let object = line.dropFirst().dropLast(2)
            #expect(object.ranges(of: "\"type\":").count == 1, "\(line)")
            return String(line.drop { $0 != "t" }.split(separator: "\"type\"", maxSplits: 1).last ?? "")
        }
        #expect(try decoded("hello", 0).contains(":\"text\",\"decoded\":\"hello\""))
        #expect(try decoded("{\"a\":1}", 0).contains(":\"text\",\"format\":\"JSON\",\"decoded\":{\"a\": 1}"))
        #expect(try decoded("a:1:{s:1:\"a\";i:1;}", 4).contains(":\"array\",\"format\":\"PHP serialize\""))
        #expect(try decoded("a:1:{s:1:\"a\";i:1;}", 4, "get k --as php-memcached").contains("\"decoded\":{\"a\": 1}"))
        #expect(try decoded("O:4:\"User\":1:{s:4:\"name\";s:3:\"Robert\";}", 4).contains("\"undecoded\":\""))
        #expect(try !Self.text("hello", format: .json).contains("type"))
    }
}
