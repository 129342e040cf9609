import Memcached
import MemcachedShell
import MemcachedTestSupport
import NIOCore
import Testing

/// `inspect` and `ttl`: what a server knows of an item, and that nobody notices that it was asked.
@Suite struct InspectTests {
    typealias Shell = PerformerTests.Shell

    private static func with(_ arguments: [String] = [], _ body: (Shell) async throws -> Void) async throws {
        let server = try MemcachedServer(arguments)
        let shell = try Shell([server.address], detail: true)
        try await body(shell)
        await shell.client.shutDown()
        server.stop()
    }

    private static func fact(_ item: ItemOutcome, _ name: String) -> ItemFact.Value? {
        item.facts.first { $0.name == name }?.value
    }

    private static func shown(_ item: ItemOutcome, _ name: String) -> String? {
        item.facts.first { $0.name == name }?.lines.first
    }

    private static func number(_ item: ItemOutcome, _ name: String) -> Int64? {
        switch fact(item, name) {
        case .number(let number): number
        case .count(let number): Int64(exactly: number)
        default: nil
        }
    }

    private static func reply(_ outcome: Outcome) -> String {
        guard case .bytes(let bytes, _, _) = outcome.body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func everythingThatIsKnown() async throws {
        try await Self.with { shell in
            _ = try await shell.run("set k \"a\\r\\nb\" 300 --flags 7")
            let item = try await shell.item("inspect k")
            #expect(item.status == .hit && item.flags == 7 && item.token == 1)
            #expect(item.value.map { String(buffer: $0) } == "a\r\nb")
            #expect(Self.shown(item, "value") == #""a\r\nb""#)
            #expect(Self.number(item, "size") == 4)
            let (size, chunk) = (Self.number(item, "item_size"), Self.number(item, "chunk_size"))
            #expect((50...100).contains(try #require(size)))
            #expect(chunk ?? 0 >= size ?? 1)
            #expect(Self.fact(item, "slab_class") == .count(1))
            let left = try #require(Self.number(item, "expires_in"))
            #expect((290...300).contains(left))
            #expect(Self.number(item, "expires_at") ?? 0 > 1_700_000_000)
            #expect(Self.shown(item, "expires_in")?.contains(", at ") == true)
            #expect(Self.fact(item, "fetched") == .flag(false) && Self.fact(item, "stale") == .flag(false))
            #expect(Self.fact(item, "win") == nil)
            #expect(item.facts.first?.lines.last?.contains("crc32(\"k\")") == true)
            // A value of any length takes one line, and one that fills several chunks is none too full.
            _ = try await shell.run("set k \(String(repeating: "x", count: 900_000))")
            let large = try await shell.item("inspect k")
            #expect(Self.shown(large, "value")?.hasSuffix("  (879 kB more)") == true)
            #expect(Self.shown(large, "slab_class")?.contains("more than one chunk") == true)
            #expect(Self.fact(large, "expires_in") == ItemFact.Value.none)
            #expect(try await shell.item("inspect nobody").status == .miss)
        }
    }

    /// Looks are no uses: neither the fetch mark nor the counters of the application's own reads move.
    @Test(arguments: ["inspect k", "ttl k", "ttl k k", "copy k other", "copy k other --force"])
    func nobodyNotices(line: String) async throws {
        try await Self.with { shell in
            _ = try await shell.run("set k v")
            for _ in 0..<2 { _ = try await shell.run(line) }
            #expect(Self.reply(try await shell.run("raw \"mg k h\"")) == "HD h0\r\n")
            _ = try await shell.run("get k")
            _ = try await shell.run(line)
            #expect(Self.reply(try await shell.run("raw \"mg k h c\"")) == "HD h1 c1\r\n")
        }
    }

    @Test func howLongItLasts() async throws {
        try await Self.with { shell in
            _ = try await shell.run("set_multi a 1 b 2 --ttl 100")
            _ = try await shell.run("set never 1")
            // The server counts it in one second, which its own sign makes -1.
            _ = try await shell.run("set short 1 1")
            guard case .items(let items) = try await shell.run("ttl a never nobody short").body else {
                throw Child.Problem("no list")
            }
            #expect((90...100).contains(try #require(items[0].timeLeft?.seconds)))
            #expect(items[0].timeLeft?.clock?.hasPrefix("at ") == true)
            #expect(items[1].timeLeft?.seconds == -1 && items[1].timeLeft?.end == nil)
            #expect(items[2].status == .miss && items[2].timeLeft == nil)
            #expect(items[3].status == .miss || (0...1).contains(items[3].timeLeft?.seconds ?? -2))
        }
    }

    /// Whoever looks first at a stale item wins it; the application wins all the same.
    @Test func theWinIsGivenBack() async throws {
        try await Self.with { shell in
            _ = try await shell.run("set k v 300")
            _ = try await shell.run("raw \"md k I\"")
            let item = try await shell.item("inspect k")
            #expect(Self.fact(item, "stale") == .flag(true) && Self.fact(item, "win") == .text("free"))
            #expect((290...300).contains(try #require(Self.number(item, "expires_in"))))
            let token = try #require(item.token)
            // Before 1.6.27, the token is a new one, and that is said.
            #expect(item.note?.contains("the token was ") == (token != 2))
            #expect(Self.reply(try await shell.run("raw \"mg k c\"")) == "HD c\(token) X W\r\n")
            let later = try await shell.item("inspect k")
            #expect(Self.fact(later, "win") == .text("taken") && later.note == nil && later.token == token)
            // A key that is named twice has one state.
            _ = try await shell.run("raw \"md k I\"")
            guard case .items(let items) = try await shell.run("inspect k k").body else {
                throw Child.Problem("no list")
            }
            #expect(items.map { Self.fact($0, "win") } == [.text("free"), .text("free")])
            #expect(items[0].token == items[1].token)
            // Of an item that never expires, time alone needs a look on some servers.
            _ = try await shell.run("set k v")
            _ = try await shell.run("raw \"md k I\"")
            #expect(try await shell.item("ttl k").timeLeft?.seconds == -1)
            #expect(Self.reply(try await shell.run("raw \"mg k\"")).contains("W"))
        }
    }

    /// A server of another version, which knows one item.
    private static func server(version: String, stale: String, me: String) async throws -> ScriptedServer {
        try await ScriptedServer { line, _ in
            switch line.split(separator: " ").first {
            case "version": [.send("VERSION \(version)\r\n")]
            case "mn": [.send("MN\r\n")]
            case "mg": [.send("VA 1 f0 c5 t9 l0 h1\(ScriptedServer.opaque(of: line))\(stale)\r\nv\r\n")]
            case "me": [.send("ME k \(me) la=0 cas=5 fetch=yes cls=2 size=60\r\n")]
            case "md": [.send("HD\(ScriptedServer.opaque(of: line))\r\n")]
            case "stats": [.send("STAT 2:chunk_size 120\r\nSTAT x:chunk_size 7\r\nEND\r\n")]
            default: [.send("ERROR\r\n")]
            }
        }
    }

    @Test func aLaterServerKeepsTheToken() async throws {
        let server = try await Self.server(version: "1.6.27", stale: " W X", me: "exp=9")
        let shell = try Shell(["127.0.0.1:\(server.port)"])
        let item = try await shell.item("inspect k")
        #expect(server.received.contains { $0.hasPrefix("md k I C5 E5") })
        #expect(Self.fact(item, "win") == .text("free") && item.note == nil && item.token == 5)
        #expect(Self.shown(item, "slab_class") == "2, chunks of 120 B: 50 % of one is used")
        await shell.client.shutDown()
        await server.stop()
    }

    /// Its `me` is right, so that nothing more is asked.
    @Test func aLaterServersTime() async throws {
        let server = try await Self.server(version: "1.6.24", stale: "", me: "exp=-1")
        let shell = try Shell(["127.0.0.1:\(server.port)"])
        #expect(try await shell.item("ttl k").timeLeft?.seconds == -1)
        #expect(!server.received.contains { $0.hasPrefix("mg") })
        await shell.client.shutDown()
        await server.stop()
        let older = try await Self.server(version: "1.6.23", stale: "", me: "exp=-1")
        let other = try Shell(["127.0.0.1:\(older.port)"])
        #expect(try await other.item("ttl k").timeLeft?.seconds == 9)
        await other.client.shutDown()
        await older.stop()
    }

    /// A server, or what stands before it, that says everything twice: no value is shown under another key than its own.
    @Test(arguments: ["extra-reply", "wrong-opaque"])
    func anAnswerToAnotherQuestion(scenario: String) async throws {
        let server = try FaultServer(scenario)
        let shell = try Shell([server.address])
        guard case .items(let items) = try await shell.run("inspect a b c d").body else {
            throw Child.Problem("no list")
        }
        #expect(items.count == 4)
        for item in items {
            guard item.status != .hit else {
                #expect(
                    item.value.map { String(buffer: $0) } == "value-of-\(String(decoding: item.key, as: UTF8.self))"
                )
                continue
            }
            #expect(item.status == .error && item.failure?.kind == .connection)
        }
        #expect(items[1].failure?.message.contains("an answer to another question") == (scenario == "extra-reply"))
        await shell.client.shutDown()
        server.stop()
    }

