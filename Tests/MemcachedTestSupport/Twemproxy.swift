import Foundation

/// nutcracker in front of two real servers.
public final class Twemproxy: Sendable {
    public let address: String
    private let servers: [MemcachedServer]
    private let child: Child

    public init() throws {
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
        let log = Pipe()
        child = try Child(program, ["-c", configuration, "-a", "127.0.0.1", "-s", "\(statistics)", "-v", "6"]) { process in
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = log
        }
        address = "127.0.0.1:\(port)"
        // Its log says when it listens.
        var said = ""
        while !said.contains("listening on") {
            let more = log.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Child.Problem("nutcracker: \(said.suffix(300))") }
            said += String(decoding: more, as: UTF8.self)
        }
        log.fileHandleForReading.readabilityHandler = { handle in
            if handle.availableData.isEmpty { handle.readabilityHandler = nil }
        }
    }

    public func stop() {
        child.stop()
        for server in servers { server.stop() }
    }
}
