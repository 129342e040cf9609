import Glibc
import MemcachedShell

/// A file whose bytes are to be a value.
enum ValueFile {
    struct Problem: Error {
        let message: String
    }

    /// No server takes more.
    static let largest = 1 << 30

    /// The bytes of a file, if there are not more than `limit` of them; a file that is known to be larger is not read.
    static func read(_ path: String, limit: Int, whose: String) -> Result<[UInt8], Problem> {
        // Not blocking: a pipe with a name waits for somebody who may never come.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard file >= 0 else { return .failure(Problem(message: reason)) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { return .failure(Problem(message: reason)) }
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        func tooLarge(_ size: String) -> Result<[UInt8], Problem> {
            .failure(Problem(message: "it has \(size) bytes, and \(whose); nothing was sent"))
        }
        if isRegular, status.st_size > limit { return tooLarge("\(status.st_size)") }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            if Signals.isInterrupted { return .failure(Problem(message: "interrupted")) }
            guard isRegular || Signals.wait(forInput: file) else { continue }
            let count = Glibc.read(file, &chunk, chunk.count)
            if count == 0 { return .success(bytes) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return .failure(Problem(message: reason))
            }
            bytes += chunk.prefix(count)
            if bytes.count > limit { return tooLarge("more than \(limit)") }
        }
    }

    private static var reason: String { String(cString: strerror(errno)) }

    /// The folder of somebody by their name, of whoever runs this for an empty one.
    static func home(of name: String) -> String? {
        if name.isEmpty {
            if let home = getenv("HOME"), home.pointee != 0 { return String(cString: home) }
            return getpwuid(getuid()).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) }
        }
        return getpwnam(name).flatMap { $0.pointee.pw_dir }.map { String(cString: $0) }
    }
}
