import Memcached
import MemcachedShell
import MemcachedTestSupport
import NIOCore
import Testing

/// Statements against real servers and proxies: what they come to, before it is printed.
@Suite struct PerformerTests {
    final class Shell {
        let client: MemcachedClient
        let performer: Performer
        private let binder: Binder

        init(
            _ addresses: [String],
            detail: Bool = false,
            remembers: Bool = false,
            change: (inout MemcachedConfiguration) -> Void = { _ in }
        ) throws {
            var configuration = MemcachedConfiguration(servers: try addresses.map { try ServerAddress(parsing: $0) })
            change(&configuration)
            client = try MemcachedClient(configuration)
            var settings = Performer.Settings()
            settings.wantsTokens = detail
            settings.wantsTimeLeft = detail
            settings.remembersOldItems = remembers
            performer = Performer(client: client, settings: settings)
            binder = Binder(servers: client.servers)
        }

        func run(_ line: String) async throws -> Outcome {
            let statement = try #require(try binder.statement(Tokenizer.tokens(of: Array(line.utf8))))
            return await performer.perform(statement)
        }

        func item(_ line: String) async throws -> ItemOutcome {
            guard case .item(let item) = try await run(line).body else { throw Child.Problem("no item for \(line)") }
            return item
        }
    }

    /// Each command's own example can be done, on several servers that have what it needs.
    @Test func theExampleOfEveryCommand() async throws {
        let servers = [try MemcachedServer(), try MemcachedServer()]
        let shell = try Shell(servers.map(\.address), remembers: true)
        let needs = [
            "set product_count 900", "gets product_count", "set visits 1", "set session:1 x", "set greeting hello",
        ]
        for command in CommandTable.all {
            let tokens = try Tokenizer.tokens(of: Array(command.example.utf8))
            if try Binder(servers: shell.client.servers).statement(tokens)?.isDialogue == true { continue }
            for line in needs { _ = try await shell.run(line) }
            let outcome = try await shell.run(command.example)
            #expect(outcome.failures.isEmpty, "\(command.example): \(outcome.failures)")
        }
        await shell.client.shutDown()
        for server in servers { server.stop() }
    }

    @Test func tokensAndTimeLeftWhereTheServerTells() async throws {
        let server = try MemcachedServer()
        let shell = try Shell([server.address], detail: true)
        let stored = try await shell.item("set k v 100")
        #expect(stored.status == .stored)
        let token = try #require(stored.token)
        let read = try await shell.item("gets k")
        #expect(read.token == token)
        #expect((98...100).contains(try #require(read.secondsLeft)))
        _ = try await shell.item("set k2 v")
        #expect(try await shell.item("gets k2").secondsLeft == -1)
        await shell.client.shutDown()
        server.stop()
    }

    @Test func aServerWithoutMetaCommandsGetsNone() async throws {
        let server = try FaultServer("old-version")
        let shell = try Shell([server.address], detail: true)
        #expect(try await shell.item("set k v").status == .stored)
        #expect(try await shell.item("set k v").token == nil)
        #expect(try await shell.item("gets k").token != nil)
        let touch = try await shell.item("touch k 5")
        #expect(touch.failure?.message.contains("does not know touch; memcached 1.4.8 and later do") == true)
        let gat = try await shell.item("gat 5 k")
        #expect(gat.failure?.message.contains("memcached 1.5.3 and later do") == true)
        await shell.client.shutDown()
        server.stop()
    }

    @Test func casUsesTheTokenThatGetsSaw() async throws {
        let server = try MemcachedServer()
        let mine = try Shell([server.address])
        let theirs = try Shell([server.address])
        _ = try await mine.run("set product_count 900")

        let blind = try await mine.run("cas product_count 899")
        #expect(blind.failures.first?.failure.kind == .usage)
        #expect(blind.failures.first?.failure.message.contains("run 'gets product_count' first") == true)

        _ = try await mine.run("gets product_count")
        _ = try await theirs.run("gets product_count")
        #expect(try await mine.item("cas product_count 899").status == .stored)
        let lost = try await theirs.item("cas product_count 899")
        #expect(lost.status == .exists)
        #expect(lost.note?.contains("somebody changed product_count") == true)
        #expect(lost.note?.contains("gets product_count") == true)
        let again = try await theirs.item("gets product_count")
        #expect(again.value.map { String(buffer: $0) } == "899")
        #expect(try await theirs.item("cas product_count 898").status == .stored)
        // A token is good once; the shell says whose fault it is.
        let own = try await theirs.item("cas product_count 897")
        #expect(own.status == .exists && own.note?.contains("this session itself") == true)
        _ = try await mine.run("delete product_count")
        #expect(try await theirs.item("cas product_count 1 --token 5").status == .notFound)
        await mine.client.shutDown()
        await theirs.client.shutDown()
        server.stop()
    }

