import Glibc

/// A file that an answer goes into. It is opened before anything is asked of a server, and keeps what it holds until there
/// is something to write.
struct OutputFile {
    struct Problem: Error {
        let message: String
    }

    let path: String
    /// Whether it is a screen, which nothing foreign may drive.
    let isTerminal: Bool
    private let appends: Bool
    private let descriptor: CInt
    private let isNew: Bool

    init(_ path: String, appends: Bool) throws(Problem) {
        self.path = path
        self.appends = appends
        // Not blocking: a pipe with a name waits for somebody who may never come.
        let flags = O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (appends ? O_APPEND : 0)
        var descriptor = open(path, flags)
        while descriptor < 0, errno == ENXIO, OutputFile.isPipe(path) {
            if Signals.isInterrupted { throw Problem(message: "interrupted, nobody reads") }
            Signals.wait(milliseconds: 20)
            descriptor = open(path, flags)
        }
        var isNew = false
        if descriptor < 0, errno == ENOENT {
            // Only what nobody else has made in the meantime, nor a link points to, may be taken away again.
            descriptor = open(path, flags | O_CREAT | O_EXCL, 0o666)
            isNew = descriptor >= 0
            if descriptor < 0, errno == EEXIST { descriptor = open(path, flags | O_CREAT, 0o666) }
        }
        self.isNew = isNew
        guard descriptor >= 0 else { throw Problem(message: String(cString: strerror(errno))) }
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    private static func isPipe(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    }

    /// Writes all of it in place of what the file held, or behind it.
    func write(_ bytes: [UInt8]) throws(Problem) {
        var status = stat()
        if !appends, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            ftruncate(descriptor, 0) != 0
        {
            let problem = Problem(message: String(cString: strerror(errno)))
            leave()
            throw problem
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            let mayGoOn = errno == EINTR || errno == EAGAIN
            if mayGoOn, !Signals.isInterrupted {
                var polled = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&polled, 1, 100)
                continue
            }
            let reason = mayGoOn ? "interrupted" : String(cString: strerror(errno))
            close(descriptor)
            throw Problem(message: "\(reason); \(bytes.count - rest.count) of \(bytes.count) bytes were written")
        }
        // Some file systems only say now that they are full.
        guard close(descriptor) == 0 else { throw Problem(message: String(cString: strerror(errno))) }
    }

    /// Nothing goes into it: a file that was there stays as it was, one that was not is none.
    func leave() {
        if isNew, isOurs { unlink(path) }
        close(descriptor)
    }

    /// Whether the file is the one that was opened, and nobody has written to it.
    private var isOurs: Bool {
        var opened = stat()
        var named = stat()
        return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0 && opened.st_ino == named.st_ino
            && opened.st_dev == named.st_dev && opened.st_size == 0
    }
}
