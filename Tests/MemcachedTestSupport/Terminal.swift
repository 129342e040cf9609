import Foundation

/// The built program at a pseudo-terminal, as a person has it.
package final class Terminal {
    private let master: Int32
    private let process = Process()
    /// What was printed since the last expectation was met, as it came.
    private var unread = ""
    /// All that was printed, as it came.
    package private(set) var transcript = ""

    package init(
        _ arguments: [String],
        environment: [String: String] = [:],
        columns: UInt16 = 100,
        rows: UInt16 = 30,
        program: String = Shell.program
    ) throws {
        // posix_openpt and its kin are hidden from Swift by a feature macro; these are the calls behind them.
        let unlock: UInt = 0x4004_5431
        let getNumber: UInt = 0x8004_5430
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var zero: Int32 = 0
        var number: Int32 = 0
        guard master >= 0, ioctl(master, unlock, &zero) == 0, ioctl(master, getNumber, &number) == 0 else {
            throw Child.Problem("no pseudo-terminal")
        }
        let slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(slave) }
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
        guard let setsid = Child.find("setsid") else { throw Child.Problem("setsid is not installed") }
        // A session of its own, so that Ctrl-C becomes a signal.
        process.executableURL = URL(fileURLWithPath: setsid)
        process.arguments = ["--ctty", "--wait", program] + arguments
        process.environment = Shell.environment.merging(["TERM": "xterm", "PAGER": "cat"]) { $1 }.merging(environment) {
            $1
        }
        let handle = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
        process.standardInput = handle
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
        close(master)
    }

    package func type(_ text: String) { type(bytes: Array(text.utf8)) }

    package func type(bytes: [UInt8]) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    package func enter(_ line: String) { type(line + "\r") }

    /// Waits until `text` is printed, and returns what came before it, without escape sequences.
    @discardableResult
    package func expect(_ text: String, within seconds: Double = 20) throws -> String {
        let end = Date(timeIntervalSinceNow: seconds)
        while true {
            let shown = Terminal.plain(unread)
            if let range = shown.range(of: text) {
                unread = String(shown[range.upperBound...])
                return String(shown[..<range.lowerBound])
            }
            guard try readMore(until: end) else {
                throw Child.Problem("'\(text)' did not come; there was '\(shown)'")
            }
        }
    }

    /// Waits for the end of the program, and returns its exit status.
    package func end(within seconds: Double = 20) throws -> Int32 {
        let end = Date(timeIntervalSinceNow: seconds)
        while try readMore(until: end) {}
        guard Date() < end else { throw Child.Problem("it does not end") }
        process.waitUntilExit()
        return process.terminationStatus
    }

    package func resize(columns: UInt16, rows: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    private func readMore(until end: Date) throws -> Bool {
        var polled = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(max(0, end.timeIntervalSinceNow * 1000))
        guard poll(&polled, 1, milliseconds) > 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(master, &bytes, bytes.count)
        // The other side is closed: Linux says EIO.
        guard count > 0 else { return false }
        pending += bytes.prefix(count)
        let text = takeWholeCharacters()
        unread += text
        transcript += text
        return true
    }

    private var pending: [UInt8] = []

    /// A character may be cut in two by a read.
    private func takeWholeCharacters() -> String {
        for cut in 0...min(3, pending.count) {
            let part = pending.dropLast(cut)
            if let text = String(validating: part, as: UTF8.self) {
                pending = Array(pending.suffix(cut))
                return text
            }
        }
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// Without the sequences that move the cursor and colour the text.
    package static func plain(_ text: String) -> String {
        var result = ""
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\u{1b}" else {
                if scalar != "\r", scalar != "\u{7}" { result.unicodeScalars.append(scalar) }
                continue
            }
            guard scalars.next() == "[" else { continue }
            while let next = scalars.next(), !(0x40...0x7e).contains(next.value) {}
        }
        return result
    }
}