    @Test(arguments: ["inspect k", "ttl k"])
    func aServerWithoutMetaCommandsIsNotRead(line: String) async throws {
        let server = try await ScriptedServer { line, _ in
            line == "version" ? [.send("VERSION 1.4.39\r\n")] : [.send("ERROR\r\n")]
        }
        let shell = try Shell(["127.0.0.1:\(server.port)"])
        let item = try await shell.item(line)
        #expect(item.status == .error && item.failure?.kind == .client)
        #expect(item.failure?.message.contains("no meta commands") == true)
        #expect(item.failure?.message.contains("'gets k' shows value, flags and token, and counts as a use") == true)
        #expect(server.received == ["version"])
        await shell.client.shutDown()
        await server.stop()
    }

    @Test func aServerThatIsNamed() async throws {
        let servers = [try MemcachedServer(), try MemcachedServer()]
        let shell = try Shell(servers.map(\.address))
        let home = shell.client.currentServer(of: "k")
        let other = 1 - home
        _ = try await shell.run("@\(other + 1) set k stray")
        let item = try await shell.item("@\(other + 1) inspect k")
        #expect(item.status == .hit && item.server == shell.client.servers[other])
        #expect(item.facts.first?.lines.last?.contains("the key belongs to \(shell.client.servers[home])") == true)
        #expect(try await shell.item("inspect k").status == .miss)
        servers[home].stop()
        // Another stands in for the one that is down, and it is told why.
        let moved = try await shell.item("inspect k")
        #expect(moved.status == .hit && moved.isRerouted)
        await shell.client.shutDown()
        servers[other].stop()
    }
}
