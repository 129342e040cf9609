import Glibc
import Memcached
import MemcachedShell

/// `where -`: says of every key on standard input, a line each, where it belongs.
///
/// A key costs neither a text nor an object on the way from one descriptor to the other.
@ShellActor
struct KeyLines {
    private static let chunkSize = 256 << 10
    /// Far longer than any key; what is longer is refused as one, without being kept.
    private static let longestLine = 64 << 10

    let writer: LocationWriter
    let output: OutputSink

    /// Reads to the end, and says of every line that holds no key what is wrong with it. Returns how it ended.
    func run(complain: (_ line: Int, _ reason: String) -> Void) -> ExitStatus {
        var status = ExitStatus.success
        var buffer = [UInt8](repeating: 0, count: KeyLines.chunkSize)
        // What stands at the beginning of the buffer and is not a whole line yet.
        var kept = 0
        var number = 0
        var isSkipping = false
        /// Says of a line that it is too long, in however many pieces it came.
        func refuse() {
            isSkipping = false
            status = max(status, .failed)
            let reason = "a line of more than \(KeyLines.longestLine >> 10) KiB holds no key"
            output.write { writer.writeFailure(reason, line: number, into: &$0) }
            complain(number, reason)
        }
        while output.state == .open {
            guard let count = read(into: &buffer, from: kept) else {
                let reason = String(cString: strerror(errno))
                output.flush()
                StandardError.print("mcsh: standard input cannot be read: \(reason)\n")
                return max(status, .failed)
            }
            if Signals.takeInterrupt() { return .interrupted }
            let end = kept + count
            var start = 0
            while start < end {
                let lineEnd = buffer[start..<end].firstIndex(of: 0x0a) ?? (count == 0 ? end : nil)
                guard let lineEnd else { break }
                number += 1
                let text = start..<(lineEnd > start && buffer[lineEnd - 1] == 0x0d ? lineEnd - 1 : lineEnd)
                start = lineEnd + 1
                if isSkipping || text.count > KeyLines.longestLine {
                    refuse()
                } else if !text.isEmpty {
                    var result = LocationWriter.Result.found
                    output.write { result = writer.write(buffer.span.extracting(text), line: number, into: &$0) }
                    switch result {
                    case .found: break
                    case .noServer: status = max(status, .unreachable)
                    case .fault(let reason):
                        status = max(status, .failed)
                        complain(number, reason)
                    }
                }
            }
            if count == 0 {
                // The last line, of which nothing was kept.
                if isSkipping {
                    number += 1
                    refuse()
                }
                break
            }
            kept = max(0, end - start)
            if kept > KeyLines.longestLine {
                isSkipping = true
                kept = 0
            } else if start > 0, kept > 0 {
                buffer.withUnsafeMutableBytes { bytes in
                    guard let base = bytes.baseAddress else { return }
                    memmove(base, base + start, kept)
                }
            }
        }
        return status
    }

    /// Reads more; first writes what is due, if that would mean waiting. 0 at the end, `nil` for an error.
    private func read(into buffer: inout [UInt8], from start: Int) -> Int? {
        while true {
            var polled = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            if poll(&polled, 1, 0) == 0 {
                output.flush()
                while !Signals.isInterrupted, !Signals.wait(forInput: 0) {}
            }
            if Signals.isInterrupted { return 0 }
            let count = buffer.withUnsafeMutableBytes { bytes in
                Glibc.read(0, bytes.baseAddress?.advanced(by: start), bytes.count - start)
            }
            if count >= 0 { return count }
            if errno != EINTR, errno != EAGAIN { return nil }
        }
    }
}
