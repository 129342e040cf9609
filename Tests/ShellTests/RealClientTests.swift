import Foundation
import MemcachedTestSupport
import Testing

/// The clients themselves on the other side: each finds every item where the other put it.
@Suite(.serialized, .enabled(if: PythonPeer.isWanted, "PyPI cannot be reached: the clients themselves are not asked"))
struct RealClientTests {
    static let keys = (0..<250).map { "key:\($0)" } + (0..<250).map { "schlüssel:\($0):第一😀" }

    let peer: PythonPeer

    init() throws {
        peer = try #require(PythonPeer.shared, "the clients cannot be installed")
    }

    /// What the shell is told to do like the client, with the servers as the client has them.
    static func options(_ client: PythonClient, _ servers: [String]) -> [String] {
        ["-s", servers.joined(separator: ","), "--distribution", client.distribution, "-o", "json"]
    }

    static func weighted(_ servers: [MemcachedServer], _ weights: [Int]) -> [String] {
        zip(servers, weights).map { "\($0.address):\($1)" }
    }

    /// A script with a line for each key, as the shell answers it.
    static func run(_ options: [String], _ line: (String) -> String) throws -> Shell.Result {
        try Shell.run(options, input: keys.map { line($0) + "\n" }.joined().utf8)
    }

    static func flush(_ servers: [String]) throws {
        #expect(try Shell.run(["-s", servers.joined(separator: ","), "flush_all"]).status == 0)
    }

    /// Where two that should be the same are not; the first few tell as much as all.
    static func differences(_ found: [PythonPeer.Item], _ expected: [PythonPeer.Item]) -> [String] {
        if found.count != expected.count { return ["\(found.count) items, not \(expected.count)"] }
        return zip(found, expected).filter { $0 != $1 }.prefix(5).map { "\($0), not \($1)" }
    }

    @Test(arguments: PythonClient.all)
    func eachFindsWhatTheOtherWrote(client: PythonClient) throws {
        let servers = try client.weights.map { _ in try MemcachedServer() }
        let addresses = Self.weighted(servers, client.weights)
        let options = Self.options(client, addresses)

        // It writes: each item lies on one server. All five are in use, so that places tell something.
        let written = try peer.run(client, .write, addresses, Self.keys)
        #expect(written.map(\.key) == Self.keys)
        #expect(written.filter { $0.value != "value of \($0.key)" || $0.servers.count != 1 } == [])
        #expect(Set(written.flatMap(\.servers)) == Set(servers.map(\.address)))

        // We read: every value, from the server where it lies.
        let read = try Self.run(options) { "get \($0)" }
        #expect(read.status == 0 && read.errors == "", "\(read.status): \(read.errors.prefix(1000))")
        let found = try read.answers.map { answer in
            PythonPeer.Item(key: answer.key ?? "", value: answer.value, servers: answer.server.map { [$0] } ?? [])
        }
        #expect(Self.differences(found, written) == [])

        // We write: it reads every value, and each lies where it put it itself, and only there.
        try Self.flush(addresses)
        let stored = try Self.run(options) { "set \($0) 'value of \($0)'" }
        #expect(stored.status == 0 && stored.errors == "")
        #expect(try stored.answers.count { $0.status == "stored" } == Self.keys.count)
        let seen = try peer.run(client, .read, addresses, Self.keys)
        #expect(Self.differences(seen, written) == [])
        for server in servers { server.stop() }
    }

    /// With one of them gone, both go elsewhere, to the same place.
    @Test func pythonMemcachedWithAServerStopped() throws {
        let client = PythonClient(name: "python-memcached", distribution: "python-memcached", weights: [1, 2, 3])
        let servers = try client.weights.map { _ in try MemcachedServer() }
        let addresses = Self.weighted(servers, client.weights)
        let options = Self.options(client, addresses)
        servers[2].stop()

        // Ten tries need not find a server that is up; then neither of the two does.
        let written = try peer.run(client, .write, addresses, Self.keys)
        #expect(Set(written.flatMap(\.servers)) == Set(servers.prefix(2).map(\.address)))
        #expect(written.count { $0.servers.isEmpty } < 10)
        #expect(written.filter { $0.value != ($0.servers.isEmpty ? nil : "value of \($0.key)") } == [])
        let read = try Self.run(options) { "get \($0)" }.answers
        let found = read.map { answer in
            let hasFailed = answer.status == "error"
            let servers = hasFailed ? [] : answer.server.map { [$0] } ?? []
            return PythonPeer.Item(key: answer.key ?? "", value: answer.value, servers: servers)
        }
        #expect(Self.differences(found, written) == [])

        try Self.flush(addresses.dropLast())
        let stored = try Self.run(options) { "set \($0) 'value of \($0)'" }.answers
        #expect(stored.filter { $0.status != "stored" }.map(\.key) == written.filter(\.servers.isEmpty).map(\.key))
        let seen = try peer.run(client, .read, addresses, Self.keys)
        #expect(Self.differences(seen, written) == [])
        for server in servers { server.stop() }
    }

    @Test func pymemcacheWithAServerStopped() throws {
        let client = PythonClient(name: "pymemcache", distribution: "pymemcache")
        let servers = try client.weights.map { _ in try MemcachedServer() }
        let addresses = Self.weighted(servers, client.weights)
        let options = Self.options(client, addresses)
        let stopped = servers[1].address
        let homes = try peer.run(client, .write, addresses, Self.keys)
        servers[1].stop()
        try Self.flush(addresses.filter { !$0.hasPrefix("\(stopped):") })

        // It writes, we read, and are told of the state of things at the end.
        let written = try peer.run(client, .write, addresses, Self.keys)
        #expect(written.filter { $0.value != "value of \($0.key)" || $0.servers.count != 1 } == [])
        #expect(Set(written.flatMap(\.servers)).count == 4)
        let script = Self.keys.map { "get \($0)\n" }.joined() + "servers\n"
        let result = try Shell.run(options, input: script.utf8)
        var answers = try result.answers
        let table = try #require(answers.popLast()?.servers)
        #expect(table.filter { $0.state == "down" }.map(\.server) == [stopped])
        #expect(table.count { $0.state == "up" } == 4)
        let found = answers.map { answer in
            PythonPeer.Item(key: answer.key ?? "", value: answer.value, servers: answer.server.map { [$0] } ?? [])
        }
        #expect(Self.differences(found, written) == [])
        // Those that lay on the server that is gone were sent elsewhere, and say so; no others.
        let rerouted = zip(homes, answers).filter { ($0.servers == [stopped]) != ($1.rerouted == true) }
        #expect(rerouted.map(\.0) == [])
        #expect(homes.contains { $0.servers == [stopped] })
        let complaints = result.complaints.filter { $0.contains(" is down (") }
        #expect(complaints.count == 1, "\(result.errors)")
        let words = "\(stopped) is down (connection refused); its keys go to other servers"
        #expect(complaints.first?.contains(words) == true)

        // We write, it reads.
        try Self.flush(addresses.filter { !$0.hasPrefix("\(stopped):") })
        let stored = try Self.run(options) { "set \($0) 'value of \($0)'" }
        #expect(try stored.answers.count { $0.status == "stored" } == Self.keys.count)
        #expect(stored.complaints.count == 1 && stored.status == 0, "\(stored.errors)")
        let seen = try peer.run(client, .read, addresses, Self.keys)
        #expect(Self.differences(seen, written) == [])
        for server in servers { server.stop() }
    }
}
