import Foundation

/// nutcracker in front of two real servers.
package final class Twemproxy: Sendable {
    package let address: String
    private let servers: [MemcachedServer]
    private let child: Child

    package init() throws {
        guard let program = Child.find("nutcracker") else { throw Child.Problem("nutcracker is not installed") }
        servers = [try MemcachedServer(), try MemcachedServer()]
        let port = try FreePort.find()
        let folder = try TemporaryFolder()
        let lines = servers.map { "   - \($0.address):1\n" }.joined()
        let configuration = try folder.file(
            "nutcracker.yml",
            "pool:\n  listen: 127.0.0.1:\(port)\n  hash: fnv1a_64\n  distribution: ketama\n  servers:\n\(lines)"
        )
        let statistics = try FreePort.find()
        child = try Child(program, ["-c", configuration, "-a", "127.0.0.1", "-s", "\(statistics)"]) { process in
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
        }
        address = "127.0.0.1:\(port)"
        // It never says when it listens, so it is asked until it answers.
        try FreePort.waitUntilTaken(port)
    }

    package func stop() {
        child.stop()
        for server in servers { server.stop() }
    }
}
