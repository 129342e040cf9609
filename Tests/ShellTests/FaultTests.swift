import Foundation
import MemcachedTestSupport
import Testing

/// The built program against servers that misbehave: the right words, the right status, in time, nothing raw.
@Suite(.serialized) struct FaultTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int32
        /// What standard error has to say.
        var errors: [String] = []
        /// What standard output has to say, line by line; `nil`: anything.
        var output: [String]?
        var testDescription: String { name }

        init(_ name: String, _ status: Int32, _ errors: [String] = [], output: [String]? = nil) {
            self.name = name
            self.status = status
            self.errors = errors
            self.output = output
        }
    }

    static let script = "get k\nset a 1\nget a b\nincr n 1\nversion\ngets k\n"
    static let proper = ["value-of-k", "STORED", "1", "value-of-b", "NOT_FOUND", "version 1.6.18", "1\tvalue-of-k"]

    /// The statements go to the server together: what it does to the connection concerns all of them.
    static let scenarios: [Scenario] = [
        // Timing and segmentation.
        Scenario("split-every-byte", 0), Scenario("split-random", 0), Scenario("split-crlf", 0),
        Scenario("coalesce", 0),
        Scenario("slow-drip", 3, ["no answer within 400 ms"]),
        Scenario("delay-replies", 3, ["no answer within 400 ms"]),
        Scenario("late-reply", 3, ["no answer within 400 ms"]),
        Scenario("never-answer", 3, ["no answer within 400 ms: may or may not have been stored"], output: []),
        Scenario("accept-never-read", 3, ["no answer within 400 ms"], output: []),
        Scenario("stall-after-n-bytes", 3, ["no answer within 400 ms"]),
        // Framing and lengths.
        Scenario("length-too-short", 3, ["a value does not end where its length says"]),
        Scenario("length-too-long", 3, ["a value does not end where its length says"]),
        Scenario("no-crlf-after-data", 3, ["a value does not end where its length says"]),
        Scenario("huge-length", 3, ["more than the limit"]), Scenario("huge-length-2^31", 3, ["more than the limit"]),
        Scenario("huge-length-2^64", 3, ["proper length"]), Scenario("negative-length", 3, ["proper length"]),
        Scenario("non-numeric-length", 3, ["proper length"]), Scenario("missing-length", 3, ["proper length"]),
        Scenario("extra-header-fields", 3, ["a token that is no"]), Scenario("negative-flags", 3, ["flags"]),
        Scenario("cas-max", 0), Scenario("cas-overflow", 3, ["a token that is no 64-bit number"]),
        Scenario("number-overflow", 3, ["18446744073709551616"]), Scenario("number-padded", 0),
        Scenario("endless-line", 3, ["a line of more than 256 KiB"]),
        Scenario("endless-value", 3, ["more than the limit"]),
        Scenario("endless-values", 3, ["not asked for"]), Scenario("endless-blank-lines", 3, ["empty lines"]),
        Scenario("endless-stats", 3), Scenario("lf-only", 3, ["does not end where"]),
        Scenario("cr-only", 3, ["no answer within"], output: []), Scenario("blank-lines", 0, output: proper),
        Scenario("leading-blank-line", 0, output: proper), Scenario("missing-end", 3, ["unexpected reply"]),
        Scenario("value-looks-like-protocol", 0), Scenario("binary-garbage", 3, ["no answer within"], output: []),
        // Wrong replies.
        Scenario("garbage-line", 3, ["%!@# what?"], output: []), Scenario("unknown-word", 3, ["MAYBE"], output: []),
        Scenario("lowercase-reply", 3, ["stored"], output: []), Scenario("extra-reply", 3, ["unexpected reply"]),
        Scenario("missing-reply", 3, ["no answer within"]), Scenario("wrong-key", 3, ["a key that was not asked for"]),
        Scenario("extra-key", 3, ["a key that was not asked for"]), Scenario("duplicate-key", 3, ["not asked for"]),
        Scenario("reversed-order", 0, output: proper), Scenario("classic-for-meta", 3, ["HD"], output: []),
        Scenario("swapped-order", 3, ["no answer within"], output: []),
        Scenario("server-speaks-first", 3, ["an SSH server"], output: []),
        Scenario("http-server", 3, ["a web server"], output: []),
        Scenario("redis-server", 3, ["Redis"], output: []), Scenario("tls-server", 3, ["a TLS port"], output: []),
        Scenario("old-version", 0),
        // The life of a connection.
        Scenario("refuse", 3, ["connection refused"], output: []),
        Scenario(
            "accept-and-close",
            3,
            ["the server closed the connection; no answer: may or may not have been stored"],
            output: []
        ),
        // Before something was sent, or after.
        Scenario("accept-and-reset", 3, ["connection reset"], output: []),
        Scenario("close-after-n", 3, ["no answer: may or may not have been counted"]),
        Scenario("reset-after-n", 3, ["no answer: may or may not have been counted"]),
        Scenario("close-mid-value", 3, ["in the middle of a reply"]),
        Scenario("close-before-end", 3, ["in the middle of a reply"]),
        Scenario("close-after-n-bytes", 3, ["in the middle of a reply"]),
        Scenario("half-close", 3, ["no answer: may or may not have been counted"]),
        Scenario("flaky", 0), Scenario("idle-timeout", 0, output: proper),
        Scenario("max-connections", 3, ["Too many open connections"], output: []),
        // Errors from the server.
        Scenario("server-error-mid-batch", 2, ["SERVER_ERROR out of memory"]),
        Scenario("server-error-always", 2, ["SERVER_ERROR out of memory"], output: []),
        Scenario("too-large-swallow", 0), Scenario("too-large-no-swallow", 3, ["CLIENT_ERROR bad command line format"]),
        Scenario("error-inside-get", 3, ["without the token"]),
        Scenario("error-with-colon", 2, ["ERROR not enabled", "SERVER_ERROR TLS not enabled"], output: []),
        Scenario("long-error", 2, ["SERVER_ERROR eeee"], output: []), Scenario("escape-in-value", 0),
        Scenario("escape-in-line", 2, ["\\x1b[31m"]),
        Scenario("auth-required", 3, ["this server wants a login"], output: []),
        Scenario("stats-weird", 0), Scenario("stats-zero", 0),
    ]

    /// The connection is lost at a read, behind which its key is changed: the change may have been made, so what is read
    /// afterwards need not be what was to be read there.
    @Test func aReadIsNotDoneAgainBehindAChangeOfItsKey() async throws {
        let server = try await ScriptedServer { line, connection in
            guard line.hasPrefix("get ") else { return [] }
            if connection == 1 { return [.close] }
            return [.send("VALUE \(line.dropFirst(4)) 0 5\r\nlater\r\nEND\r\n")]
        }
        let script = "get k\nget other\nset k later\n"
        let result = try Shell.script(script, servers: ["127.0.0.1:\(server.port)"])
        #expect(result.status == 3)
        #expect(result.lines == ["later"], "only the read of the other key is done again")
        let lines = result.errors.split(separator: "\n").map { $0.prefix(8) }
        #expect(lines == ["stdin:1:", "stdin:3:", "mcsh: 3 "])
        await server.stop()
    }

    @Test(arguments: scenarios)
    func aServerThatMisbehaves(scenario: Scenario) throws {
        let server = try FaultServer(scenario.name)
        // Only who waits for nothing is not kept waiting, so that a busy machine is not taken for a silent server.
        let timeout = scenario.errors.contains { $0.contains("no answer within") } ? "400ms" : "20s"
        let result = try Shell.script(Self.script, servers: [server.address], ["--timeout", timeout])
        #expect(result.status == scenario.status, "\(result.errors)")
        for words in scenario.errors { #expect(result.errors.contains(words), "\(result.errors)") }
        if let output = scenario.output {
            #expect(result.lines.map { $0.replacingOccurrences(of: "\(server.address) ", with: "") } == output)
        }
        // Every statement has its answer or its error.
        let failed = Set(
            result.errors.split(separator: "\n").filter { $0.hasPrefix("stdin:") }.map { $0.split(separator: ":")[1] }
        )
        if scenario.status != 0 { #expect(result.errors.contains("mcsh: 6 statements, \(failed.count) failed")) }
        #expect(result.errors.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value < 0x7f) })
        for line in result.errors.split(separator: "\n") { #expect(line.utf8.count < 800) }
        server.stop()
    }

    /// The server's last words are read although the value could not be sent to its end.
    @Test func aServerThatRefusesBeforeItHasReadAll() throws {
        let server = try FaultServer("error-early-then-close")
        let result = try Shell.run(["-s", server.address, "-x", "set", "k"], input: Data(count: 20_000_000))
        #expect(result.status == 2)
        #expect(result.errors.contains("SERVER_ERROR object too large for cache: the value has 20000000 bytes"))
        server.stop()
    }

    /// In the words of proxies; what they passed on before they lost the server may have been done.
    @Test(arguments: [
        ("Connection reset by peer", "lost its server"), ("Broken pipe", "lost its server"),
        ("unknown", "lost its server"), ("Host is down", "lost its server"), ("backend failure", "lost its server"),
        ("Connection refused", "did not reach its server, so nothing was done"),
    ])
    func aProxyThatHasNoServer(text: String, reason: String) async throws {
        let proxy = try await ScriptedServer { line, _ in line == "1" ? [] : [.send("SERVER_ERROR \(text)\r\n")] }
        let address = "127.0.0.1:\(proxy.port)"
        let words = "\(address): SERVER_ERROR \(text): the proxy \(reason)"
        let result = try Shell.script("set a 1\nget a\nincr a\n", servers: [address])
        let isLost = text != "Connection refused"
        #expect(
            result.complaints.dropLast() == [
                "stdin:1: \(words)" + (isLost ? "; may or may not have been stored" : ""), "stdin:2: \(words)",
                "stdin:3: \(words)" + (isLost ? "; may or may not have been counted" : ""),
            ],
            "\(result.errors)"
        )
        #expect(result.status == 3 && result.text.isEmpty)
        let single = try Shell.run(["-s", address, "-o", "json", "delete", "a"])
        #expect(single.status == 3)
        #expect(try single.answers.first?.error?.kind == "connection")
        await proxy.stop()
    }

    /// Nothing is printed until it is known what becomes of all that is under way; but that must be listened to.
    @Test(.timeLimit(.minutes(1)))
    func aServerIsLostWhileAnotherHasMuchToSay() async throws {
        let lost = try await ScriptedServer { line, _ in line == "get lost" ? [.close] : [] }
        let value = String(repeating: "x", count: 100_000)
        let talking = try await ScriptedServer { _, _ in [.send("VALUE big 0 \(value.count)\r\n\(value)\r\nEND\r\n")] }
        let script = "@1 get lost\n" + String(repeating: "@2 get big\n", count: 200)
        let servers = [lost, talking].map { "127.0.0.1:\($0.port)" }
        let result = try Shell.script(script, servers: servers)
        #expect(result.lines == Array(repeating: value, count: 200))
        #expect(result.errors.hasPrefix("stdin:1: \(servers[0]): the server closed the connection"))
        #expect(result.status == 3)
        await lost.stop()
        await talking.stop()
    }

    /// What drives a terminal is shown, not sent, when people look; and exact when programs do.
    @Test func escapesInValues() throws {
        let server = try FaultServer("escape-in-value")
        let pretty = try Shell.run([
            "-s", server.address, "-o", "pretty", "--color", "never", "get", "k", "--as", "text",
        ])
        #expect(pretty.text.hasPrefix("\"\\x1B[31mred") && pretty.text.contains("\\u{202E}😀漢\""))
        #expect(pretty.text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        let raw = try Shell.run(["-s", server.address, "-o", "raw", "get", "k"])
        #expect(raw.output.starts(with: [0x1b, 0x5b]) && raw.output.contains(0xff))
        server.stop()
    }

    @Test func halfOfTheServersAreDownAndAllOfThem() throws {
        let up = try MemcachedServer()
        let silent = try FaultServer("never-answer")
        let list = "\(up.address),\(silent.address)"
        let keys = (0..<20).map { "k\($0)" }
        let half = try Shell.run(["-s", list, "--timeout", "300ms", "get"] + keys)
        #expect(half.status == 3)
        #expect(half.lines.contains("MISS") && half.errors.contains("no answer within 300 ms"))
        let silents = try (0..<3).map { _ in try FaultServer("never-answer") }
        // At the same time, not one after the other: three would take almost a second.
        let all = silents.map(\.address).joined(separator: ",")
        let result = try Shell.run(["-s", all, "--timeout", "300ms", "version"])
        #expect(result.status == 3)
        #expect(result.errors.components(separatedBy: "no answer within 300 ms").count == 1 + 3)
        up.stop()
        silent.stop()
        for server in silents { server.stop() }
    }

    /// The whole walk-through behind every way of cutting replies.
    @Test(arguments: ["split-every-byte", "split-random", "split-crlf"])
    func theWalkThroughInPieces(scenario: String) throws {
        let server = try MemcachedServer()
        let whole = try Shell.script(PipeTests.walkThrough, servers: [server.address])
        _ = try Shell.run(["-s", server.address, "flush_all"])
        let proxy = try FaultServer(scenario, ["--upstream", server.address])
        let pieces = try Shell.script(PipeTests.walkThrough, servers: [proxy.address])
        #expect(pieces.output == whole.output)
        #expect(pieces.status == 0)
        proxy.stop()
        server.stop()
    }

    @Test func everyPlaceWhereAReplyCanEnd() throws {
        for count in stride(from: 1, through: 40, by: 3) {
            let server = try FaultServer("close-after-n-bytes", ["--n", "\(count)"])
            let result = try Shell.script("gat 5 k\nset a 1\n", servers: [server.address], ["--timeout", "2s"])
            #expect([0, 3].contains(result.status))
            #expect(result.lines.allSatisfy { $0 == "value-of-k" || $0 == "STORED" }, "after \(count) bytes")
            server.stop()
        }
    }
}
