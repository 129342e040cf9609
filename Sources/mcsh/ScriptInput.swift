import Glibc
import MemcachedShell

/// A script, read in large pieces of whole lines.
@ShellActor
final class ScriptInput {
    enum Piece {
        /// Whole lines, and at the end of the script perhaps one without its end.
        case text([UInt8])
        /// Nothing has come yet.
        case nothingYet
        /// A line too long to be a statement; it was skipped.
        case tooLong
        case end
        case failed(String)
        case interrupted
    }

    /// What a line may hold: a value of memcached's largest default size many times over.
    static let longestLine = 64 << 20
    /// From here on it is worth a look whether all of a line matters.
    private static let longLine = 64 << 10
    /// What a read asks for.
    private static let readSize = 128 << 10

    let descriptor: CInt
    private var buffer: [UInt8] = []
    /// What is read goes through here.
    private var room = [UInt8](repeating: 0, count: ScriptInput.readSize)
    /// How much of it is known to hold no line end.
    private var searched = 0
    private var isAtEnd = false
    private var isAtBeginning = true
    /// What becomes of a line of which enough is known.
    private enum Rest {
        case matters
        /// Forgotten as it comes, so that it takes no room; its end still counts.
        case forgotten
        /// Forgotten with its end, because it was told of already.
        case forgottenWithEnd
    }
    private var rest = Rest.matters
    private(set) var bytesRead = 0

    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// How large the script is, if it is a file.
    var size: Int? {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(facts.st_size)
    }

    /// What comes next; it waits for nothing.
    func next() -> Piece {
        while true {
            if isAtEnd {
                guard !buffer.isEmpty else { return .end }
                defer { buffer = [] }
                return .text(buffer)
            }
            var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&polled, 1, 0) == 0 { return .nothingYet }
            if Signals.takeInterrupt() { return .interrupted }
            if let problem = fill() { return problem }
            if let piece = wholeLines() { return piece }
        }
    }

    private func fill() -> Piece? {
        let count = room.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        let code = errno
        if count < 0 {
            switch code {
            // Looked at again from the start.
            case EINTR, EAGAIN: return nil
            default: return .failed(String(cString: strerror(code)))
            }
        }
        bytesRead += count
        if count == 0 { isAtEnd = true }
        var start = 0
        let lineEnd = rest == .matters ? nil : room[..<count].firstIndex(of: 0x0a)
        switch rest {
        case .matters: break
        case .forgotten: start = lineEnd ?? count
        case .forgottenWithEnd: start = lineEnd.map { $0 + 1 } ?? count
        }
        if lineEnd != nil { rest = .matters }
        room.withUnsafeBytes { buffer.append(contentsOf: $0[start..<count]) }
        return beginning()
    }

    /// The lines that are there to their end; the rest stays.
    private func wholeLines() -> Piece? {
        guard let end = lastLineEnd else {
            searched = buffer.count
            if rest == .matters, buffer.count > ScriptInput.longLine,
                let length = LineBeginning.sufficientLength(of: buffer)
            {
                buffer = Array(buffer[..<length])
                searched = length
                rest = .forgotten
            }
            guard buffer.count > ScriptInput.longestLine else {
                // Not to twice the size when it grows next: so much will not come.
                if buffer.count > ScriptInput.longestLine / 4 {
                    buffer.reserveCapacity(ScriptInput.longestLine + ScriptInput.readSize)
                }
                return nil
            }
            buffer = []
            searched = 0
            rest = .forgottenWithEnd
            return .tooLong
        }
        var text = buffer
        buffer = Array(text[(end + 1)...])
        text.removeLast(buffer.count)
        searched = buffer.count
        isAtBeginning = false
        return .text(text)
    }

    /// The last line end in what was not searched yet.
    private var lastLineEnd: Int? {
        buffer.withUnsafeBufferPointer { bytes in
            var index = bytes.count
            while index > searched {
                index -= 1
                if bytes[index] == 0x0a { return index }
            }
            return nil
        }
    }

    /// A byte order mark is skipped; a script in UTF-16 is not what it seems.
    private func beginning() -> Piece? {
        guard isAtBeginning, buffer.count >= 3 || isAtEnd else { return nil }
        isAtBeginning = false
        if buffer.starts(with: [0xef, 0xbb, 0xbf]) { buffer.removeFirst(3) }
        if buffer.starts(with: [0xff, 0xfe]) || buffer.starts(with: [0xfe, 0xff]) {
            return .failed("this is UTF-16; a script is bytes or UTF-8")
        }
        searched = 0
        return nil
    }
}