    /// The token of a key is that of the last `gets`: a `get`, whatever it finds, is none.
    @Test func onlyGetsChangesTheTokenThatCasUses() async throws {
        let server = try MemcachedServer()
        let mine = try Shell([server.address])
        let theirs = try Shell([server.address])
        _ = try await mine.run("set k 1")
        _ = try await mine.run("gets k")
        _ = try await theirs.run("delete k")
        #expect(try await mine.item("get k").status == .miss)
        #expect(try await mine.item("cas k 2").status == .notFound)
        #expect(try await mine.item("gets k").status == .miss)
        let blind = try await mine.item("cas k 2")
        #expect(blind.failure?.message == "no token is known for k: run 'gets k' first, or give one with --token")
        await mine.client.shutDown()
        await theirs.client.shutDown()
        server.stop()
    }

    @Test func aTokenMeansNothingToAnotherServer() async throws {
        let servers = [try MemcachedServer(), try MemcachedServer()]
        let shell = try Shell(servers.map(\.address))
        _ = try await shell.run("@1 set k v")
        _ = try await shell.run("@1 gets k")
        let addresses = servers.map(\.address)
        let reason = "the token of k came from \(addresses[0]) and means nothing to \(addresses[1])"
        #expect(try await shell.item("@2 cas k w").failure?.message == "\(reason): run '@2 gets k' first")
        #expect(try await shell.item("@1 cas k w").status == .stored)
        await shell.client.shutDown()
        for server in servers { server.stop() }
    }

