import Memcached
import MemcachedShell
import MemcachedValues
import Testing

@Suite struct CompletionTests {
    static let servers: [ServerAddress] = ["10.0.0.1:11211", "10.0.0.2:11211:3"]

    static var knowledge: Completion.Knowledge {
        var keys = KnownKeys()
        for key in ["user:1", "user:2", "it's", "a\"b", "第一", "第二", "-k", "#k"] { keys.note(Array(key.utf8)) }
        keys.note([0xff, 0x61])
        keys.replaceSample([Array("sampled".utf8), Array("user:1".utf8), Array("user:3".utf8)])
        let known = keys
        return Completion.Knowledge(
            servers: servers,
            keys: { known.matches($0, limit: $1) },
            files: { folder in
                folder.isEmpty
                    ? [("data.bin", false), ("a b", false), ("dumps", true), (".hidden", false)]
                    : folder == "dumps/" ? [("one", false)] : []
            }
        )
    }

    /// What is typed, with `|` for the cursor; without one it is at the end.
    static func result(_ typed: String) -> (line: [UInt8], cursor: Int, result: Completion.Result) {
        let parts = typed.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let line = Array(parts.joined().utf8)
        let cursor = parts[0].utf8.count
        return (line, cursor, Completion.result(for: line, cursor: cursor, knowing: knowledge))
    }

    @Test(
        arguments: [
            ("ge", ["get", "gets", "get_multi"]), ("GE", ["get", "gets", "get_multi"]), ("set_", ["set_multi"]),
            ("@2 ver", ["version", "verbosity"]), ("@2 serv", []), ("stats s", ["settings", "slabs", "sizes"]),
            ("help pre", ["prepend"]), ("help distr", ["distributions"]), ("help gomem", ["gomemcache"]),
            ("set k v --", ["--flags", "--ttl", "--like", "--type"]),
            ("set k v 60 --flags 1 --", ["--ttl", "--like", "--type"]), ("where k --d", ["--down"]),
            ("set k v ", ["--flags", "--ttl", "--like", "--type"]),
            ("set k v --flags 1 ", ["--ttl", "--like", "--type"]), ("set k v --flags ", []),
            ("where k --down 1 --d", ["--down"]), ("where k --as pyl", ["pylibmc"]),
            ("where k --as py", ["python-memcached", "pylibmc", "pymemcache"]), ("where k --as=pyl", ["--as=pylibmc"]),
            ("where k --down ", ["10.0.0.1:11211", "10.0.0.2:11211"]), ("@", ["@10.0.0.1:11211", "@10.0.0.2:11211"]),
            ("@10.0.0.2", ["@10.0.0.2:11211"]), ("@2", ["@2"]), ("@3", []),
            ("simulate a", ["add"]), ("simulate remove 10.0.0.1", ["10.0.0.1:11211"]),
            ("simulate add x --k", ["--keys"]), ("simulate add x --keys l", ["live"]), ("set k --", []),
            ("frob x", []), ("get k # us", []), ("get 'user:1'", []), ("get 'user:1'us", []),
            (":", [":set", ":view"]), (":set o", ["output"]), (":set output pl", ["plain"]),
            (":set history-length ", []),
            ("get user", ["user:1", "user:2", "user:3"]), ("get a user:2", ["user:2"]), ("get samp", ["sampled"]),
            ("set us", ["user:1", "user:2", "user:3"]), ("set k us", []),
            ("gat 5m us", ["user:1", "user:2", "user:3"]),
            ("set_multi a 1 us", ["user:1", "user:2", "user:3"]), ("find samp", ["sampled"]), ("incr user:1 ", []),
            ("get k > da", ["data.bin"]), ("get k >> dumps/", ["one"]), ("set k < d", ["data.bin", "dumps/"]),
            ("get k > .h", [".hidden"]), ("get k | gz", []),
        ] as [(String, [String])]
    )
    func candidates(line: String, words: [String]) {
        // A bar alone is no cursor here.
        let bytes = Array(line.utf8)
        let result = Completion.result(for: bytes, cursor: bytes.count, knowing: Self.knowledge)
        #expect(Set(result.candidates.map { Self.name($0, result) }) == Set(words))
    }

    /// Files are listed by their names alone.
    private static func name(_ candidate: Completion.Candidate, _ result: Completion.Result) -> String {
        candidate.word
    }

