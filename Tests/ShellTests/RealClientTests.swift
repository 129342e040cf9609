import Foundation
import MemcachedTestSupport
import Testing

/// python-memcached 1.62 itself on the other side: each finds every item where the other put it.
@Suite(.serialized) struct RealClientTests {
    static let keys = (0..<1000).map { "key:\($0)" } + (0..<1000).map { "schlüssel:\($0):第一😀" }

    /// A Python with the client, in an environment of its own; `nil` where PyPI cannot be reached.
    static let python: String? = {
        guard let system = Child.find("python3") else { return nil }
        let folder = "\(URL(fileURLWithPath: Shell.program).deletingLastPathComponent().path)/python-memcached-1.62"
        let python = "\(folder)/bin/python"
        if run(python, ["-c", "import memcache"]) != nil { return python }
        guard run(system, ["-m", "venv", folder]) != nil,
            run(python, ["-m", "pip", "install", "--quiet", "python-memcached==1.62"]) != nil
        else { return nil }
        return python
    }()

    static var isInCI: Bool { ProcessInfo.processInfo.environment["CI"] != nil }

    /// What a program says, if it ends well.
    static func run(_ program: String, _ arguments: [String]) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }

    static func peer(_ python: String, _ mode: String, _ servers: [String]) throws -> [String] {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/python_memcached_peer.py").path
        let output = try #require(run(python, [script, mode] + servers))
        return output.split(separator: "\n").map(String.init)
    }

    /// What the shell reads of all keys: the server that it read each from, and the value; or that there is none to ask.
    static func read(_ servers: [String]) throws -> [(server: String?, value: String?)] {
        let script = keys.map { "get \($0)\n" }.joined()
        let result = try Shell.script(script, servers: servers, ["-o", "json"])
        return try result.lines.map { line in
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let hasFailed = object["status"] as? String == "error"
            return hasFailed ? (nil, nil) : (object["server"] as? String, object["value"] as? String)
        }
    }

    @Test(.enabled(if: python != nil || isInCI, "PyPI cannot be reached: python-memcached itself is not asked"))
    func bothWaysAndWithAServerStopped() throws {
        let python = try #require(Self.python, "python-memcached cannot be installed")
        let servers = try (0..<3).map { _ in try MemcachedServer() }
        let weighted = servers.enumerated().map { "\($1.address):\($0 + 1)" }

        // It writes, we read: every value, from the server that it chose. With a server down, ten tries need not find
        // one that is up; then neither of the two does.
        func checkThatWeReadWhatItWrote() throws {
            let written = try Self.peer(python, "set", weighted)
            let read = try Self.read(weighted)
            #expect(written.count == 2000 && read.count == 2000)
            for (key, (line, read)) in zip(Self.keys, zip(written, read)) {
                #expect(line == read.server.map { "\(key)\t\($0)" } ?? "not stored: \(key)")
                #expect(read.value == read.server.map { _ in "value of \(key)" })
            }
            #expect(Set(read.compactMap(\.server)).count >= 2)
            #expect(read.count { $0.server == nil } < 20)
        }

        // We write, it reads.
        func checkThatItReadsWhatWeWrote() throws {
            _ = try Shell.run(["-s", weighted.joined(separator: ","), "flush_all"])
            let script = Self.keys.map { "set \($0) 'value of \($0)' --flags 16\n" }.joined()
            let result = try Shell.script(script, servers: weighted, ["-o", "json"])
            let failed = zip(Self.keys, result.lines).filter { !$1.contains("\"status\":\"stored\"") }.map(\.0)
            #expect(try Self.peer(python, "get", weighted) == failed.map { "wrong: \($0): None" })
            #expect(failed.count < 20)
        }

        try checkThatWeReadWhatItWrote()
        try checkThatItReadsWhatWeWrote()
        // With one of them gone, both go elsewhere, to the same place.
        servers[2].stop()
        try checkThatWeReadWhatItWrote()
        try checkThatItReadsWhatWeWrote()
        for server in servers { server.stop() }
    }
}
