import Foundation
import Synchronization

/// What comes on standard error, beside all else.
private final class Heard: Sendable {
    let data = Mutex(Data())
    let end = DispatchSemaphore(value: 0)
}

/// The built program at work on a script that is fed to it while its answers are read, through plain descriptors.
///
/// One thread may feed and another read. Nothing here waits longer than ``patience`` without anything happening.
package final class ScriptProcess: @unchecked Sendable {
    /// How long nothing may happen, in milliseconds.
    package static let patience: Int32 = 60_000

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errorPipe = Pipe()
    private let heard = Heard()
    private let isInputOpen = Mutex(true)
    /// What was read and not yet taken: bytes from ``start`` on.
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    package init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: Shell.program)
        process.arguments = arguments
        process.environment = Shell.environment
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errorPipe
        try process.run()
        // Without self, which is to go, and the program with it, also if a test does not come to its end.
        let errors = errorPipe.fileHandleForReading
        Thread.detachNewThread { [heard] in
            while true {
                let data = errors.availableData
                if data.isEmpty { break }
                heard.data.withLock { $0 += data }
            }
            heard.end.signal()
        }
        let descriptor = input.fileHandleForWriting.fileDescriptor
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    deinit {
        if process.isRunning {
            kill()
            process.waitUntilExit()
        }
    }

    package var id: Int32 { process.processIdentifier }

    /// What came on standard error so far.
    package var errors: String { heard.data.withLock { String(decoding: $0, as: UTF8.self) } }

    // MARK: Feeding

    /// Writes all of it, unless the program stops reading for longer than `patience` milliseconds or has ended.
    /// Returns how much was written.
    @discardableResult
    package func feed(_ bytes: [UInt8], patience: Int32 = ScriptProcess.patience) -> Int {
        let descriptor = input.fileHandleForWriting.fileDescriptor
        return ScriptProcess.withoutPipeSignal {
            var written = 0
            while written < bytes.count {
                let count = bytes.withUnsafeBytes {
                    write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
                }
                if count > 0 {
                    written += count
                    continue
                }
                guard errno == EAGAIN || errno == EINTR else { break }
                var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                if poll(&polled, 1, patience) == 0 { break }
            }
            return written
        }
    }

    package func endInput() {
        isInputOpen.withLock { isOpen in
            if isOpen { try? input.fileHandleForWriting.close() }
            isOpen = false
        }
    }

    /// A program that ends while it is written to must not end the tests; and what they start must not inherit that.
    private static func withoutPipeSignal<Result>(_ body: () -> Result) -> Result {
        var signals = sigset_t()
        var before = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        defer {
            // One that is pending now would arrive afterwards.
            var nothing = timespec()
            while sigtimedwait(&signals, nil, &nothing) > 0 {}
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
        return body()
    }

    // MARK: Reading

    /// The next byte of standard output without taking it; `nil` at the end.
    package func peek(at offset: Int = 0) throws -> UInt8? {
        while start + offset >= buffer.count {
            guard try fill() else { return nil }
        }
        return buffer[start + offset]
    }

    /// Takes these bytes and a line feed, if they come next, after so many others.
    package func take(line bytes: [UInt8], after count: Int = 0) throws -> Bool {
        guard try peek(at: count + bytes.count) == 0x0a else { return false }
        guard buffer[(start + count)..<(start + count + bytes.count)].elementsEqual(bytes) else { return false }
        start += count + bytes.count + 1
        return true
    }

    /// Takes the next line, and returns it without its end; `nil` at the end of the output.
    package func takeLine() throws -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0a) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            let known = buffer.count - start
            guard try fill() else {
                if start < buffer.count { throw Child.Problem("the output ends in the middle of a line") }
                return nil
            }
            searched = start + known
        }
    }

    /// Skips bytes.
    package func skip(_ count: Int) throws {
        if count > 0 { _ = try peek(at: count - 1) }
        start = min(start + count, buffer.count)
    }

    /// What comes next, for messages; waits for nothing.
    package var upcoming: String {
        String(decoding: buffer[start...].prefix(300), as: UTF8.self).debugDescription
    }

    private func fill() throws -> Bool {
        if isAtEnd { return false }
        if start > 1 << 20 || start == buffer.count {
            buffer.removeFirst(start)
            start = 0
        }
        let descriptor = output.fileHandleForReading.fileDescriptor
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, ScriptProcess.patience) > 0 else {
            throw Child.Problem(
                "no answer in \(ScriptProcess.patience / 1000) s; standard error: \(errors.suffix(1000))"
            )
        }
        let count = withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 1) { space in
            let count = read(descriptor, space.baseAddress, space.count)
            if count > 0 { buffer += space.prefix(count) }
            return count
        }
        if count <= 0 { isAtEnd = true }
        return count > 0
    }

    /// Waits until the pipe that it writes to holds no more, so that it waits for whoever reads.
    package func waitUntilOutputIsFull() throws {
        let descriptor = output.fileHandleForReading.fileDescriptor
        let getSize: Int32 = 1032
        let capacity = fcntl(descriptor, getSize)
        let end = Date(timeIntervalSinceNow: Double(ScriptProcess.patience) / 1000)
        var held: Int32 = 0
        while held < capacity {
            guard capacity > 0, ioctl(descriptor, UInt(FIONREAD), &held) == 0, process.isRunning, Date() < end else {
                throw Child.Problem(
                    "\(held) of \(capacity) bytes wait to be read; standard error: \(errors.suffix(500))"
                )
            }
            poll(nil, 0, 1)
        }
    }

    // MARK: The end

    /// Presses Ctrl-C, and returns the exit status (negative: the signal that ended it). Nobody reads meanwhile.
    package func interrupt() throws -> Int32 {
        Foundation.kill(id, SIGINT)
        let end = Date(timeIntervalSinceNow: Double(ScriptProcess.patience) / 1000)
        while process.isRunning {
            guard Date() < end else { throw Child.Problem("it does not end; standard error: \(errors.suffix(500))") }
            poll(nil, 0, 1)
        }
        heard.end.wait()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    package func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
    }

    /// The most memory that it ever had, in bytes; to be asked while it runs.
    package var largestMemory: Int? {
        guard let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return nil }
        return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }

    /// Ends the input and waits for the end. Returns the exit status (negative: the signal that ended it).
    package func end() throws -> Int32 {
        endInput()
        if try peek() != nil { throw Child.Problem("there is more than was asked for: \(upcoming)") }
        heard.end.wait()
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }
}