    @Test func whatIsOwnComesFirstAndTheNewestOfIt() {
        let result = Self.result("get user").result
        #expect(result.candidates.map(\.word) == ["user:2", "user:1", "user:3"])
        #expect(result.candidates.map(\.summary) == ["seen", "seen", "on a server"])
    }

    /// The line after Tab, with the cursor shown as `|`.
    private func pressed(_ typed: String, times: Int = 1) -> String {
        let (line, cursor, result) = Self.result(typed)
        var cycle = CompletionCycle(result, line: line, cursor: cursor)
        for _ in 1..<max(1, times) { cycle.step(1) }
        let (text, place) = cycle.line
        let scalars = Array(text.unicodeScalars)
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: scalars[..<place])
        shown.append("|")
        shown.append(contentsOf: scalars[place...])
        return String(shown)
    }

    @Test(arguments: [
        ("delet", "delete|"), ("touc", "touch |"), ("TOUC", "touch |"), ("g", "g|"), ("ver", "ver|"),
        ("help di", "help distributions |"),
        ("get us", "get user:|"), ("get user:3", "get user:3 |"),
        // What stands behind the cursor stays, and what would come already is gone over.
        ("get us| x", "get user:| x"), ("get samp| x", "get sampled |x"), ("get samp|x", "get sampled|x"),
        ("get samp|led", "get sampled|"), ("get us|er:1", "get user:|1"), ("ge| k", "get| k"),
        // In quotes as they were begun; without them only where none are needed.
        ("get \"samp", "get \"sampled\" |"), ("get 'samp", "get 'sampled' |"), ("get \"samp|x", "get \"sampled|x"),
        ("get it", "get it's |"), ("get 'it", "get \"it's\" |"), ("get \"it", "get \"it's\" |"),
        ("get a", "get a\"b |"), ("get \"a", "get \"a\\\"b\" |"), ("get \"\\x73am", "get \"sampled\" |"),
        ("get \"\\xff", "get \"\\xFFa\" |"), ("get \"-", "get \"-k\" |"), ("get \"\\", "get \"\\|"),
        ("get 第", "get 第|"), ("get 第一", "get 第一 |"), ("get \"第", "get \"第|"),
        ("get k > a", "get k > \"a b\" |"), ("get k > du", "get k > dumps/|"), ("get k > \"du", "get k > \"dumps/|"),
        ("stats sl", "stats slabs |"), ("@10.0.0.2", "@10.0.0.2:11211 |"), ("set k v --fl", "set k v --flags |"),
        (":s", ":set |"), ("nothing at", "nothing at|"),
    ])
    func whatTabMakesOfALine(typed: String, line: String) {
        #expect(pressed(typed) == line)
    }

    @Test func furtherTabsGoThroughAllOfThem() {
        #expect(
            (1...5).map { pressed("get us", times: $0) } == [
                "get user:|", "get user:2|", "get user:1|", "get user:3|", "get user:2|",
            ]
        )
        #expect(pressed("get us| x", times: 2) == "get user:2| x")
        let (line, cursor, result) = Self.result("get us")
        var cycle = CompletionCycle(result, line: line, cursor: cursor)
        cycle.step(-1)
        #expect(cycle.line.text == "get user:3")
        #expect(cycle.menu.chosen == 2)
    }

    /// Whatever is typed and known, what is completed means the key that was offered.
    @Test func completedWordsMeanWhatWasOffered() throws {
        var keys = KnownKeys()
        var numbers = SplitMix(seed: 7)
        for _ in 0..<300 {
            let length = Int(numbers.next() % 8) + 1
            keys.note(
                (0..<length).map { _ in
                    let byte = UInt8(truncatingIfNeeded: numbers.next())
                    return byte <= 0x20 || byte == 0x7f ? UInt8(ascii: "'") : byte
                }
            )
        }
        let known = keys
        let knowledge = Completion.Knowledge(keys: { known.matches($0, limit: $1) })
        for quote in ["", "'", "\""] {
            let line = Array("get \(quote)".utf8)
            let result = Completion.result(for: line, cursor: line.count, knowing: knowledge)
            #expect(result.candidates.count == 200)
            #expect(result.more == keys.count - 200)
            let offered = known.matches([], limit: 200).matches
            for (candidate, match) in zip(result.candidates, offered) {
                let completed = line[..<result.start] + candidate.written
                let words = try Tokenizer.tokens(of: Array(completed))
                #expect(words.count == 2)
                #expect(Array(words[1].text) == match.key)
                #expect(candidate.word.unicodeScalars.allSatisfy { $0.isPrintable })
            }
        }
    }

    /// What is not listed is not overlooked where the common part is concerned.
    @Test func whatIsHiddenHasToHaveItInCommonToo() {
        var keys = KnownKeys()
        for number in 0..<300 { keys.note(Array((number < 1 ? "user-x" : "user:\(number)").utf8)) }
        keys.replaceSample((0..<400).map { Array("us:\($0 + 1000)".utf8) })
        let known = keys
        let knowledge = Completion.Knowledge(keys: { known.matches($0, limit: $1) })
        for (typed, line) in [("get user", "get user"), ("get u", "get us"), ("get user:", "get user:")] {
            let bytes = Array(typed.utf8)
            let result = Completion.result(for: bytes, cursor: bytes.count, knowing: knowledge)
            #expect(CompletionCycle(result, line: bytes, cursor: bytes.count).line.text == line)
        }
    }

    @Test func anyLineAndAnyCursor() {
        var numbers = SplitMix(seed: 11)
        let alphabet = Array("get set@1:'\"\\x4 #|<>=--as".utf8) + [0xe7, 0xac, 0xac, 0xff, 0x0a, 0x09]
        for _ in 0..<3000 {
            let line = (0..<Int(numbers.next() % 24)).map { _ in alphabet[Int(numbers.next() % UInt64(alphabet.count))]
            }
            for cursor in 0...line.count {
                let result = Completion.result(for: line, cursor: cursor, knowing: Self.knowledge)
                var cycle = CompletionCycle(result, line: line, cursor: cursor)
                _ = cycle.line
                cycle.step(1)
                let (text, place) = cycle.line
                #expect(place <= text.unicodeScalars.count)
            }
        }
    }
}

