import MemcachedShell
import MemcachedTestSupport
import Testing

/// `inspect`, `ttl`, `copy` and `move`, as the program prints them.
@Suite struct ItemStatementTests {
    private static func with(_ body: ([String]) throws -> Void) throws {
        let server = try MemcachedServer()
        defer { server.stop() }
        try body(["-s", server.address])
    }

    @Test func wordsAndStatus() throws {
        try Self.with { server in
            _ = try Shell.run(server + ["set", "a", "v w", "1000"])
            _ = try Shell.run(server + ["set", "n", "1"])
            let plain = try Shell.run(server + ["inspect", "a"])
            #expect(plain.status == 0)
            #expect(plain.lines.prefix(1) == ["a status HIT"])
            for line in ["a value \"v w\"", "a flags 0", "a size 3", "a cas 1", "a fetched no", "a stale no"] {
                #expect(plain.lines.contains(line), "\(line)")
            }
            #expect(try Shell.run(server + ["-o", "raw", "inspect", "a"]).text == "v w")
            #expect(try Shell.run(server + ["ttl", "n"]).text == "-1\n")
            #expect(try Shell.run(server + ["-o", "raw", "ttl", "n"]).text == "-1")
            #expect(try Shell.run(server + ["-o", "pretty", "ttl", "n"]).text == "never\n")
            let pretty = try Shell.run(server + ["-o", "pretty", "ttl", "a"], environment: ["TZ": "UTC"])
            #expect(pretty.text.wholeMatch(of: /16 m( \d+ s)?  at (\S+ )?\d\d:\d\d:\d\d\n/) != nil, "\(pretty.text)")
            for words in [["inspect", "x"], ["ttl", "x"]] {
                let result = try Shell.run(server + words)
                #expect(result.status == 1 && result.lines.first?.hasSuffix("MISS") == true && result.errors == "")
            }
            #expect(try Shell.run(server + ["copy", "x", "y"]).text == "NOT_FOUND\n")
            let refused = try Shell.run(server + ["copy", "a", "n"])
            #expect(refused.text == "NOT_STORED\n" && refused.status == 1)
            let moved = try Shell.run(server + ["move", "a", "n", "--force"])
            #expect(moved.text == "STORED\n" && moved.status == 0)
            #expect(try Shell.run(server + ["copy", "n", "n"]).status == 2)
            #expect(try Shell.run(server + ["--read-only", "copy", "n", "m"]).status == 2)
        }
    }

    @Test func objects() throws {
        try Self.with { server in
            let script = "set a v 1000\nset n 1\ninspect a x\nttl a n x\ncopy a b\nmove a n\nmove a c\n"
            let result = try Shell.run(server + ["-o", "json"], input: script.utf8)
            #expect(result.status == 0 && result.errors == "")
            let lines = result.lines
            #expect(lines.count == 7)
            for part in [
                #""status":"hit","key":"a""#, #""value":"v","flags":0,"cas":1"#, #""size":1,"item_size":"#,
                #""slab_class":1,"chunk_size":"#, #""fetched":false,"stale":false}"#, #"{"status":"miss","key":"x""#,
            ] {
                #expect(lines[2].contains(part), "\(part) in \(lines[2])")
            }
            #expect(lines[3].contains(#""expires_in":null,"expires_at":null"#))
            #expect(lines[4].contains(#""status":"stored","key":"b""#) && lines[4].contains(#""from":"a""#))
            #expect(lines[5].contains(#""status":"not_stored""#) && !lines[5].contains("from_deleted"))
            #expect(lines[6].contains(#""from_deleted":true"#))
        }
    }

    /// Keys are those of the session's prefix, and statements of a script see what those before them did.
    @Test func prefixAndOrder() throws {
        try Self.with { server in
            let script = "set a 1\ncopy a b\nget b\ndelete a\nmove b a\nget a b\n"
            let result = try Shell.run(server + ["--prefix", "p:"], input: script.utf8)
            #expect(result.lines == ["STORED", "STORED", "1", "DELETED", "STORED", "1", "MISS"])
            #expect(try Shell.run(server + ["get", "p:a"]).text == "1\n")
            let shown = try Shell.run(
                server + ["--prefix", "p:", "-o", "pretty", "--color", "never", "copy", "a", "a2"]
            )
            #expect(shown.text == "STORED  never expires\n")
            let refused = try Shell.run(
                server + ["--prefix", "p:", "-o", "pretty", "--color", "never", "copy", "a", "a2"]
            )
            #expect(refused.text == "NOT_STORED\n  there is a a2, and copy overwrites it only with --force\n")
        }
    }
}
