import Foundation
import Memcached
import MemcachedTestSupport
import NIOCore
import Synchronization
import Testing

/// A clock that a test moves on.
final class TestClock: Sendable {
    private let offset = Mutex(Duration.zero)
    private let start = ContinuousClock.now

    var now: ContinuousClock.Instant { start + offset.withLock { $0 } }
    func advance(by duration: Duration) { offset.withLock { $0 += duration } }
}

/// One server, or three with weights: the typed calls mean the same.
@Suite struct ClientTests {
    enum Cluster: CaseIterable {
        case one, threeWeighted
    }

    static func with(
        _ cluster: Cluster,
        _ body: (MemcachedClient) async throws -> Void
    ) async throws {
        let servers = try (0..<(cluster == .one ? 1 : 3)).map { _ in try MemcachedServer() }
        let addresses = try servers.enumerated().map { try ServerAddress(parsing: "\($1.address):\($0 + 1)") }
        try await withMemcached(addresses) { try await body($0) }
        for server in servers { server.stop() }
    }

    @Test(arguments: Cluster.allCases)
    func everyVerb(cluster: Cluster) async throws {
        try await Self.with(cluster) { cache in
            #expect(try await cache.get("k") == nil)
            try await cache.set("k", to: "Ada", flags: 7, expires: .after(.seconds(300)))
            let item = try #require(try await cache.get("k"))
            #expect(item.string == "Ada" && item.flags == 7 && item.token == nil)

            #expect(try await cache.add("k", "x") == .notStored)
            #expect(try await cache.add("new", "x") == .stored)
            #expect(try await cache.replace("missing", "x") == .notStored)
            #expect(try await cache.append("k", "!") == .stored)
            #expect(try await cache.prepend("k", "O ") == .stored)
            #expect(try await cache.append("missing", "!") == .notStored)
            #expect(try await cache.get("k")?.string == "O Ada!")

            try await cache.set("n", to: 1)
            #expect(try await cache.increment("n", by: 9) == 10)
            #expect(try await cache.decrement("n", by: 5) == 5)
            #expect(try await cache.decrement("n", by: .max) == 0)
            #expect(try await cache.increment("missing") == nil)
            await #expect(throws: MemcachedError.self) { try await cache.increment("k") }

            #expect(try await cache.touch("k", expires: .never))
            #expect(try await cache.touch("missing", expires: .never) == false)
            #expect(try await cache.getAndTouch("k", expires: .immediately)?.string == "O Ada!")
            #expect(try await cache.get("k") == nil)

            #expect(try await cache.delete("n"))
            #expect(try await cache.delete("n") == false)
        }
    }

    @Test(arguments: Cluster.allCases)
    func compareAndSet(cluster: Cluster) async throws {
        try await Self.with(cluster) { cache in
            try await cache.set("product_count", to: 900)
            let mine = try #require(try await cache.gets("product_count")?.token)
            let theirs = try #require(try await cache.gets("product_count")?.token)
            #expect(try await cache.compareAndSet("product_count", to: 899, token: mine) == .stored)
            #expect(try await cache.compareAndSet("product_count", to: 899, token: theirs) == .exists)
            #expect(try await cache.get("product_count")?.string == "899")
            #expect(try await cache.compareAndSet("gone", to: 1, token: 1) == .notFound)
        }
    }

