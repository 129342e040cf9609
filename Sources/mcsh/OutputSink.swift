import Glibc

/// Standard output, in large pieces.
///
/// A reader that goes away ends the work quietly; a disk that is full does not go unnoticed.
@ShellActor
final class OutputSink {
    enum State: Equatable {
        case open
        /// Nobody reads any longer.
        case readerGone
        case broken(String)
    }

    private(set) var state = State.open
    /// Whether what was written last ended its line.
    private(set) var isAtLineStart = true
    /// Called before something is written.
    var beforeWriting: () -> Void = {}
    /// Whether an interruption ends a wait for whoever reads.
    var givesUpAtInterrupt = false
    /// Whether standard error goes to the same place, so that people see which came first.
    private lazy var meetsErrors: Bool = {
        var own = stat()
        var errors = stat()
        guard fstat(1, &own) == 0, fstat(2, &errors) == 0 else { return true }
        return own.st_dev == errors.st_dev && own.st_ino == errors.st_ino
    }()
    private var buffer: [UInt8] = []
    static let capacity = 64 << 10
    /// So much is taken without a wait where anything is (`PIPE_BUF`).
    private static let surelyTaken = 4096

    /// Lets `body` append to what is to be written.
    @discardableResult
    func write<Result>(_ body: (inout [UInt8]) -> Result) -> Result {
        let result = body(&buffer)
        if let last = buffer.last { isAtLineStart = last == 0x0a }
        if buffer.count >= OutputSink.capacity { flush() }
        return result
    }

    /// Somebody else has written to the same terminal, and ended the line.
    func noteLineStart() { isAtLineStart = true }

    /// Writes what has gathered, if it would otherwise be seen behind what is about to be said on standard error.
    func flushBeforeError() {
        if meetsErrors { flush() }
    }

    private var isWritable: Bool {
        var polled = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    /// Writes what has gathered.
    func flush() {
        guard !buffer.isEmpty else { return }
        defer { buffer.removeAll(keepingCapacity: true) }
        guard state == .open else { return }
        beforeWriting()
        var rest = buffer[...]
        while !rest.isEmpty {
            var length = rest.count
            // Somebody presses Ctrl-C, perhaps because nobody reads. A write that waited has come back, with what it had
            // done by then, if anything; from now on none may begin to wait.
            if givesUpAtInterrupt, Signals.isInterrupted {
                guard isWritable else {
                    state = .readerGone
                    return
                }
                length = min(length, OutputSink.surelyTaken)
            }
            let written = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, length) }
            if written >= 0 {
                rest = rest.dropFirst(written)
                continue
            }
            switch errno {
            case EINTR:
                break
            case EAGAIN:
                // Another program has made our output non-blocking.
                var polled = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
                poll(&polled, 1, -1)
            case EPIPE:
                state = .readerGone
                return
            default:
                state = .broken(String(cString: strerror(errno)))
                return
            }
        }
    }
}
