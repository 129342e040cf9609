import Foundation

/// `faultserver.py`: a server that misbehaves as told.
package final class FaultServer: Sendable {
    package let port: Int
    private let child: Child

    package var address: String { "127.0.0.1:\(port)" }

    private static let script = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("Fixtures/faultserver.py").path

    package init(_ scenario: String, _ arguments: [String] = []) throws {
        guard let python = Child.find("python3") else { throw Child.Problem("python3 is not installed") }
        let output = Pipe()
        child = try Child(
            python,
            [FaultServer.script, "--scenario", scenario, "--max-seconds", "60"] + arguments
        ) { process in
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = output
        }
        // Its first line is its port.
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Child.Problem("faultserver.py said '\(line)'")
        }
        self.port = port
    }

    package func stop() { child.stop() }
}