    @Test(arguments: Cluster.allCases)
    func severalKeys(cluster: Cluster) async throws {
        try await Self.with(cluster) { cache in
            let values = Dictionary(uniqueKeysWithValues: (0..<5000).map { (Key("key:\($0):第"), "value \($0)") })
            #expect(try await cache.set(values).isEmpty)
            let missing: [Key] = (0..<100).map { "missing:\($0)" }
            let found = try await cache.get(Array(values.keys) + missing)
            #expect(found.count == 5000)
            for (key, value) in values { #expect(found[key]?.string == value) }
            #expect(try await cache.delete(Array(values.keys) + missing).count == 5000)
            #expect(try await cache.get(Array(values.keys)).isEmpty)
        }
    }

    @Test func valuesAreBytes() async throws {
        try await Self.with(.one) { cache in
            let samples: [[UInt8]] = [
                [], [0], Array("END\r\nVALUE k 0 1\r\n".utf8), Array(0...255), Array(repeating: 0x0d, count: 1_000_000),
            ]
            for sample in samples {
                try await cache.set("k", to: sample)
                #expect(try await cache.get("k")?.bytes == sample)
            }
        }
    }

    /// A listing that may end early does, and without a complaint; the whole one goes on to the end.
    @Test func ofTheKeysOfAServerSomeAreEnough() async throws {
        try await Self.with(.one) { cache in
            for number in 0..<2000 { try await cache.set("key:\(number)", to: "v") }
            let some = try await cache.foldKeys(of: 0, into: 0, atMost: 1000) { count, _ in count += 1 }
            #expect((1..<2000).contains(some.result))
            let all = try await cache.foldKeys(of: 0, into: 0) { count, _ in count += 1 }
            #expect(all.result == 2000)
        }
    }

    @Test func aKeyThatIsWrongIsNeverSent() async throws {
        let server = try await ScriptedServer { _, _ in [.send("END\r\n")] }
        try await withMemcached([ServerAddress(.host("127.0.0.1", port: server.port))]) { cache in
            for key: Key in ["", "a b", "x\r\nflush_all", Key(String(repeating: "k", count: 251))] {
                let error = await #expect(throws: MemcachedError.self) { try await cache.set(key, to: "v") }
                #expect(error?.code == .invalidKey)
                await #expect(throws: MemcachedError.self) { try await cache.get(["good", key]) }
            }
        }
        #expect(server.received.isEmpty)
        await server.stop()
    }

    /// Every reply goes to its own question, also when some of those who ask give up.
    @Test func manyTasksAndSomeGiveUp() async throws {
        try await Self.with(.threeWeighted) { cache in
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<64 {
                    group.addTask {
                        for round in 0..<100 {
                            let key = Key("task:\(task):\(round % 7)")
                            let work = Task { () -> String? in
                                try await cache.set(key, to: "\(key)=\(round)")
                                return try await cache.get(key)?.string
                            }
                            if (task + round) % 5 == 0 { work.cancel() }
                            if case .success(let value?) = await work.result { #expect(value.hasPrefix("\(key)=")) }
                        }
                    }
                }
            }
        }
    }

    @Test func aServerStopsAndComesBack() async throws {
        let servers = try (0..<3).map { _ in try MemcachedServer() }
        let clock = TestClock()
        let events = Mutex<[ServerEvent]>([])
        var configuration = MemcachedConfiguration(servers: try servers.map { try ServerAddress(parsing: $0.address) })
        configuration.onServerEvent = { event in events.withLock { $0.append(event) } }
        let cache = try MemcachedClient(configuration, now: { clock.now })
        let keys: [Key] = (0..<300).map { "key:\($0)" }
        for key in keys { try await cache.set(key, to: "before") }

        servers[1].stop()
        let orphans = keys.filter { cache.distribution.server(for: $0.bytes.span, log: nil) == 1 }
        var diminished = cache.distribution
        diminished.down = [1]
        #expect(orphans.count > 50)
        // Its keys go where python-memcached's rule says, and no call fails.
        for key in keys { try await cache.set(key, to: "during") }
        for answer in await cache.perform(orphans.map { .retrieve(keys: [$0], exptime: nil, tokens: false) }) {
            #expect(answer.server != 1 && answer.isRerouted)
        }
        for key in orphans {
            #expect(cache.currentServer(of: key) == diminished.server(for: key.bytes.span, log: nil))
        }
        try servers[1].restart()
        clock.advance(by: .seconds(29))
        #expect(try await cache.get(orphans[0])?.string == "during")
        // Thirty seconds after it was lost, it is tried again: empty, but there.
        clock.advance(by: .seconds(2))
        #expect(try await cache.get(orphans[0]) == nil)
        #expect(cache.currentServer(of: orphans[0]) == 1)
        let seen = events.withLock { $0 }
        #expect(seen.count == 2 && seen.last == .up(server: 1))
        if case .down(1, let reason, _) = seen.first {
            #expect(reason.contains("refused"))
        } else {
            Issue.record("no event")
        }
        await cache.shutDown()
        for server in servers { server.stop() }
    }

    @Test func withoutASubstituteTheServerItselfIsAskedAgain() async throws {
        let server = try MemcachedServer()
        let clock = TestClock()
        let cache = try MemcachedClient(
            MemcachedConfiguration(servers: [try ServerAddress(parsing: server.address)]),
            now: { clock.now }
        )
        try await cache.set("k", to: "v")
        server.stop()
        let error = await #expect(throws: MemcachedError.self) { try await cache.set("k", to: "w") }
        #expect(error?.code == .unreachable || error?.code == .connectionLost)
        try server.restart()
        clock.advance(by: .seconds(2))
        try await cache.set("k", to: "w")
        #expect(try await cache.get("k")?.string == "w")
        await cache.shutDown()
        let after = await #expect(throws: MemcachedError.self) { try await cache.get("k") }
        #expect(after?.code == .shutDown)
        server.stop()
    }

    @Test func anIdleConnectionThatWasClosedIsOpenedAgain() async throws {
        // Each connection answers once, and is closed behind the next question's back.
        let server = try await ScriptedServer { line, _ in
            line.hasPrefix("get") ? [.send("VALUE k 0 1\r\nv\r\nEND\r\n"), .close] : [.send("STORED\r\n"), .close]
        }
        try await withMemcached([ServerAddress(.host("127.0.0.1", port: server.port))]) { cache in
            for _ in 0..<20 {
                let item = try await cache.get("k")
                #expect(item?.string == "v")
            }
        }
        #expect(server.connections >= 20)
        await server.stop()
    }

    @Test func unixSocketsAndNames() async throws {
        let folder = try TemporaryFolder()
        let server = try MemcachedServer()
        try await withMemcached([ServerAddress(.host("localhost", port: server.port))]) { cache in
            try await cache.set("k", to: "v")
            #expect(try await cache.get("k")?.string == "v")
        }
        try await withMemcached([ServerAddress(parsing: "unix:\(folder.path)/none.sock")]) { cache in
            let error = await #expect(throws: MemcachedError.self) { try await cache.get("k") }
            #expect(error?.code == .unreachable && error?.message == "there is no such socket")
        }
        try await withMemcached([ServerAddress(parsing: "nosuch.invalid:1")]) { cache in
            let error = await #expect(throws: MemcachedError.self) { try await cache.get("k") }
            #expect(error?.code == .unreachable && error?.mayHaveHappened == false)
        }
        server.stop()
    }

    @Test func manyKeysOfServersOfWhichOneIsDown() async throws {
        let servers = try (0..<3).map { _ in try MemcachedServer() }
        let addresses = try servers.map { try ServerAddress(parsing: $0.address) }
        let keys = (0..<5000).map { Key("a:long:enough:name:\($0)") }
        try await withMemcached(addresses) { cache in
            let missing = try await cache.set(Dictionary(uniqueKeysWithValues: keys.map { ($0, "\($0)!") }))
            #expect(missing.isEmpty)
            let all = try await cache.get(keys + keys.prefix(3))
            #expect(all.count == keys.count && all.allSatisfy { $1.string == "\($0)!" })
            #expect(try await cache.gets(keys).values.allSatisfy { $0.token != nil })

            // Its keys are looked for elsewhere, where nobody has put them; those of the others are there.
            servers[1].stop()
            let home = keys.map { cache.distribution.server(for: $0.bytes.span, log: nil) }
            for _ in 0..<2 {
                let found = try await cache.get(keys)
                for (key, server) in zip(keys, home) { #expect((found[key] == nil) == (server == 1)) }
            }
            let retrieval = await cache.retrieve(keys, exptime: nil, tokens: false)
            for (place, server) in home.enumerated() {
                let exception = retrieval.exceptions[place]
                #expect((exception?.server ?? retrieval.servers[place]) != 1)
                #expect((exception?.isRerouted ?? false) == (server == 1))
            }
        }
        for server in servers { server.stop() }
    }

    @Test func oneBadKeyAndNoneIsAskedFor() async throws {
        try await Self.with(.threeWeighted) { cache in
            try await cache.set("good", to: "v")
            let results = await cache.results(of: ["good", "bad key", "fine"])
            #expect(results.count == 3)
            for result in results.values {
                let error = #expect(throws: MemcachedError.self) { try result.get() }
                #expect(error?.code == .invalidKey)
            }
        }
    }

    @Test func batches() async throws {
        try await Self.with(.threeWeighted) { cache in
            var batch = cache.batch()
            for number in 0..<1000 { batch.set("n:\(number)", to: number) }
            batch.delete("n:7")
            batch.delete("never")
            batch.increment("n:8", by: 2)
            batch.get("n:8")
            let results = await batch.send()
            #expect(results.count == 1004)
            let stored = results[0..<1000].filter { $0 == .success(.stored) }
            #expect(stored.count == 1000)
            #expect(results[1000] == .success(.deleted))
            #expect(results[1001] == .success(.notFound))
            #expect(results[1002] == .success(.number(10)))
            guard case .success(.item(let item)) = results[1003] else {
                Issue.record("no item")
                return
            }
            #expect(item.string == "10")
        }
    }
}
