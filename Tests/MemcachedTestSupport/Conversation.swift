import Foundation
import Synchronization

/// What came on a stream that is read beside the conversation.
private final class Heard: Sendable {
    let data = Mutex(Data())
}

/// The built program as another program talks with it, over two pipes.
package final class Conversation {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errorPipe = Pipe()
    private var unread = Data()
    private let heard = Heard()

    /// What came on standard error so far.
    package var errors: String { heard.data.withLock { String(decoding: $0, as: UTF8.self) } }

    package init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: Shell.program)
        process.arguments = arguments
        process.environment = Shell.environment
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errorPipe
        errorPipe.fileHandleForReading.readabilityHandler = { [heard] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            heard.data.withLock { $0 += data }
        }
        try process.run()
    }

    deinit { if process.isRunning { kill() } }

    /// Sends a line, and waits for so many lines of answer.
    package func ask(_ line: String, lines: Int = 1) throws -> String {
        try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
        var answer: [String] = []
        while answer.count < lines {
            if let end = unread.firstIndex(of: 0x0a) {
                answer.append(String(decoding: unread[..<end], as: UTF8.self))
                unread = Data(unread[(end + 1)...])
                continue
            }
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { throw Child.Problem("it ended at '\(line)': \(errors)") }
            unread += data
        }
        return answer.joined(separator: "\n")
    }

    /// Ends the input, and returns the exit status.
    package func end() throws -> Int32 {
        try input.fileHandleForWriting.close()
        _ = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Sends a signal, and returns the exit status (negative: the signal itself ended it).
    package func signal(_ number: Int32) -> Int32 {
        Foundation.kill(process.processIdentifier, number)
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    package func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
