import Glibc
import MemcachedShell

/// A file that a person wrote: text, and not much of it.
enum SmallFile {
    /// Why a file cannot be read.
    struct Problem: Error {
        /// `errno`, if the system says why.
        let code: CInt
        let message: String
    }

    /// The text of a file of at most so many bytes. Where it has to be a plain file, a pipe in its place keeps nobody
    /// waiting.
    static func text(of path: String, limit: Int, isPlain: Bool = false) throws(Problem) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | (isPlain ? O_NONBLOCK : 0))
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        if isPlain {
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                throw Problem(code: 0, message: "this is no plain file")
            }
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            if count < 0, errno == EINTR, !Signals.isInterrupted { continue }
            guard count > 0 else { throw failure() }
            bytes += chunk.prefix(count)
        }
        if bytes.count > limit {
            throw Problem(code: 0, message: "larger than \(limit >> 20) MiB: this is no configuration")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(code: 0, message: "this is not UTF-8")
        }
        return text
    }

    private static func failure() -> Problem {
        let code = errno
        return Problem(code: code, message: String(cString: strerror(code)).lowercased())
    }
}
