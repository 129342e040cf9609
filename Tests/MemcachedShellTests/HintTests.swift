import Memcached
import MemcachedShell
import MemcachedValues
import Testing

@Suite struct HintTests {
    private static let binder = Binder(servers: ["10.0.0.1:11211", "10.0.0.2:11211"])

    private static func hint(_ line: String) -> Hint? {
        let bytes = Array(line.utf8)
        return Hint.of(bytes, cursor: bytes.count, binder: binder)
    }

    @Test(
        arguments: [
            ("", nil), ("   ", nil), ("g", nil), ("get", "KEY... [--as VIEW] [--full] [--decode]"),
            ("get ", "KEY... [--as VIEW] [--full] [--decode]"), ("get a", "[KEY...] [--as VIEW] [--full] [--decode]"),
            ("GET a", "[KEY...] [--as VIEW] [--full] [--decode]"), ("touch k", "TTL"), ("touc", "touch KEY TTL"),
            ("quit", nil),
            ("set", "KEY VALUE [TTL] [--flags N] [--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k", "VALUE [TTL] [--flags N] [--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k v", "[TTL] [--flags N] [--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k v 5m", "[--flags N] [--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k v --flags", "N [--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k v --flags 7", "[--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k v --flags=7", "[--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k v --fl", "[TTL] [--flags N] [--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k v --flags 7 --ttl 5m", "[--like CLIENT] [--type TYPE]"),
            ("set k --flags", "[TTL] [--flags N] [--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k \"a b", "[TTL] [--flags N] [--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("set k 'a b", "[TTL] [--flags N] [--ttl TTL] [--like CLIENT] [--type TYPE]"),
            ("gat", "TTL KEY... [--as VIEW] [--full] [--decode]"), ("gat 5m", "KEY... [--as VIEW] [--full] [--decode]"),
            ("gat 5m a b", "[KEY...] [--as VIEW] [--full] [--decode]"),
            ("set_multi a", "VALUE [KEY VALUE ...] [--ttl TTL] [--flags N]"),
            ("set_multi a 1", "[KEY VALUE ...] [--ttl TTL] [--flags N]"),
            ("set_multi a 1 b", "VALUE [KEY VALUE ...] [--ttl TTL] [--flags N]"),
            ("@2 touch k", "TTL"), ("@2 ", nil), ("stats", "[WHAT]"), ("stats it", nil), ("stats items", nil),
            ("where k --as", "NAME[:...] [--down SERVER] [--as NAME[:...]] [--hash N]"),
            ("where k --as pyt", "[--down SERVER] [--as NAME[:...]] [--hash N]"),
            ("cop", "copy KEY1 KEY2 [--force] [--ttl TTL]"), ("copy a", "KEY2 [--force] [--ttl TTL]"),
            ("copy a b", "[--force] [--ttl TTL]"), ("copy a b --force", "[--ttl TTL]"),
            ("copy a b --force --ttl", "TTL"), ("copy a b --ttl 5m --force", nil),
            ("copy --force b --fo", "[--force] [--ttl TTL]"),
            ("touch k 5", nil), ("touch k @", nil), ("touch k -", nil),
            ("get k # and", "[KEY...] [--as VIEW] [--full] [--decode]"),
            (":", nil), (":se", nil), (":set", "[NAME VALUE]"), (":set out", nil),
            (":set output", "pretty|plain|raw|json"),
            (":set output pl", nil), (":set output plain", nil), (":set keys", "emacs|vi"), (":set pager", "TEXT"),
            ("get k |", "PROGRAM"), ("get k | jq", nil), ("get k | awk '{print \"it", nil), ("get k >", "FILE"),
            ("set k <", "FILE"), ("set k < f", nil), ("set k < f --ttl", nil), ("set k < f 5m ", nil),
        ] as [(String, String?)]
    )
    func whatIsStillWanted(line: String, text: String?) {
        let hint = Self.hint(line)
        #expect(hint?.isWrong != true, "\(hint?.text ?? "")")
        #expect(hint.flatMap { $0.text.isEmpty ? nil : $0.text } == text)
    }

    @Test(arguments: [
        ("frob", "there is no command 'frob'", "frob"), ("gett ", "did you mean 'get'?", "gett"),
        ("gett k", "did you mean 'get'?", "gett"), ("@2 gett ", "did you mean 'get'?", "gett"),
        ("get \"a b", "a key cannot hold a blank (byte 2 of the key)", "\"a b"),
        ("get 'a b' c", "a key cannot hold a blank", "'a b'"),
        (
            "get \(String(repeating: "k", count: 251))", "a key has at most 250 bytes",
            String(repeating: "k", count: 251)
        ),
        ("set \"a\\n\" v", "a key cannot hold a line end", "\"a\\n\""), ("incr k 9x", "N is a number", "9x"),
        ("set k a b c", "'b' is one word too many", "b"), ("touch k soon ", "a TTL is", "soon"),
        ("stats frob ", "is not one of", "frob"), ("@7 get k", "there is no server 7", "@7"),
        ("set k v --flags 1 --flags 2", "", ""), ("get a\"b\" 'c'd", "", ""),
        (":frob", ":set", ":frob"), (":set frob ", "there is no setting 'frob'", "frob"),
        ("frob | cat", "there is no command 'frob'", "frob"),
        ("get k > f | cat", "an answer goes to one place", "| cat"),
        ("get < f", "get takes no VALUE", "f"), ("get 'a b' > f", "a key cannot hold a blank", "'a b'"),
        (":set output frob", "output is one of", "frob"), (":set history-length x", "is a number from", "x"),
    ])
    func whatIsWrong(line: String, message: String, word: String) throws {
        if message.isEmpty { return }
        let hint = try #require(Self.hint(line))
        #expect(hint.isWrong)
        #expect(hint.text.contains(message), "\(hint.text)")
        let place = try #require(hint.place)
        #expect(String(decoding: Array(line.utf8)[place], as: UTF8.self) == word)
    }

    /// What every command's example is, it can be typed letter by letter without being called wrong.
    @Test(arguments: CommandTable.all.map(\.name))
    func noExampleIsEverWrong(name: String) throws {
        let command = try #require(CommandTable.command(named: name))
        let line = Array(command.example.utf8)
        for count in 0...line.count {
            let typed = Array(line.prefix(count))
            let hint = Hint.of(typed, cursor: count, binder: Self.binder)
            #expect(hint?.isWrong != true, "\(String(decoding: typed, as: UTF8.self)): \(hint?.text ?? "")")
        }
    }

    @Test func keysAreWantedWhereTheyAre() {
        for line in ["get ", "get u", "get a ", "set ", "gat 5m ", "set_multi a 1 ", "where ", "find "] {
            #expect(Self.hint(line)?.wantsKey == true, "\(line)")
        }
        for line in ["set k ", "stats ", "help ", "gat ", "set_multi a "] {
            #expect(Self.hint(line)?.wantsKey != true, "\(line)")
        }
    }

    @Test func anyLineHasAHintOrNone() {
        var numbers = SplitMix(seed: 5)
        let alphabet = Array("get set@1:'\"\\x4 #|<>=--as".utf8) + [0xe7, 0xac, 0xac, 0xff, 0x0a, 0x09, 0x1b]
        for _ in 0..<5000 {
            let line = (0..<Int(numbers.next() % 24)).map { _ in alphabet[Int(numbers.next() % UInt64(alphabet.count))]
            }
            let hint = Hint.of(line, cursor: line.count, binder: Self.binder)
            #expect(hint?.place.map { $0.upperBound <= line.count } ?? true)
            #expect(hint?.text.unicodeScalars.allSatisfy { $0.isPrintable } ?? true, "\(hint?.text ?? "")")
        }
    }
}