    @Test func aValueThatIsTooLargeSaysSo() async throws {
        let server = try MemcachedServer()
        let shell = try Shell([server.address])
        _ = try await shell.item("set k old")
        let item = try await shell.item("set k " + String(repeating: "x", count: 1 << 21))
        let message = try #require(item.failure?.message)
        #expect(item.failure?.kind == .server)
        #expect(
            message.contains("2097152 bytes") && message.contains("1048576") && message.contains("older value is gone")
        )
        #expect(try await shell.item("get k").status == .miss)
        // An add that fails takes nothing away.
        _ = try await shell.item("set k2 old")
        let add = try await shell.item("replace k2 " + String(repeating: "x", count: 1 << 21))
        #expect(add.failure?.message.contains("older value") == false)
        #expect(try await shell.item("get k2").status == .hit)
        await shell.client.shutDown()
        server.stop()
    }

    @Test func theLimitIsAskedForOnce() async throws {
        let server = try await ScriptedServer { line, _ in
            if line == "stats settings" { return [.send("STAT item_size_max 100\r\nEND\r\n")] }
            return line.hasPrefix("set") ? [.send("SERVER_ERROR object too large for cache\r\n")] : []
        }
        let shell = try Shell(["127.0.0.1:\(server.port)"])
        let failures = try await shell.run("set_multi a v b v c v").failures
        #expect(failures.count == 3)
        for failure in failures { #expect(failure.failure.message.contains("item_size_max is 100")) }
        #expect(server.received.count { $0 == "stats settings" } == 1)
        await shell.client.shutDown()
        await server.stop()
    }

    @Test func aServerThatForbidsIt() async throws {
        let server = try MemcachedServer(["-F"])
        let shell = try Shell([server.address])
        let outcome = try await shell.run("flush_all")
        #expect(outcome.failures.first?.failure.kind == .client)
        #expect(outcome.failures.first?.failure.message.contains("flush_all not allowed") == true)
        await shell.client.shutDown()
        server.stop()
    }

    @Test func readOnly() async throws {
        let server = try await ScriptedServer { _, _ in [.send("END\r\n")] }
        let shell = try Shell(["127.0.0.1:\(server.port)"])
        shell.performer.settings.isReadOnly = true
        for command in CommandTable.all where command.effect == .writes {
            let outcome = try await shell.run(command.example)
            #expect(outcome.failures.first?.failure.message.contains("read-only") == true, "\(command.name)")
        }
        #expect(server.received.isEmpty)
        await shell.client.shutDown()
        await server.stop()
    }

    @Test func halfOfTheServersAreDown() async throws {
        let up = try MemcachedServer()
        let silent = try FaultServer("never-answer")
        let shell = try Shell([up.address, silent.address]) { $0.timeout = .seconds(1) }
        let outcome = try await shell.run("version")
        guard case .servers(let servers) = outcome.body else {
            Issue.record("no servers")
            return
        }
        #expect(servers.map(\.status) == [.ok, .error])
        #expect(servers[1].failure?.kind == .timeout)
        let keys = (0..<40).map { "k\($0)" }
        // The first time the silent server's keys time out; the others have their answers.
        let fresh = try Shell([up.address, silent.address]) { $0.timeout = .seconds(1) }
        guard case .items(let items) = try await fresh.run("get " + keys.joined(separator: " ")).body else {
            Issue.record("no items")
            return
        }
        #expect(items.contains { $0.status == .miss } && items.contains { $0.failure?.kind == .timeout })
        #expect(items.map { String(decoding: $0.key, as: UTF8.self) } == keys)
        // Now that is known, and its keys go to the other.
        guard case .items(let later) = try await fresh.run("get " + keys.joined(separator: " ")).body else { return }
        #expect(later.allSatisfy { $0.status == .miss })
        #expect(later.contains { $0.isRerouted })
        await shell.client.shutDown()
        await fresh.client.shutDown()
        up.stop()
        silent.stop()
    }

    @Test func rawGoesAlone() async throws {
        let server = try MemcachedServer()
        let shell = try Shell([server.address]) { $0.timeout = .seconds(1) }
        func raw(_ line: String) async throws -> (String, Failure?) {
            let outcome = try await shell.run(line)
            guard case .bytes(let bytes, _, let failure) = outcome.body else {
                return ("", outcome.failures.first?.failure)
            }
            return (String(decoding: bytes, as: UTF8.self), failure)
        }
        #expect(try await raw(#"raw "set k 0 0 2\r\nhi""#) == ("STORED\r\n", nil))
        #expect(try await raw("raw 'get k'") == ("VALUE k 0 2\r\nhi\r\nEND\r\n", nil))
        #expect(try await raw("raw version").0.hasPrefix("VERSION "))
        #expect(try await raw("raw nonsense").0 == "ERROR\r\n")
        #expect(try await raw("raw nonsense").1?.kind == .client)
        #expect(try await raw(#"raw "set k 0 0 2\r\nhello""#).0 == "CLIENT_ERROR bad data chunk\r\nERROR\r\n")
        // Half a request: nothing is put into the place of its data.
        let (text, failure) = try await raw("raw 'set k 0 0 7'")
        #expect(text.isEmpty && failure?.kind == .timeout)
        #expect(try await raw("raw 'get k'").0.contains("hi"))
        let many = try await raw("raw 'stats settings'").0
        #expect(many.hasPrefix("STAT ") && many.hasSuffix("END\r\n"))
        #expect(try await raw("raw quit") == ("", nil))
        await shell.client.shutDown()
        server.stop()
    }

    @Test func throughTwemproxy() async throws {
        let proxy = try Twemproxy()
        let shell = try Shell([proxy.address], detail: true)
        #expect(try await shell.item("set k v").status == .stored)
        let read = try await shell.item("gets k")
        #expect(read.value.map { String(buffer: $0) } == "v" && read.token != nil)
        #expect(try await shell.item("cas k w").status == .stored)
        #expect(try await shell.item("append k !").status == .stored)
        _ = try await shell.item("set n 1")
        #expect(try await shell.item("incr n 9").number == 10)
        guard case .items(let items) = try await shell.run("get k missing n").body else {
            Issue.record("no items")
            return
        }
        #expect(items.map(\.status) == [.hit, .miss, .hit])
        #expect(try await shell.item("delete k").status == .deleted)
        // What it does not know it answers by closing.
        let outcome = try await shell.run("flush_all")
        #expect(outcome.failures.first?.failure.kind == .connection)
        #expect(try await shell.item("get n").status == .hit)
        await shell.client.shutDown()
        proxy.stop()
    }
}
