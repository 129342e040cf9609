import Foundation
import MemcachedShell
import MemcachedTestSupport
import Testing

/// The built program through pipes: scripts, one-shot commands, exit statuses.
@Suite struct PipeTests {
    static func withServers(_ count: Int = 1, _ body: ([String]) throws -> Void) throws {
        let servers = try (0..<count).map { _ in try MemcachedServer() }
        try body(servers.map(\.address))
        for server in servers { server.stop() }
    }

    static let walkThrough = """
        set greeting "hello world" 5m
        get greeting
        set_multi a 1 b 2 c 3
        get_multi a b missing c
        add a 5
        add fresh 1
        replace nobody 1
        replace a 1
        set order 第一|
        append order 追加第二个
        prepend order 我是零个
        get order
        incr a 9
        decr a 5
        delete greeting
        delete greeting
        delete_multi a b missing
        get a
        """

    @Test(arguments: [1, 3])
    func theWalkThrough(servers: Int) throws {
        try Self.withServers(servers) { (addresses: [String]) throws in
            let weighted = addresses.enumerated().map { "\($1):\($0 + 1)" }
            let result = try Shell.script(Self.walkThrough, servers: weighted)
            #expect(
                result.lines == [
                    "STORED", "hello world", "STORED", "STORED", "STORED", "1", "2", "MISS", "3", "NOT_STORED",
                    "STORED",
                    "NOT_STORED", "STORED", "STORED", "STORED", "STORED", "我是零个第一|追加第二个", "10", "5", "DELETED",
                    "NOT_FOUND", "DELETED", "DELETED", "NOT_FOUND", "MISS",
                ]
            )
            #expect(result.errors == "")
            #expect(result.status == 0)
        }
    }

    @Test func prettyTellsAPersonWhy() throws {
        try Self.withServers { (addresses: [String]) throws in
            let script = "set a 1\nadd a 2\nreplace b 1\nset order 第一\nget order\nset n 1\nincr n 9\nget missing a\n"
            let result = try Shell.script(script, servers: addresses, ["-o", "pretty"])
            #expect(result.text.contains("NOT_STORED\n  a exists already, and add never overwrites; set does\n"))
            #expect(result.text.contains("NOT_STORED\n  b does not exist, and replace never creates"))
            #expect(result.text.contains("\"第一\"\n"))
            #expect(result.text.contains("\n10\n"))
            #expect(result.text.contains("missing  MISS\na        \"1\"\n"))
            #expect(!result.text.contains("\u{1b}"))
        }
    }

    /// Two sessions over pipes, each answer read before the next statement is written.
    @Test func theStoryOfTheProductCount() throws {
        try Self.withServers { (addresses: [String]) throws in
            let mine = try Conversation(["-s", addresses[0]])
            let theirs = try Conversation(["-s", addresses[0]])
            #expect(try mine.ask("set product_count 900") == "STORED")
            #expect(try mine.ask("gets product_count").hasSuffix("\t900"))
            #expect(try theirs.ask("gets product_count").hasSuffix("\t900"))
            #expect(try mine.ask("cas product_count 899") == "STORED")
            #expect(try theirs.ask("cas product_count 899") == "EXISTS")
            #expect(try theirs.ask("gets product_count").hasSuffix("\t899"))
            #expect(try theirs.ask("cas product_count 898") == "STORED")
            #expect(try mine.ask("get product_count") == "898")
            #expect(try mine.end() == 0)
            #expect(try theirs.end() == 0)
        }
    }

    @Test func exitStatusesOfOneShotCommands() throws {
        try Self.withServers { (addresses: [String]) throws in
            let server = ["-s", addresses[0]]
            let cases: [([String], Int32)] = [
                (["set", "k", "v"], 0), (["get", "k"], 0), (["get", "missing"], 1), (["add", "k", "v"], 1),
                (["replace", "missing", "v"], 1), (["incr", "missing"], 1), (["get", "k", "missing"], 1),
                (["incr", "k"], 2),
                (["cas", "k", "v"], 2), (["cas", "k", "v", "--token", "999999"], 1), (["frob"], 2), (["get"], 2),
                (["get", "a b"], 2), (["-e", "get missing"], 1), (["-e", "get k", "-e", "get k"], 0),
                (["-e", "get k\nfrob", "-e", "get k"], 2), (["--bogus", "get", "k"], 64),
                (["-o", "xml", "get", "k"], 64), (["--timeout", "soon", "get", "k"], 64), (["-x"], 64), (["--help"], 0),
                (["--version"], 0), (["help"], 0), (["--read-only", "delete", "k"], 2), (["--local", "0"], 64),
            ]
            for (arguments, status) in cases {
                #expect(try Shell.run(server + arguments).status == status, "\(arguments)")
            }
            let refused = "127.0.0.1:\(try FreePort.find())"
            #expect(try Shell.run(["-s", refused, "get", "k"]).status == 3)
            #expect(try Shell.run(["-s", "a:b", "get", "k"]).status == 64)
            #expect(try Shell.run(["-s", "a,a", "get", "k"]).status == 64)
            // A script that hears "no" has not failed.
            #expect(try Shell.script("get missing\nadd k v\n", servers: addresses).status == 0)
            #expect(try Shell.script("frob\nget k\n", servers: addresses).status == 2)
            #expect(try Shell.script("frob\nget k\n", servers: [refused]).status == 3)
        }
    }

    /// The short way through the commonest options and the parser's own way lead to the same place.
    @Test func optionsInEveryOrder() throws {
        try Self.withServers(2) { (addresses: [String]) throws in
            let (first, second) = (addresses[0], addresses[1])
            #expect(try Shell.run(["-s", first, "set", "k", "-s"]).status == 0)
            let ways = [
                ["-s", first, "-o", "json", "get", "k"], ["--output", "json", "--server", first, "get", "k"],
                ["-o", "json", "--timeout", "3s", "-s", first, "get", "k"],
                ["-ojson", "--server=\(first)", "--", "get", "k"],
                ["-s", first, "-o", "plain", "-o", "json", "get", "k"],
            ]
            let outputs = try ways.map { try Shell.run($0).text }
            #expect(Set(outputs).count == 1 && outputs[0].contains("\"value\":\"-s\""), "\(outputs)")
            #expect(try Shell.run(["-s", first, "-s", second, "version"]).lines.count == 2)
            #expect(try Shell.run(["-s", "\(first),\(second)", "version"]).lines.count == 2)
            #expect(try Shell.run(["-s"]).status == 64)
            #expect(try Shell.run(["-s", first, "-o", "-x", "get", "k"]).status == 64)
        }
    }

    @Test func serversFromTheEnvironment() throws {
        try Self.withServers(2) { (addresses: [String]) throws in
            let nowhere = "127.0.0.1:1"
            let environment = ["MCSH_SERVERS": " \(addresses[0]) , ", "MEMCACHED_SERVERS": nowhere]
            #expect(try Shell.run(["set", "k", "v"], environment: environment).status == 0)
            #expect(try Shell.run(["get", "k"], environment: ["MEMCACHED_SERVERS": addresses[0]]).text == "v\n")
            #expect(try Shell.run(["-s", addresses[1], "get", "k"], environment: environment).status == 1)
        }
    }

    @Test func badInputIsToldWithLineAndColumnAndTheRestStillRuns() throws {
        try Self.withServers { (addresses: [String]) throws in
            let long = String(repeating: "k", count: 251)
            let script = """
                set a 1
                get "unclosed
                set k v 60 word
                get \(long)
                get "a b"
                incr a 18446744073709551616
                gte a
                set k v --flags 4294967296
                get a | jq
                get a
                """
            let result = try Shell.script(script, servers: addresses)
            #expect(result.lines == ["STORED", "1"])
            let errors = result.errors.split(separator: "\n").map(String.init)
            let expected = [
                "stdin:2: column 5: this \" is never closed", "stdin:3: column 12: 'word' is one word too many",
                "stdin:4: column 5: a key has at most 250 bytes, this one has 251",
                "stdin:5: column 5: a key cannot hold a blank",
                "stdin:6: column 8: N is a number from 0 to 18446744073709551615",
                "stdin:7: column 1: there is no command 'gte'; did you mean 'get'?",
                "stdin:8: column 17: N is a number from 0 to 4294967295", "stdin:9: column 7: | is reserved",
                "mcsh: 10 statements, 8 failed; the first at stdin:2",
            ]
            #expect(errors.count == expected.count)
            for (error, beginning) in zip(errors, expected) { #expect(error.hasPrefix(beginning), "\(error)") }
            #expect(result.status == 2)
        }
    }

    @Test func nothingWrongIsEverSent() async throws {
        let server = try await ScriptedServer { _, _ in [.send("END\r\n")] }
        let address = "127.0.0.1:\(server.port)"
        let rubbish = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        let result = try Shell.run(["-s", address], input: rubbish)
        #expect(result.status == 2)
        let injected = "get \"x\\r\\nflush_all\"\nget \"\\x00\"\nset \"k\\r\\nflush_all\" v\nget ''\n"
        #expect(try Shell.script(injected, servers: [address]).status == 2)
        #expect(server.received.isEmpty)
        await server.stop()
    }

    @Test func formsOfAScript() throws {
        try Self.withServers { (addresses: [String]) throws in
            let forms = [
                "set a 1\r\nget a\r\n", "\u{feff}set a 1\nget a\n", "set a 1\nget a",
                "\n  # comment\n\nset a 1 # here too\n\tget a\n\n",
            ]
            for form in forms {
                let result = try Shell.script(form, servers: addresses)
                #expect(result.text == "STORED\n1\n", "\(form)")
                #expect(result.status == 0)
            }
            for empty in ["", "\n", "# nothing\n", "   "] {
                #expect(try Shell.script(empty, servers: addresses).status == 0)
            }
            let utf16 = try Shell.run(["-s", addresses[0]], input: [0xff, 0xfe, 0x67, 0x00])
            #expect(utf16.status == 2 && utf16.errors.contains("UTF-16"))
            let folder = try TemporaryFolder()
            let file = try folder.file("script", "set a 1\nfrob\nget a\n")
            let result = try Shell.run(["-s", addresses[0], "-f", file])
            #expect(result.text == "STORED\n1\n" && result.errors.hasPrefix("\(file):2: column 1: "))
            let stopped = try Shell.run(["-s", addresses[0], "--stop-on-error", "-f", file])
            #expect(stopped.text == "STORED\n" && stopped.status == 2)
            #expect(try Shell.run(["-f", "/nonexistent"]).status == 2)
        }
    }

    /// All scripts are looked for before anything is done; and a fifo is opened once, when it is its turn.
    @Test func scriptsThatAreNotThere() throws {
        try Self.withServers { (addresses: [String]) throws in
            let folder = try TemporaryFolder()
            let first = try folder.file("first", "set a 1\n")
            let missing = "\(folder.path)/missing"
            let result = try Shell.run(
                ["-s", addresses[0], "-e", "set b 1", "-f", first, "-f", missing, "-f", folder.path]
            )
            #expect(result.text.isEmpty && result.status == 2)
            #expect(
                result.complaints == [
                    "mcsh: \(missing): No such file or directory", "mcsh: \(folder.path): Is a directory",
                ]
            )
            #expect(try Shell.run(["-s", addresses[0], "get", "a", "b"]).lines == ["MISS", "MISS"])

            let fifo = "\(folder.path)/fifo"
            try #require(mkfifo(fifo, 0o600) == 0)
            let shell = "\(Shell.program) -s \(addresses[0]) -f \(first) -f \(fifo)"
            let both = try Shell.run("/bin/sh", ["-c", "echo get a > \(fifo) & \(shell); wait"])
            #expect(both.lines == ["STORED", "1"] && both.errors.isEmpty && both.status == 0)
        }
    }

    @Test func bytesGoInAndComeOut() throws {
        try Self.withServers { (addresses: [String]) throws in
            let value = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
            #expect(try Shell.run(["-s", addresses[0], "-x", "set", "k", "--ttl", "60"], input: value).status == 0)
            #expect(try Shell.run(["-s", addresses[0], "-o", "raw", "get", "k"]).output == value)
            #expect(try Shell.run(["-s", addresses[0], "-o", "raw", "get", "missing"]).output.isEmpty)
            // A value may hold anything, also what looks like the protocol.
            let script = Data("set k2 \"a\\r\\nflush_all\\r\\n\"\nget k2\nset k3 \"\\xff\\x00\"\nget k3\n".utf8)
            let result = try Shell.run(["-s", addresses[0]], input: script)
            #expect(result.output == Data("STORED\na\r\nflush_all\r\n\nSTORED\n".utf8) + Data([0xff, 0, 0x0a]))
        }
    }

    @Test func jsonLines() throws {
        try Self.withServers(2) { (addresses: [String]) throws in
            let script = "set a 1\ngets a\nget a missing\nfrob\nincr a 5\nversion\n# none\ndelete a\n"
            let result = try Shell.script(script, servers: addresses, ["-o", "json"])
            let objects = try result.lines.map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(objects.map { $0["line"] as? Int } == [1, 2, 3, 4, 5, 6, 8])
            let statuses = ["stored", "hit", "ok", "error", "ok", "ok", "deleted"]
            #expect(objects.map { $0["status"] as? String } == statuses)
            #expect(objects[1]["value"] as? String == "1" && objects[1]["cas"] as? Int != nil)
            #expect((objects[2]["items"] as? [[String: Any]])?.map { $0["status"] as? String } == ["hit", "miss"])
            #expect((objects[3]["error"] as? [String: String])?["kind"] == "usage")
            #expect(objects[4]["number"] as? Int == 6)
            let versions = try #require(objects[5]["servers"] as? [[String: Any]])
            #expect(versions.map { $0["server"] as? String } == addresses)
            #expect(versions.allSatisfy { ($0["version"] as? String)?.isEmpty == false })
        }
    }

    @Test func prefixAndTargets() throws {
        try Self.withServers(2) { (addresses: [String]) throws in
            let list = addresses.joined(separator: ",")
            #expect(try Shell.run(["-s", list, "--prefix", "app:", "set", "k", "v"]).status == 0)
            let json = try Shell.run(["-s", list, "--prefix", "app:", "-o", "json", "get", "k"]).text
            #expect(json.contains("\"key\":\"k\""))
            #expect(try Shell.run(["-s", list, "get", "app:k"]).text == "v\n")
            let script = "@1 set here 1\n@2 get here\n@\(addresses[0]) get here\n"
            #expect(try Shell.script(script, servers: addresses).text == "STORED\nMISS\n1\n")
        }
    }

    @Test func repetition() throws {
        try Self.withServers { (addresses: [String]) throws in
            _ = try Shell.run(["-s", addresses[0], "set", "n", "0"])
            #expect(try Shell.run(["-s", addresses[0], "-r", "5", "incr", "n"]).text == "1\n2\n3\n4\n5\n")
            #expect(try Shell.run(["-s", addresses[0], "-r", "2", "-i", "0.01", "get", "n"]).text == "5\n5\n")
        }
    }

    @Test func outputThatCannotBeWritten() throws {
        try Self.withServers { (addresses: [String]) throws in
            let program = Shell.program
            func shell(_ command: String) throws -> Int32 {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/bin/sh")
                process.arguments = ["-c", command]
                process.standardError = FileHandle.nullDevice
                try process.run()
                process.waitUntilExit()
                return process.terminationStatus
            }
            let get = "\(program) -s \(addresses[0])"
            #expect(try shell("\(get) stats > /dev/full") == 2)
            #expect(try shell("\(get) stats >&-") == 2)
            #expect(try shell("\(get) set k v 2>&-") == 0)
            #expect(try shell("\(get) <&-") == 2)
            // A reader that goes away ends it quietly.
            #expect(try shell("yes 'set k v' | head -50000 | \(get) | head -1 > /dev/null") == 0)
        }
    }

    /// One carriage return ends a line; more of them are bytes like others, however many.
    @Test func carriageReturns() throws {
        try Self.withServers { (addresses: [String]) throws in
            let many = "set k x" + String(repeating: "\r", count: 200_000) + "\n"
            let result = try Shell.script(many + "set a b\r\r\nget a\r\n", servers: addresses)
            #expect(result.output == Data("STORED\nSTORED\nb\r\n".utf8))
        }
    }

    @Test func stopOnError() throws {
        try Self.withServers { (addresses: [String]) throws in
            let folder = try TemporaryFolder()
            let second = try folder.file("second", "set second 1\n")
            func status(_ arguments: [String]) throws -> Int32 {
                try Shell.run(["-s", addresses[0], "--stop-on-error"] + arguments).status
            }
            #expect(try status(["-f", "/nonexistent", "-f", second]) == 2)
            #expect(try Shell.run(["-s", addresses[0], "get", "second"]).status == 1)
            // A miss is no error.
            #expect(try status(["-e", "get missing", "-f", second]) == 1)
            #expect(try Shell.run(["-s", addresses[0], "get", "second"]).status == 0)
            // Lines are counted through all the pieces in which a script is read.
            let long = String(repeating: "# a comment of fifty bytes, to fill what one read takes\n", count: 5000)
            let result = try Shell.script(long + "set a 1\nbogus\nset a 2\n", servers: addresses, ["--stop-on-error"])
            #expect(result.errors.hasPrefix("stdin:5002: "))
            #expect(result.text == "STORED\n")
        }
    }

    @Test func aLineWithoutEnd() throws {
        try Self.withServers { (addresses: [String]) throws in
            let input = Data("set k ".utf8) + Data(repeating: 0x78, count: 80 << 20) + Data("\nset a 1\n".utf8)
            let result = try Shell.run(["-s", addresses[0]], input: input)
            #expect(result.text == "STORED\n")
            #expect(result.errors.contains("stdin:1: a line of more than 64 MiB was skipped"))
            #expect(result.status == 2)
        }
    }

    /// Of a line that names no command, or is a comment, no more is kept than its beginning.
    @Test func longLinesThatAreNoStatements() throws {
        try Self.withServers { (addresses: [String]) throws in
            let shell = try ScriptProcess(["-s", addresses[0]])
            for beginning in ["", "# ", "se ", "  se", "frob \""] {
                shell.feed(Array(beginning.utf8) + [UInt8](repeating: 0x78, count: 20 << 20))
                shell.feed(Array(" t k \nset a 1\n".utf8))
                #expect(try shell.takeLine() == Array("STORED".utf8))
            }
            // Of what begins like a statement, all matters.
            shell.feed(Array("set b 1 # ".utf8) + [UInt8](repeating: 0x78, count: 100_000) + [0x0a])
            #expect(try shell.takeLine() == Array("STORED".utf8))
            shell.feed(Array("set ".utf8) + [UInt8](repeating: 0x78, count: 100_000) + Array(" v\nget a b".utf8))
            let memory = try #require(shell.largestMemory)
            #expect(memory < 40 << 20, "\(memory >> 20) MiB")
            shell.endInput()
            for _ in 0..<2 { #expect(try shell.takeLine() == Array("1".utf8)) }
            #expect(try shell.end() == 2)
            let told = shell.errors.split(separator: "\n")
            let starts = [
                "stdin:1: column 1: there is no command 'xxxx", "stdin:5: column 1: there is no command 'se'",
                "stdin:7: column 3: there is no command 'sexx", "stdin:9: column 1: there is no command 'frob'",
                "stdin:12: column 5: ", "mcsh: 12 statements, 5 failed; the first at stdin:1",
            ]
            #expect(told.count == starts.count && zip(told, starts).allSatisfy { $0.hasPrefix($1) }, "\(told)")
        }
    }

    @Test func aServerThatIsLostInTheMiddle() throws {
        let servers = try (0..<3).map { _ in try MemcachedServer() }
        let conversation = try Conversation(["-s", servers.map(\.address).joined(separator: ",")])
        let keys = (0..<30).map { "k\($0)" }
        for key in keys { #expect(try conversation.ask("set \(key) before") == "STORED") }
        servers[0].stop()
        for key in keys { #expect(try conversation.ask("set \(key) after") == "STORED") }
        for key in keys { #expect(try conversation.ask("get \(key)") == "after") }
        #expect(try conversation.end() == 0)
        // Told once, in one line, not for each key.
        let told = conversation.errors.split(separator: "\n").filter { $0.contains("is down") }
        #expect(told.count == 1)
        #expect(told.first?.contains(servers[0].address) == true && told.first?.hasPrefix("stdin:") == true)
        for server in servers { server.stop() }
    }

    /// Whoever noticed that a server is down, the line about its keys comes before the first that goes elsewhere.
    @Test func aTableThatMeetsTheDeadServerFirst() throws {
        try Self.withServers(2) { (addresses: [String]) throws in
            let script = "servers\nversion\n" + (0..<20).map { "get k\($0)\n" }.joined()
            let result = try Shell.script(script, servers: addresses + ["127.0.0.1:1"])
            let told = result.errors.split(separator: "\n").filter { $0.contains("its keys go to other servers") }
            #expect(told.count == 1)
        }
        let down = try Shell.run(["-o", "json", "where", "a", "--down", "1"])
        #expect(down.text.contains("which is down"))
    }

    @Test func privateServersEndWithTheShell() throws {
        let conversation = try Conversation(["--local", "2"])
        let list = try conversation.ask("servers", lines: 2)
        let ports = list.split(separator: "\n").compactMap {
            $0.split(separator: "\t").first?.split(separator: ":").last
        }
        .compactMap { Int($0) }
        #expect(ports.count == 2)
        #expect(try conversation.ask("set k v") == "STORED")
        conversation.kill()
        for port in ports { #expect(FreePort.becomesFree(port), "a server outlives the shell") }
        let other = try Conversation(["--local", "1"])
        let port = try #require(
            try other.ask("servers").split(separator: "\t").first?.split(separator: ":").last.flatMap { Int($0) }
        )
        #expect(try other.end() == 0)
        #expect(FreePort.becomesFree(port))
    }
}
