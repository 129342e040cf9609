import Memcached
import MemcachedShell
import MemcachedTestSupport
import NIOCore
import Testing

/// `copy` and `move`, on real servers.
@Suite struct TransferTests {
    typealias Shell = PerformerTests.Shell

    private static func with(
        _ arguments: [[String]] = [[], []],
        remembers: Bool = false,
        _ body: (Shell, Shell) async throws -> Void
    ) async throws {
        let servers = try arguments.map { try MemcachedServer($0) }
        let shell = try Shell(servers.map(\.address), detail: true, remembers: remembers)
        // Somebody else.
        let other = try Shell(servers.map(\.address), detail: true)
        try await body(shell, other)
        await shell.client.shutDown()
        await other.client.shutDown()
        for server in servers { server.stop() }
    }

    /// A key that belongs to a server.
    private static func key(_ name: String, on server: Int, _ shell: Shell) throws -> String {
        let names = (0..<100).map { "\(name)\($0)" }
        return try #require(
            names.first { shell.client.distribution.server(for: Key(bytes: $0.utf8).bytes.span, log: nil) == server }
        )
    }

    private static func text(_ item: ItemOutcome) -> String {
        item.value.map { String(buffer: $0) } ?? item.status.rawValue
    }

    private static func raw(_ shell: Shell, _ line: String) async throws -> String {
        guard case .bytes(let bytes, _, _) = try await shell.run(line).body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: ["copy", "move"], [0, 1])
    func fromServerToServer(command: String, destination: Int) async throws {
        try await Self.with { shell, _ in
            let (a, b) = (try Self.key("a", on: 0, shell), try Self.key("b", on: destination, shell))
            _ = try await shell.run("set \(a) \"x\\r\\ny\" 1000 --flags 4294967295")
            let item = try await shell.item("\(command) \(a) \(b)")
            #expect(item.status == .stored && item.server == shell.client.servers[destination])
            #expect((990...1000).contains(try #require(item.secondsLeft)))
            let copied = try await shell.item("gets \(b)")
            #expect(Self.text(copied) == "x\r\ny" && copied.flags == .max)
            #expect((990...1001).contains(try #require(copied.secondsLeft)))
            #expect(Self.text(try await shell.item("get \(a)")) == (command == "copy" ? "x\r\ny" : "miss"))
            #expect(item.origin?.isDeleted == (command == "copy" ? nil : true))
        }
    }

    @Test func nothingIsOverwrittenUnasked() async throws {
        try await Self.with { shell, _ in
            _ = try await shell.run("set_multi a 1 b 2")
            for command in ["copy", "move"] {
                let item = try await shell.item("\(command) a b")
                #expect(item.status == .notStored && item.note?.contains("there is a b") == true)
                #expect(item.note?.contains("--force") == true)
                #expect(Self.text(try await shell.item("get a")) == "1")
                #expect(Self.text(try await shell.item("get b")) == "2")
            }
            #expect(try await shell.item("copy nobody b --force").status == .notFound)
            #expect(Self.text(try await shell.item("get b")) == "2")
            #expect(try await shell.item("move a b --force").status == .stored)
            #expect(Self.text(try await shell.item("get b")) == "1")
            #expect(try await shell.item("get a").status == .miss)
        }
    }

    /// What never expires stays so, what is nearly over does not become so, and a long time is not taken for a date.
    @Test(arguments: [
        ("0", -1...(-1)), ("1", 0...1), ("40d", 3_455_000...3_456_000), ("@2147483000", 1_000_000...1 << 31),
    ])
    func theTimeLeft(ttl: String, left: ClosedRange<Int64>) async throws {
        try await Self.with { shell, _ in
            _ = try await shell.run("set a v \(ttl)")
            let item = try await shell.item("copy a b")
            let copied = try await shell.item("ttl b")
            // A second may be over at any moment.
            if ttl == "1", copied.status == .miss { return }
            #expect(item.status == .stored)
            #expect(left.contains(try #require(copied.timeLeft?.seconds)), "\(copied.timeLeft?.seconds ?? -2)")
        }
    }

    @Test func anotherTime() async throws {
        try await Self.with { shell, _ in
            _ = try await shell.run("set a v 1000")
            #expect(try await shell.item("copy a b --ttl 0").status == .stored)
            #expect(try await shell.item("ttl b").timeLeft?.seconds == -1)
            #expect(try await shell.item("copy a b --ttl 50 --force").status == .stored)
            #expect(try await shell.item("ttl b").timeLeft?.seconds ?? 0 > 0)
        }
    }

    /// Nothing that can be read would be left.
    @Test(arguments: ["-1", "-5m", "@1", "@1500000000"], [false, true])
    func aTimeThatIsOver(ttl: String, remembers: Bool) async throws {
        try await Self.with(remembers: remembers) { shell, other in
            _ = try await other.run("set_multi a 1 b 2")
            let advice = ["move": "'delete a' deletes it", "copy": "'delete b' deletes what is there"]
            for (command, advice) in advice {
                let failure = try #require(try await shell.run("\(command) a b --force --ttl \(ttl)").failures.first)
                #expect(failure.failure.kind == .usage && failure.failure.message.hasSuffix(advice))
            }
            #expect(Self.text(try await other.item("get a")) == "1")
            #expect(Self.text(try await other.item("get b")) == "2")
        }
    }

    @Test func valuesOfAnySize() async throws {
        try await Self.with([["-I", "4m"], []]) { shell, _ in
            let (a, b, c) = (
                try Self.key("a", on: 0, shell), try Self.key("b", on: 0, shell), try Self.key("c", on: 1, shell)
            )
            let value = String(repeating: "x", count: 2 << 20)
            _ = try await shell.run("set \(a) \(value)")
            #expect(try await shell.item("copy \(a) \(b)").status == .stored)
            #expect(Self.text(try await shell.item("get \(b)")) == value)
            // Too large for the other one, which leaves the source where it is.
            let item = try await shell.item("move \(a) \(c)")
            #expect(item.failure?.kind == .server)
            #expect(item.failure?.message.contains("the value has 2097152 bytes") == true)
            #expect(Self.text(try await shell.item("get \(a)")) == value)
        }
    }

    @Test func whoMayNot() async throws {
        try await Self.with { shell, _ in
            _ = try await shell.run("set a 1")
            shell.performer.settings.isReadOnly = true
            #expect(try await shell.run("copy a b").failures.first?.failure.message.contains("read-only") == true)
            shell.performer.settings.isReadOnly = false
            #expect(try await shell.item("get b").status == .miss)
            #expect(throws: UsageError.self) {
                try Binder(servers: ["a:1"]).statement(Tokenizer.tokens(of: Array("copy a a".utf8)))
            }
        }
    }

    @Test func onOneServer() async throws {
        try await Self.with { shell, _ in
            _ = try await shell.run("@2 set a 1 100")
            _ = try await shell.run("@2 move a b")
            #expect(Self.text(try await shell.item("@2 get b")) == "1")
            #expect(try await shell.item("@1 get b").status == .miss)
            #expect(try await shell.item("@2 get a").status == .miss)
        }
    }

    /// The copy of a stale item is told to be one, and the application wins the item all the same.
    @Test func aStaleItem() async throws {
        try await Self.with([[]]) { shell, _ in
            _ = try await shell.run("set a 1 100")
            _ = try await shell.run("raw \"md a I\"")
            let item = try await shell.item("copy a b")
            #expect(item.status == .stored && item.note?.contains("a was stale, which b does not show") == true)
            #expect(try await Self.raw(shell, "raw \"mg a\"").hasSuffix("X W\r\n"))
            _ = try await shell.run("raw \"md a I\"")
            #expect(try await shell.item("move a b").status == .notStored)
            #expect(try await Self.raw(shell, "raw \"mg a\"").hasSuffix("X W\r\n"))
            _ = try await shell.run("raw \"md a I\"")
            #expect(try await shell.item("move a b --force").origin?.isDeleted == true)
            #expect(try await shell.item("get a").status == .miss)
        }
    }

    @Test func aServerWithoutTokens() async throws {
        try await Self.with([["-C"]]) { shell, _ in
            _ = try await shell.run("set a 1 100")
            let item = try await shell.item("move a b")
            #expect(item.failure?.message.contains("hands out no tokens") == true)
            #expect(try await shell.item("get b").status == .miss)
            #expect(try await shell.item("copy a b").status == .stored)
            #expect(try await shell.item("get a").status == .hit)
        }
    }

    // MARK: Servers that play a part

    private static func old(_ values: String) async throws -> ScriptedServer {
        try await ScriptedServer { line, _ in
            switch line.split(separator: " ").first {
            case "version": [.send("VERSION 1.4.39\r\n")]
            case "get", "gets": [.send(values)]
            case "add", "set": []
            case "value": [.send("STORED\r\n")]
            default: [.send("ERROR\r\n")]
            }
        }
    }

    @Test func aServerWithoutMetaCommands() async throws {
        let server = try await Self.old("VALUE a 3 5\r\nvalue\r\nEND\r\n")
        let shell = try Shell(["127.0.0.1:\(server.port)"])
        let refused = try await shell.item("copy a b")
        #expect(refused.failure?.message.contains("nobody can tell what time a has left") == true)
        #expect(refused.failure?.message.contains("--ttl") == true)
        let move = try await shell.item("move a b --ttl 5m")
        #expect(move.failure?.message.contains("'copy a b --ttl TTL' and then 'delete a'") == true)
        #expect(server.received == ["version"])
        #expect(try await shell.item("copy a b --ttl 300").status == .stored)
        #expect(try await shell.item("copy a b --ttl 0 --force").status == .stored)
        #expect(server.received == ["version", "get a", "add b 3 300 5", "value", "get a", "set b 3 0 5", "value"])
        await shell.client.shutDown()
        await server.stop()
    }

    @Test(arguments: [("EX", Status.exists, "both exist now"), ("NF", .stored, "a was gone by then")])
    func somebodyElseIsFaster(reply: String, status: Status, words: String) async throws {
        let server = try await ScriptedServer { line, _ in
            switch line.split(separator: " ").first {
            case "version": [.send("VERSION 1.6.30\r\n")]
            case "mn": [.send("MN\r\n")]
            case "mg": [.send("VA 1 f0 c5 t-1 l0 h1\(ScriptedServer.opaque(of: line))\r\nv\r\n")]
            case "v": [.send("STORED\r\n")]
            case "md": [.send("\(reply)\(ScriptedServer.opaque(of: line))\r\n")]
            default: []
            }
        }
        let shell = try Shell(["127.0.0.1:\(server.port)"])
        let item = try await shell.item("move a b")
        #expect(item.status == status && item.note?.contains(words) == true)
        #expect(item.origin?.isDeleted == false)
        #expect(server.received.last?.hasPrefix("md a C5") == true)
        await shell.client.shutDown()
        await server.stop()
    }

    /// The connection is lost where the source was asked for: nothing has happened to it, and that is said.
    @Test(arguments: [("1.6.30", "move a b"), ("1.6.30", "copy a b"), ("1.4.39", "copy a b --ttl 5m")])
    func aQuestionIsNotAnswered(version: String, line: String) async throws {
        let server = try await ScriptedServer { line, _ in
            switch line.split(separator: " ").first {
            case "version": [.send("VERSION \(version)\r\n")]
            case "mn": [.send("MN\r\n")]
            default: [.close]
            }
        }
        let shell = try Shell(["127.0.0.1:\(server.port)"])
        let item = try await shell.item(line)
        let failure = try #require(item.failure)
        #expect(failure.kind == .connection && !failure.mayHaveHappened)
        #expect(failure.message.hasSuffix("the server closed the connection; nothing was changed"))
        await shell.client.shutDown()
        await server.stop()
    }

    /// The connection is lost where the deletion was to be confirmed.
    @Test func nobodyKnows() async throws {
        let server = try await ScriptedServer { line, _ in
            switch line.split(separator: " ").first {
            case "version": [.send("VERSION 1.6.30\r\n")]
            case "mn": [.send("MN\r\n")]
            case "mg": [.send("VA 1 f0 c5 t-1 l0 h1\(ScriptedServer.opaque(of: line))\r\nv\r\n")]
            case "v": [.send("STORED\r\n")]
            case "md": [.close]
            default: []
            }
        }
        let shell = try Shell(["127.0.0.1:\(server.port)"])
        let item = try await shell.item("move a b")
        #expect(item.failure?.mayHaveHappened == true)
        #expect(item.failure?.message.contains("b is stored, and nobody knows whether a is deleted") == true)
        await shell.client.shutDown()
        await server.stop()
    }

    // MARK: undo

    /// That it can be taken back is no reason to use the source.
    @Test(arguments: ["copy a b", "copy a c", "copy a b --force"])
    func theSourceIsNotUsed(line: String) async throws {
        try await Self.with(remembers: true) { shell, other in
            _ = try await other.run("set_multi a 1 b 2")
            _ = try await shell.run(line)
            #expect(try await shell.item("inspect a").facts.first { $0.name == "fetched" }?.value == .flag(false))
        }
    }

    @Test func aMoveOfWhatIsTooLargeToBeKept() async throws {
        try await Self.with([["-I", "8m"]], remembers: true) { shell, other in
            _ = try await other.run("set a \(String(repeating: "x", count: 5 << 20))")
            #expect(try await shell.item("move a b").origin?.isDeleted == true)
            let message = try await shell.run("undo").failures.first?.failure.message
            #expect(message?.contains("move cannot be taken back: the item, with 5 MB, was too large") == true)
        }
    }

    @Test(arguments: ["copy a b", "copy a b --force", "move a b", "move a b --force"], [true, false])
    func itIsTakenBack(line: String, isThere: Bool) async throws {
        guard line.hasSuffix("--force") || !isThere else { return }
        try await Self.with(remembers: true) { shell, other in
            _ = try await other.run("set a 1 1000 --flags 5")
            if isThere { _ = try await other.run("set b old --flags 9") }
            #expect(try await shell.item(line).status == .stored)
            #expect(Self.text(try await other.item("get b")) == "1")
            #expect(try await shell.run("undo").failures.isEmpty)
            let b = try await other.item("get b")
            #expect(isThere ? Self.text(b) == "old" && b.flags == 9 : b.status == .miss)
            let a = try await other.item("gets a")
            #expect(Self.text(a) == "1" && a.flags == 5)
            #expect((990...1001).contains(try #require(a.secondsLeft)))
        }
    }

    /// What was moved is not lost because somebody has taken its old place.
    @Test func aMoveWhosePlaceIsTaken() async throws {
        try await Self.with(remembers: true) { shell, other in
            _ = try await shell.run("set a 1")
            _ = try await shell.run("move a b")
            _ = try await other.run("set a theirs")
            guard case .items(let items) = try await shell.run("undo").body else { throw Child.Problem("no list") }
            #expect(items.map(\.status) == [.notStored, .exists])
            #expect(items[1].note?.contains("b was left alone, because a did not come back") == true)
            #expect(Self.text(try await other.item("get a")) == "theirs")
            #expect(Self.text(try await other.item("get b")) == "1")
        }
    }

    /// The source would have expired by now, and so does not come back: its copy is all that is left of it.
    @Test(.timeLimit(.minutes(1)))
    func aMoveOfWhatWouldHaveExpired() async throws {
        try await Self.with([[]], remembers: true) { shell, other in
            _ = try await shell.run("set a 1 2")
            _ = try await shell.run("move a b --ttl 0")
            // What is stored later, for longer, ends later.
            _ = try await other.run("set clock 1 3")
            while try await other.item("get clock").status == .hit { await Task.yield() }
            guard case .items(let items) = try await shell.run("undo").body else { throw Child.Problem("no list") }
            #expect(items.map(\.status) == [.notFound, .exists])
            #expect(items[0].note == "a does not come back: it would have expired by now")
            #expect(items[1].note?.hasPrefix("b was left alone, because a did not come back") == true)
            #expect(Self.text(try await other.item("get b")) == "1")
            #expect(try await other.item("ttl b").timeLeft?.seconds == -1)
        }
    }

    @Test func aCopyThatWasChanged() async throws {
        try await Self.with(remembers: true) { shell, other in
            _ = try await shell.run("set a 1")
            _ = try await shell.run("copy a b")
            _ = try await other.run("set b theirs")
            #expect(try await shell.item("undo").status == .exists)
            #expect(Self.text(try await other.item("get b")) == "theirs")
        }
    }
}
