import Memcached
import MemcachedShell
import Testing

@Suite struct TokenizerTests {
    static func words(_ line: String) throws -> [String] {
        try Tokenizer.tokens(of: Array(line.utf8)).map { Escaping.text($0.text) }
    }

    @Test(
        arguments: [
            ("", []), ("   \t ", []), ("get k", ["get", "k"]), ("  get   k  ", ["get", "k"]),
            ("set k a\rb", ["set", "k", "a\\rb"]),
            ("# all of it", []), ("get k # the rest", ["get", "k"]), ("get k#1", ["get", "k#1"]),
            ("get '#'", ["get", "#"]),
            ("set k 'a  b'", ["set", "k", "a  b"]), ("set k ''", ["set", "k", ""]),
            ("set k 'a\\nb'", ["set", "k", "a\\nb"]),
            (#"set k "a\"b\\c""#, ["set", "k", #"a"b\c"#]), (#"set k "\n\r\t\0""#, ["set", "k", "\\n\\r\\t\\0"]),
            (#"set k "\x41\xff""#, ["set", "k", "A\\xFF"]), (#"set k "\u{7b2c}\u{1F600}""#, ["set", "k", "第😀"]),
            // Outside quotes, a backslash and a quote within a word are themselves.
            (#"set k a\nb"#, ["set", "k", #"a\nb"#]), ("set k don't", ["set", "k", "don't"]),
            (#"set k {"a":1}"#, ["set", "k", #"{"a":1}"#]), ("set 第一 我", ["set", "第一", "我"]),
        ] as [(String, [String])]
    )
    func split(line: String, words: [String]) throws {
        #expect(try Self.words(line) == words)
    }

    @Test(arguments: [
        ("get 'abc", 5, true), (#"get "abc"#, 5, true), (#"get "abc\"#, 5, true), (#"get "a"b"#, 8, false),
        ("get 'a'b", 8, false), (#"set k "\q""#, 8, false), (#"set k "\x4""#, 8, false), (#"set k "\xzz""#, 8, false),
        (#"set k "\u{110000}""#, 8, false), (#"set k "\u{d800}""#, 8, false), (#"set k "\u41""#, 8, false),
        // Columns count characters, not bytes.
        ("set 第一 'x", 8, true),
    ])
    func wrong(line: String, column: Int, isUnclosed: Bool) throws {
        let bytes = Array(line.utf8)
        let error = try #require(throws: UsageError.self) { _ = try Tokenizer.tokens(of: bytes) }
        #expect(error.column(in: bytes) == column)
        #expect(error.isUnclosedQuote == isUnclosed)
    }

    @Test func signsThatStandAloneAreReserved() throws {
        let forms = try Tokenizer.tokens(of: Array("get k | > >> < '|' a|b".utf8)).map(\.form)
        #expect(forms == [.bare, .bare, .reserved, .reserved, .reserved, .reserved, .quoted, .bare])
    }

    /// Whatever the bytes are, there is a result or an error with a place in the line.
    @Test func rubbish() {
        var state: UInt64 = 42
        for _ in 0..<5000 {
            let line = (0..<40).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let byte = UInt8(truncatingIfNeeded: state >> 33)
                return byte & 3 == 0 ? Array("'\"\\ xu{}#|".utf8)[Int(byte >> 2) % 10] : byte
            }
            do throws(UsageError) {
                for token in try Tokenizer.tokens(of: line) {
                    #expect(token.range.map { $0.upperBound <= line.count } == true)
                }
            } catch {
                #expect(error.column(in: line).map { (1...41).contains($0) } == true)
            }
        }
    }
}

@Suite struct TimeTextTests {
    @Test(arguments: [
        ("0", Expiry.never), ("60", .after(.seconds(60))), ("90s", .after(.seconds(90))), ("5m", .after(.seconds(300))),
        ("2h", .after(.seconds(7200))), ("1d", .after(.seconds(86_400))), ("500ms", .after(.milliseconds(500))),
        ("@1700000000", .at(unixTime: 1_700_000_000)), ("0.0004s", .after(.milliseconds(1))),
        ("0.4ms", .after(.milliseconds(1))), ("-1", .immediately), ("-5m", .immediately), ("0s", .never),
    ])
    func expiries(text: String, expiry: Expiry) {
        #expect(TimeText.expiry(text) == expiry)
    }

    @Test(arguments: [
        "", "x", "5x", "5 m", "--5", "1e3", "0x10", "５", "@", "@x", "@-1", "99999999999999999999", "9999999999d", "m",
    ])
    func noExpiry(text: String) {
        #expect(TimeText.expiry(text) == nil)
    }

    @Test(arguments: [
        ("3s", Duration.seconds(3)), ("250ms", .milliseconds(250)), ("0.5", .milliseconds(500)),
        ("1.25s", .milliseconds(1250)),
    ])
    func durations(text: String, duration: Duration) {
        #expect(TimeText.duration(text) == duration)
    }

    @Test(
        arguments: [(0, "0 s"), (59, "59 s"), (60, "1 m"), (250, "4 m 10 s"), (7200, "2 h"), (90_000, "1 d 1 h")]
            as [(Int64, String)]
    )
    func words(seconds: Int64, text: String) {
        #expect(TimeText.words(seconds: seconds) == text)
    }
}
