import Glibc
import MemcachedShell

/// The lines of a script, read in large pieces.
@ShellActor
final class ScriptInput {
    enum Line {
        case text([UInt8])
        /// A line too long to be a statement; it was skipped.
        case tooLong
        case end
        case failed(String)
        case interrupted
    }

    /// What a line may hold: a value of memcached's largest default size many times over.
    static let longestLine = 64 << 20

    private let descriptor: CInt
    private var buffer: [UInt8] = []
    private var start = 0
    private var searched = 0
    private var isAtEnd = false
    private var isAtBeginning = true
    private var isSkipping = false

    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// The next line without its end. `beforeWaiting` is called when the producer is slower than we are.
    func next(beforeWaiting: () -> Void) -> Line {
        while true {
            if let line = bufferedLine() { return line }
            if isAtEnd {
                guard start < buffer.count, !isSkipping else { return .end }
                defer { start = buffer.count }
                return .text(line(buffer[start...]))
            }
            if let problem = fill(beforeWaiting) { return problem }
        }
    }

    private func bufferedLine() -> Line? {
        guard let end = buffer[max(start, searched)...].firstIndex(of: 0x0a) else {
            searched = buffer.count
            guard buffer.count - start > ScriptInput.longestLine else { return nil }
            // Forgotten as it comes, so that it takes no room.
            buffer.removeAll()
            (start, searched) = (0, 0)
            if isSkipping { return nil }
            isSkipping = true
            return .tooLong
        }
        let text = buffer[start..<end]
        start = end + 1
        searched = start
        if isSkipping {
            isSkipping = false
            return bufferedLine()
        }
        return .text(line(text))
    }

    /// A carriage return before the line feed belongs to the line end.
    private func line(_ text: ArraySlice<UInt8>) -> [UInt8] {
        Array(text.last == 0x0d ? text.dropLast() : text)
    }

    private func fill(_ beforeWaiting: () -> Void) -> Line? {
        if start > 0 {
            buffer.removeFirst(start)
            searched -= start
            start = 0
        }
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&polled, 1, 0) == 0 {
            beforeWaiting()
            while !Signals.isInterrupted, !Signals.wait(forInput: descriptor) {}
        }
        if Signals.takeInterrupt() { return .interrupted }
        let size = 64 << 10
        let old = buffer.count
        buffer += repeatElement(0, count: size)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: old), size) }
        let code = errno
        buffer.removeLast(size - max(0, count))
        if count < 0 {
            switch code {
            // Looked at again from the start.
            case EINTR, EAGAIN: return nil
            default: return .failed(String(cString: strerror(code)))
            }
        }
        if count == 0 { isAtEnd = true }
        return beginning()
    }

    /// A byte order mark is skipped; a script in UTF-16 is not what it seems.
    private func beginning() -> Line? {
        guard isAtBeginning, buffer.count >= 3 || isAtEnd else { return nil }
        isAtBeginning = false
        if buffer.starts(with: [0xef, 0xbb, 0xbf]) { start = 3 }
        if buffer.starts(with: [0xff, 0xfe]) || buffer.starts(with: [0xfe, 0xff]) {
            return .failed("this is UTF-16; a script is bytes or UTF-8")
        }
        searched = start
        return nil
    }
}
