import Foundation
import Synchronization

/// A real memcached on a port of its own, which can be stopped and started again.
package final class MemcachedServer: Sendable {
    package let port: Int
    private let arguments: [String]
    private let child: Mutex<Child?>

    package var address: String { "127.0.0.1:\(port)" }

    package init(_ arguments: [String] = []) throws {
        var lastProblem: (any Error)?
        for _ in 0..<5 {
            let port = try FreePort.find()
            do {
                child = Mutex(try MemcachedServer.start(port: port, arguments))
                self.port = port
                self.arguments = arguments
                return
            } catch {
                // Somebody else took the port meanwhile.
                lastProblem = error
            }
        }
        throw lastProblem ?? Child.Problem("memcached does not start")
    }

    /// Ends the server; its port stays its own as far as the tests go.
    package func stop() {
        child.withLock { child in
            child?.stop()
            child = nil
        }
    }

    /// Lets it stand still: its port accepts, and nothing is answered.
    package func pause() { child.withLock { $0?.signal(SIGSTOP) } }

    /// Lets it go on, with all that was sent to it meanwhile.
    package func resume() { child.withLock { $0?.signal(SIGCONT) } }

    /// Starts it again, empty, on the same port.
    package func restart() throws {
        stop()
        let new = try MemcachedServer.start(port: port, arguments)
        child.withLock { $0 = new }
    }

    private static func start(port: Int, _ arguments: [String]) throws -> Child {
        guard let program = Child.find("memcached") else { throw Child.Problem("memcached is not installed") }
        let user = getuid() == 0 ? ["-u", "root"] : []
        let errors = Pipe()
        let child = try Child(
            program,
            ["-l", "127.0.0.1", "-p", "\(port)", "-U", "0", "-t", "2", "-vv"] + user + arguments
        ) { process in
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = errors
        }
        // It says so when it listens; that is the event to wait for.
        var said = Data()
        while !said.contains(Data("server listening".utf8)) {
            let more = errors.fileHandleForReading.availableData
            if more.isEmpty {
                child.stop()
                throw Child.Problem("memcached: \(String(decoding: said, as: UTF8.self).suffix(200))")
            }
            said += more
        }
        // It goes on talking; somebody has to listen.
        errors.fileHandleForReading.readabilityHandler = { handle in
            if handle.availableData.isEmpty { handle.readabilityHandler = nil }
        }
        return child
    }
}

extension Data {
    fileprivate func contains(_ other: Data) -> Bool { range(of: other) != nil }
}
