import Foundation
import Memcached
import MemcachedTestSupport
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// Tasks that each ask for one key, at the same time: their keys go in one line, and each gets its own answer.
@Suite struct SharedLineTests {
    /// A client whose one event loop can be held up, so that what tasks ask for meanwhile comes in one tick.
    final class HeldClient: Sendable {
        let client: MemcachedClient
        private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

        init(_ server: ScriptedServer) throws {
            var configuration = MemcachedConfiguration(servers: [
                try ServerAddress(.host("127.0.0.1", port: server.port))
            ])
            configuration.eventLoopGroup = group
            client = try MemcachedClient(configuration)
        }

        /// Starts tasks one after the other while the loop stands still, and returns what came of them.
        func results<Value: Sendable>(
            _ work: [@Sendable (MemcachedClient) async throws -> Value]
        ) async -> [Result<Value, any Error>] {
            let gate = DispatchSemaphore(value: 0)
            group.next().execute { gate.wait() }
            var tasks: [Task<Value, any Error>] = []
            for body in work {
                tasks.append(Task { [client] in try await body(client) })
                // Nothing tells when a task has asked and waits.
                try? await Task.sleep(for: .milliseconds(30))
            }
            gate.signal()
            var results: [Result<Value, any Error>] = []
            for task in tasks { results.append(await task.result) }
            return results
        }

        func shutDown() async {
            await client.shutDown()
            try? await group.shutdownGracefully()
        }
    }

    static func get(_ key: Key) -> @Sendable (MemcachedClient) async throws -> String? {
        { cache in try await cache.get(key)?.string }
    }

    @Test func eachGetsItsOwn() async throws {
        let server = try await ScriptedServer { line, _ in
            line == "get a b a c" ? [.send("VALUE a 0 1\r\nA\r\nVALUE a 0 1\r\nA\r\nVALUE c 0 1\r\nC\r\nEND\r\n")] : []
        }
        let held = try HeldClient(server)
        let results = await held.results(["a", "b", "a", "c"].map { Self.get($0) })
        #expect(results.map { try? $0.get() } == ["A", nil, "A", "C"])
        #expect(server.received == ["get a b a c"])
        await held.shutDown()
        await server.stop()
    }

    @Test func aRefusalInTheMiddleIsForThoseWithoutAValue() async throws {
        let server = try await ScriptedServer { _, _ in
            [.send("VALUE a 0 1\r\nA\r\nSERVER_ERROR out of memory writing get response\r\n")]
        }
        let held = try HeldClient(server)
        let results = await held.results(["a", "b"].map { Self.get($0) })
        #expect(try results[0].get() == "A")
        let error = #expect(throws: MemcachedError.self) { try results[1].get() }
        #expect(error?.code == .refusedByServer)
        await held.shutDown()
        await server.stop()
    }

    @Test func whoIsCancelledLeavesTheOthersTheirAnswers() async throws {
        let asked = Mutex(false)
        let server = try await ScriptedServer { line, _ in
            asked.withLock { $0 = true }
            return [.send("VALUE a 0 1\r\nA\r\nVALUE b 0 1\r\nB\r\nEND\r\n")]
        }
        let held = try HeldClient(server)
        let results = await held.results([
            { cache in
                let inner = Task { try await cache.get("a")?.string }
                try await Task.sleep(for: .milliseconds(10))
                inner.cancel()
                return try await inner.value
            },
            Self.get("b"),
        ])
        let error = #expect(throws: MemcachedError.self) { try results[0].get() }
        #expect(error?.code == .cancelled)
        #expect(try results[1].get() == "B")
        await held.shutDown()
        await server.stop()
    }

    @Test func aConnectionThatClosesWithinTheReplyFailsOneKey() async throws {
        let server = try await ScriptedServer { line, connection in
            if connection == 1 { return [.send("VALUE a 0 1\r\n"), .close] }
            return line == "get b" ? [.send("VALUE b 0 1\r\nB\r\nEND\r\n")] : [.send("END\r\n")]
        }
        let held = try HeldClient(server)
        let results = await held.results(["a", "b"].map { Self.get($0) })
        let error = #expect(throws: MemcachedError.self) { try results[0].get() }
        #expect(error?.code == .connectionLost)
        // Nothing of it had come, so it may be asked for again.
        #expect(try results[1].get() == "B")
        await held.shutDown()
        await server.stop()
    }

    @Test func anInterruptionEndsWhatWasAskedBeforeIt() async throws {
        let server = try await ScriptedServer { line, _ in
            line == "get b" ? [.send("VALUE b 0 1\r\nB\r\nEND\r\n")] : []
        }
        let held = try HeldClient(server)
        let results = await held.results([
            Self.get("a"),
            { cache in
                cache.interrupt()
                return "interrupted"
            },
            Self.get("b"),
        ])
        let error = #expect(throws: MemcachedError.self) { try results[0].get() }
        #expect(error?.code == .cancelled)
        #expect(try results[2].get() == "B")
        await held.shutDown()
        await server.stop()
    }
}
