import MemcachedTestSupport
import Synchronization
import Testing

/// A configuration endpoint tells which servers there are, and is asked again when one of them is lost.
@Suite struct DiscoveryTests {
    /// What the endpoint says; a test can change it.
    final class NodeList: Sendable {
        private let reply = Mutex("")

        func set(version: Int, _ nodes: [MemcachedServer]) {
            let list = nodes.map { "|127.0.0.1|\($0.port)" }.joined(separator: " ")
            let text = "\(version)\n\(list)\n"
            set("CONFIG cluster 0 \(text.utf8.count)\r\n\(text)\r\nEND\r\n")
        }

        func set(_ text: String) { reply.withLock { $0 = text } }

        func endpoint() async throws -> ScriptedServer {
            try await ScriptedServer { line, _ in
                switch line {
                case "config get cluster": [.send(self.reply.withLock { $0 })]
                case "version": [.send("VERSION 1.6.18\r\n")]
                default: [.send("ERROR\r\n")]
                }
            }
        }
    }

    @Test func aClusterThatChanges() async throws {
        let servers = try (0..<3).map { _ in try MemcachedServer() }
        let list = NodeList()
        list.set(version: 1, [servers[0], servers[1]])
        let endpoint = try await list.endpoint()
        let conversation = try Conversation(["--discover", "127.0.0.1:\(endpoint.port)"])
        let keys = (0..<20).map { "k\($0)" }
        for key in keys { #expect(try conversation.ask("set \(key) v") == "STORED") }
        #expect(endpoint.received.count { $0 == "config get cluster" } == 1)

        // Lost; a while later, the endpoint knows what there is in its place.
        servers[1].stop()
        for key in keys { #expect(["v", "MISS"].contains(try conversation.ask("get \(key)"))) }
        #expect(endpoint.received.count { $0 == "config get cluster" } == 2)
        list.set(version: 2, [servers[0], servers[2]])
        try Self.converse(conversation, until: "the cluster has changed: 2 servers now (version 2)")
        let rows = try conversation.ask("servers", lines: 2)
        #expect(rows.contains(servers[0].address) && rows.contains(servers[2].address))
        #expect(!rows.contains(servers[1].address))
        for key in keys { #expect(try conversation.ask("set \(key) new") == "STORED") }
        for key in keys { #expect(try conversation.ask("get \(key)") == "new") }

        // What is odd, or older, changes nothing.
        list.set("CONFIG cluster 0 5\r\nrubbish\r\nEND\r\n")
        servers[2].stop()
        for key in keys { #expect(["new", "MISS"].contains(try conversation.ask("get \(key)"))) }
        #expect(try conversation.end() == 0)
        let told = conversation.errors
        #expect(
            told.split(separator: "\n").count { $0.contains("the cluster has changed: 2 servers now (version 2)") } == 1
        )
        #expect(told.contains("the endpoint does not tell which servers there are now"))
        await endpoint.stop()
        for server in servers { server.stop() }
    }

    /// Asks for a key until something was said on standard error.
    static func converse(_ conversation: Conversation, until words: String) throws {
        let end = ContinuousClock.now + .seconds(20)
        while !conversation.errors.contains(words), ContinuousClock.now < end { _ = try conversation.ask("get k") }
    }

    @Test func aClusterOfOne() async throws {
        let servers = [try MemcachedServer(), try MemcachedServer()]
        let list = NodeList()
        list.set(version: 1, [servers[0]])
        let endpoint = try await list.endpoint()
        let conversation = try Conversation(["--discover", "127.0.0.1:\(endpoint.port)", "-o", "json"])
        #expect(try conversation.ask("set k v").contains("stored"))
        list.set(version: 2, [servers[1]])
        servers[0].stop()
        #expect(try conversation.ask("get k").contains("\"kind\":\"connection\""))
        #expect(try conversation.ask("get k").contains("\"status\":\"miss\""))
        #expect(try conversation.ask("get k").contains(servers[1].address))
        conversation.kill()
        await endpoint.stop()
        for server in servers { server.stop() }
    }

    @Test func namesAreHashedAndAddressesConnectedTo() async throws {
        let server = try MemcachedServer()
        let list = NodeList()
        list.set("CONFIG cluster 0 40\r\n7\ncache-a.example|127.0.0.1|\(server.port)\n\r\nEND\r\n")
        let endpoint = try await list.endpoint()
        let address = "127.0.0.1:\(endpoint.port)"
        let result = try Shell.run(["--discover", address, "-o", "json", "set", "k", "v"])
        #expect(result.status == 0 && result.text.contains("\"server\":\"cache-a.example:\(server.port)\""))
        await endpoint.stop()
        server.stop()
    }

    @Test func anEndpointThatIsNone() async throws {
        let nowhere = try Shell.run(["--discover", "127.0.0.1:1", "get", "k"])
        #expect(nowhere.status == 3 && nowhere.errors.contains("--discover: 127.0.0.1:1: connection refused"))
        let server = try MemcachedServer()
        let ordinary = try Shell.run(["--discover", server.address, "get", "k"])
        #expect(ordinary.status == 3 && ordinary.errors.contains("no list of nodes"))
        server.stop()
        for arguments in [
            ["--discover", "a:1", "-s", "b:1"], ["--discover", "a:1:x"], ["--cluster", "x", "--local", "1"],
        ] {
            #expect(try Shell.run(arguments + ["get", "k"]).status == 64)
        }
    }
}
