package import Foundation
import Synchronization

/// A process that a test started, which ends with the test.
package final class Child: Sendable {
    /// What a test could not do.
    package struct Problem: Error, CustomStringConvertible {
        package let description: String
        package init(_ description: String) { self.description = description }
    }

    private let process: Mutex<Process>

    init(_ program: String, _ arguments: [String], configure: (Process) -> Void = { _ in }) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        configure(process)
        try process.run()
        self.process = Mutex(process)
    }

    package var id: Int32 { process.withLock { $0.processIdentifier } }

    /// Sends a signal, unless the process is gone.
    func signal(_ signal: Int32) {
        process.withLock { process in
            if process.isRunning { kill(process.processIdentifier, signal) }
        }
    }

    /// Ends the process and waits until it is gone.
    package func stop(with signal: Int32 = SIGKILL) {
        process.withLock { process in
            guard process.isRunning else { return }
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
        }
    }

    deinit { stop() }

    /// The first of the usual folders that holds a program.
    package static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/usr/local/bin"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}

/// A port of loopback that nobody uses.
package enum FreePort {
    /// Waits until somebody listens on a port.
    package static func waitUntilTaken(_ port: Int) throws {
        let end = Date(timeIntervalSinceNow: 10)
        while Date() < end {
            if isTaken(port) { return }
            poll(nil, 0, 5)
        }
        throw Child.Problem("nobody listens on port \(port)")
    }

    /// Waits until nobody listens on a port any longer.
    package static func becomesFree(_ port: Int) -> Bool {
        let end = Date(timeIntervalSinceNow: 10)
        while Date() < end {
            if !isTaken(port) { return true }
            poll(nil, 0, 5)
        }
        return false
    }

    private static func isTaken(_ port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port: UInt16(port))
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                connect(socket, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        address.sin_port = port.bigEndian
        return address
    }

    package static func find() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, length) == 0 ? getsockname(socket, pointer, &length) : -1
            }
        }
        guard result == 0 else { throw Child.Problem("no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// A folder that goes with the test.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("mcsh-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    package func file(_ name: String, _ contents: String) throws -> String {
        try file(name, Data(contents.utf8))
    }

    package func file(_ name: String, _ contents: Data) throws -> String {
        let file = "\(path)/\(name)"
        try contents.write(to: URL(fileURLWithPath: file))
        return file
    }
}