@Suite struct KnownKeysTests {
    private func keys(_ names: some Sequence<String>, capacity: Int = 100_000) -> KnownKeys {
        var keys = KnownKeys(capacity: capacity)
        for name in names { keys.note(Array(name.utf8)) }
        return keys
    }

    private func names(_ keys: KnownKeys, _ beginning: String, limit: Int = 10) -> [String] {
        keys.matches(Array(beginning.utf8), limit: limit).matches.map { String(decoding: $0.key, as: UTF8.self) }
    }

    @Test func newestFirstAlsoAcrossManyKeys() {
        var keys = keys((0..<5000).map { "key:\($0)" })
        #expect(names(keys, "key:", limit: 3) == ["key:4999", "key:4998", "key:4997"])
        #expect(keys.matches(Array("key:12".utf8), limit: 4).total == 111)
        keys.note(Array("key:7".utf8))
        #expect(names(keys, "key:", limit: 2) == ["key:7", "key:4999"])
        #expect(keys.count == 5000)
        #expect(names(keys, "nothing") == [])
        #expect(names(keys, "key:4999") == ["key:4999"])
    }

    @Test func noMoreAreKeptThanThereIsRoomFor() {
        let keys = keys((0..<20_000).map { "key:\($0)" }, capacity: 2000)
        #expect(keys.count <= 3000)
        #expect(names(keys, "key:", limit: 1) == ["key:19999"])
        #expect(names(keys, "key:0") == [])
    }

    @Test func aSampleComesBehindAndNothingTwice() {
        var keys = keys(["b", "c"])
        keys.replaceSample(["a", "b", "ca", "d"].map { Array($0.utf8) })
        #expect(names(keys, "") == ["c", "b", "a", "ca", "d"])
        #expect(names(keys, "c") == ["c", "ca"])
        keys.replaceSample([])
        #expect(names(keys, "") == ["c", "b"])
    }

    /// Against what a plain search finds.
    @Test func foundAsAPlainSearchFindsThem() {
        var numbers = SplitMix(seed: 3)
        var keys = KnownKeys()
        var seen: [[UInt8]] = []
        for _ in 0..<4000 {
            let key = (0..<3).map { _ in UInt8(truncatingIfNeeded: numbers.next() % 6) + 0x61 }
            keys.note(key)
            seen.removeAll { $0 == key }
            seen.append(key)
        }
        for length in 0...3 {
            let beginning = (0..<length).map { _ in UInt8(truncatingIfNeeded: numbers.next() % 6) + 0x61 }
            let expected = seen.reversed().filter { $0.starts(with: beginning) }
            let found = keys.matches(beginning, limit: 20)
            #expect(found.total == expected.count)
            #expect(found.matches.map(\.key) == Array(expected.prefix(20)))
        }
    }
}
