import Foundation

/// nutcracker in front of real servers.
package final class Twemproxy: Sendable {
    /// A pool of its configuration. Pools share the servers: the first member of each is the first of them.
    package struct Pool: Sendable {
        package let name: String
        let settings: [String]
        let members: [Member]

        /// `settings` are lines like `hash: md5`.
        package init(_ name: String, _ settings: [String], _ members: [Member]) {
            self.name = name
            self.settings = settings
            self.members = members
        }
    }

    package struct Member: Sendable {
        let weight: Int
        let name: String?

        package init(weight: Int = 1, name: String? = nil) {
            self.weight = weight
            self.name = name
        }
    }

    /// The path of the configuration that nutcracker was started with, which is there as long as this is.
    package let configuration: String
    package let servers: [MemcachedServer]
    private let ports: [String: Int]
    private let folder: TemporaryFolder
    private let child: Child

    /// Where the first pool listens.
    package let address: String

    package init(
        _ pools: [Pool] = [Pool("pool", ["hash: fnv1a_64", "distribution: ketama"], [Member(), Member()])]
    ) throws {
        guard let program = Child.find("nutcracker") else { throw Child.Problem("nutcracker is not installed") }
        guard let first = pools.first else { throw Child.Problem("nutcracker wants a pool") }
        let servers = try (0..<(pools.map(\.members.count).max() ?? 0)).map { _ in try MemcachedServer() }
        var ports: [String: Int] = [:]
        var text = ""
        for pool in pools {
            let port = try FreePort.find()
            ports[pool.name] = port
            text += "\(pool.name):\n  listen: 127.0.0.1:\(port)\n"
            for setting in pool.settings { text += "  \(setting)\n" }
            text += "  servers:\n"
            for (server, member) in zip(servers, pool.members) {
                text += "   - \(server.address):\(member.weight)\(member.name.map { " \($0)" } ?? "")\n"
            }
        }
        folder = try TemporaryFolder()
        configuration = try folder.file("nutcracker.yml", text)
        let statistics = try FreePort.find()
        child = try Child(program, ["-c", configuration, "-a", "127.0.0.1", "-s", "\(statistics)"]) { process in
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
        }
        self.servers = servers
        self.ports = ports
        address = "127.0.0.1:\(ports[first.name] ?? 0)"
        // It never says when it listens, so it is asked until it answers.
        for port in ports.values { try FreePort.waitUntilTaken(port) }
    }

    /// Where a pool listens.
    package func address(of pool: Pool) -> String { "127.0.0.1:\(ports[pool.name] ?? 0)" }

    package func stop() {
        child.stop()
        for server in servers { server.stop() }
    }
}
