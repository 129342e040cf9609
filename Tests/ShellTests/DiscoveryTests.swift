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

    /// A long script finds out that there are fewer servers while it is about to ask them what they understand.
    @Test func aClusterThatShrinksWithinAScript() async throws {
        let staying = try MemcachedServer()
        let list = NodeList()
        let endpoint = try await list.endpoint()
        @Sendable func nodes(_ version: Int, _ ports: [Int]) -> String {
            let text = "\(version)\n\(ports.map { "|127.0.0.1|\($0)" }.joined(separator: " "))\n"
            return "CONFIG cluster 0 \(text.utf8.count)\r\n\(text)\r\nEND\r\n"
        }
        let itself = Mutex<ScriptedServer?>(nil)
        let leaving = try await ScriptedServer { line, _ in
            guard let number = Int(line.dropFirst("get k".count)) else { return [.send("ERROR\r\n")] }
            guard number >= 200 else { return [.send("END\r\n")] }
            list.set(nodes(2, [staying.port]))
            itself.withLock { $0 }?.stopListening()
            return [.close]
        }
        itself.withLock { $0 = leaving }
        list.set(nodes(1, [staying.port, leaving.port]))
        let count = 1000
        let script = (1...count).map { "get k\($0)\n" }.joined()
        let result = try Shell.run(["--discover", "127.0.0.1:\(endpoint.port)"], input: script.utf8)
        #expect(result.status == 0 || result.status == 3, "\(result.errors.suffix(500))")
        // Some are lost with the server, if it goes before they are asked for again.
        let failed = result.complaints.count {
            $0.contains("stdin:") && !$0.contains("cluster") && !$0.contains("is down")
        }
        #expect(result.lines.count { $0 == "MISS" } + failed >= count)
        #expect(result.errors.contains("the cluster has changed: 1 server now (version 2)"))
        staying.stop()
        await leaving.stop()
        await endpoint.stop()
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
