import MemcachedShell
import Testing

@Suite struct HistoryTests {
    private let lines = ["get a", "set a 1", "get b", "get b", "set b 2", "GET c"]

    @Test func theArrowsGoToLinesThatBeginSo() {
        var walk = HistoryWalk(lines, typed: "get x", beginning: "get ")
        #expect(walk.older() == "get b")
        #expect(walk.older() == "get a")
        #expect(walk.older() == nil)
        #expect(walk.current == "get a")
        #expect(walk.newer() == "get b")
        #expect(walk.newer() == "get x")
        #expect(walk.newer() == nil)
        var all = HistoryWalk(lines, typed: "", beginning: "")
        #expect((0..<6).map { _ in all.older() } == ["GET c", "set b 2", "get b", "set a 1", "get a", nil])
        var none = HistoryWalk([], typed: "x", beginning: "x")
        #expect(none.older() == nil)
        #expect(none.newer() == nil)
    }

    @Test func theSearchFindsTheNewestFirst() {
        var search = HistorySearch(lines)
        #expect(search.line == nil)
        search.add("g")
        #expect(search.line == "GET c")
        search.add("e")
        search.add("t")
        search.add(" ")
        search.add("b")
        #expect(search.line == "get b")
        #expect(search.match == 0)
        search.older()
        #expect(search.hasFailed)
        #expect(search.line == "get b")
        search.removeLast()
        #expect(search.line == "GET c")
        search.older()
        #expect(search.line == "get b")
        search.older()
        #expect(search.line == "get a")
        search.newer()
        #expect(search.line == "get b")
        var capital = HistorySearch(lines)
        for scalar in "GE".unicodeScalars { capital.add(scalar) }
        #expect(capital.line == "GET c")
        capital.older()
        #expect(capital.hasFailed)
        var wide = HistorySearch(["set 第一 x"])
        wide.add("一")
        #expect(wide.match == 5)
        wide.add("z")
        #expect(wide.hasFailed)
    }

    @Test(
        arguments: [
            (nil, ["1  get a", "2  set a 1", "3  get b", "4  get b", "5  set b 2", "6  GET c"]),
            ("2", ["5  set b 2", "6  GET c"]), ("0", []),
            ("99", ["1  get a", "2  set a 1", "3  get b", "4  get b", "5  set b 2", "6  GET c"]),
            ("set", ["2  set a 1", "5  set b 2"]), ("s*2", ["5  set b 2"]), ("*2*", ["5  set b 2"]), ("nothing", []),
        ] as [(String?, [String])]
    )
    func whatIsListed(filter: String?, shown: [String]) {
        #expect(HistoryListing.text(lines, filter) == shown.map { $0 + "\n" }.joined())
    }

    @Test func whatIsListedDrivesNoTerminal() {
        #expect(HistoryListing.text(["get \u{1b}[31m\u{202e}\nx"], nil) == "1  get \\x1B[31m\\u{202E}\\nx\n")
    }
}

@Suite struct ContinuationTests {
    @Test(arguments: [
        ("get k", Continuation.complete), ("get 'k", .quote), ("set k \"a\nb", .quote), ("get a \\", .backslash),
        ("get a\\", .backslash), ("get 'a\\'", .complete), ("get k # no \\", .complete), ("", .complete),
        ("\\", .backslash), ("get 'a'b \\", .complete), ("set k \"\\", .quote),
    ])
    func whetherALineGoesOn(line: String, continuation: Continuation) {
        #expect(Continuation.of(line) == continuation)
    }

    @Test func howLinesAreJoined() {
        #expect(Continuation.quote.join("set k 'a", "b'") == "set k 'a\nb'")
        #expect(Continuation.backslash.join("get a \\", "b") == "get a b")
    }
}
