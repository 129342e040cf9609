import Glibc
import MemcachedShell

/// The lines typed in earlier sessions.
///
/// Each line is appended when it is typed, under a lock, so that two sessions at once lose nothing. A line end within a
/// line is written as a backslash before it.
struct HistoryFile {
    /// A file longer than this is cut back to its last lines; one that is much longer is not read whole.
    private static let largest = 16 << 20
    /// So many lines are left to all sessions, however few this one keeps.
    private static let leastKept = 10_000

    let path: String
    /// How many lines this session reads. At none of them it leaves the file alone.
    var length: Int

    /// Where the contract says, or `nil` if there is no home for it.
    init?(environment: Environment, length: Int) {
        self.length = length
        if let path = environment["MCSH_HISTORY"] {
            // The usual way to have none.
            if path == "/dev/null" { return nil }
            self.path = path
            return
        }
        guard let folder = StateFolder.path(environment) else { return nil }
        path = "\(folder)/history"
    }

    /// The lines, oldest first; or why there are none.
    func read() -> (lines: [String], problem: String?) {
        makeFolder()
        switch open(O_RDONLY) {
        case .failure(let problem):
            return ([], problem.code == ENOENT ? nil : problem.message)
        case .success(let file):
            defer { close(file) }
            flock(file, LOCK_SH)
            let lines = HistoryFile.lines(in: HistoryFile.tail(of: file))
            return (Array(lines.suffix(length)), nil)
        }
    }

    /// Adds a line, and returns why it could not.
    func append(_ line: String) -> String? {
        makeFolder()
        switch open(O_WRONLY | O_APPEND | O_CREAT) {
        case .failure(let problem):
            return problem.message
        case .success(let file):
            defer { close(file) }
            flock(file, LOCK_EX)
            let bytes = HistoryFile.encoded(line)
            let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            return written == bytes.count ? nil : String(cString: strerror(errno))
        }
    }

    /// Cuts a file back that holds far more lines than anybody keeps.
    func trim() {
        guard length > 0 else { return }
        let most = max(length, HistoryFile.leastKept)
        guard case .success(let file) = open(O_RDWR) else { return }
        defer { close(file) }
        flock(file, LOCK_EX)
        let lines = HistoryFile.lines(in: HistoryFile.tail(of: file))
        let size = lseek(file, 0, SEEK_END)
        guard lines.count > most + most / 2 || size > HistoryFile.largest else { return }
        let kept = lines.suffix(most).flatMap { HistoryFile.encoded($0) }
        // A new file takes the old one's place at once, so that a crash leaves the one or the other.
        guard let resolved = realpath(path, nil) else { return }
        defer { free(resolved) }
        let path = String(cString: resolved)
        let temporary = "\(path).\(getpid())"
        let new = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard new >= 0 else { return }
        let written = kept.withUnsafeBytes { write(new, $0.baseAddress, $0.count) }
        close(new)
        if written == kept.count { rename(temporary, path) } else { unlink(temporary) }
    }

    /// Whether a line seems to hold what others must not read.
    static func holdsSecret(_ line: String) -> Bool {
        let lowered = line.lowercased()
        let signs = [
            "password", "passwd", "pwd", "secret", "token", "bearer", "authorization", "api_key", "api-key", "apikey",
        ]
        // The token of a cas is nobody's secret.
        let told = lowered.replacing("--token", with: "")
        if signs.contains(where: { told.contains($0) }) { return true }
        if namesPassword(lowered) { return true }
        let words = lowered.split { !$0.isLetter }
        return words.first == "auth" || (words.first == "raw" && words.contains("auth"))
    }

    /// Whether a user's name and password stand before a host, in an address or for curl.
    private static func namesPassword(_ line: String) -> Bool {
        let words = line.split(separator: " ")
        if let pipe = words.firstIndex(of: "|"), words[pipe...].contains("-u") { return true }
        return words.contains { word in
            guard let scheme = word.firstRange(of: "://") else { return false }
            let rest = word[scheme.upperBound...].prefix { $0 != "/" }
            guard let at = rest.lastIndex(of: "@") else { return false }
            return rest[..<at].contains(":")
        }
    }

    // MARK: Lines and bytes

    static func encoded(_ line: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in line.utf8 {
            if byte == 0x0a { bytes.append(0x5c) }
            bytes.append(byte)
        }
        // A backslash at the end would hold on to the next line.
        if bytes.last == 0x5c { bytes.append(0x20) }
        return bytes + [0x0a]
    }

    static func lines(in bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var current: [UInt8] = []
        for piece in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) {
            if piece.last == 0x5c {
                current += piece.dropLast()
                current.append(0x0a)
                continue
            }
            current += piece
            // What is no line of ours (rubbish, a line longer than anybody types) is left out.
            if !current.isEmpty, current.count < 1 << 20, !current.contains(0) {
                lines.append(String(decoding: current, as: UTF8.self))
            }
            current = []
        }
        return lines
    }

    // MARK: The file

    private struct Problem: Error {
        let code: CInt
        let message: String
    }

    /// Opens the file if it is a plain one of ours; a fifo or a device in its place would hang or harm.
    private func open(_ flags: CInt) -> Result<CInt, Problem> {
        while true {
            let file = Glibc.open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o600)
            guard file >= 0 else { return .failure(Problem(code: errno, message: String(cString: strerror(errno)))) }
            var status = stat()
            guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
                close(file)
                return .failure(Problem(code: EINVAL, message: "it is not a plain file of yours"))
            }
            if status.st_mode & 0o777 != 0o600 { fchmod(file, 0o600) }
            // Whoever waited for the lock may hold a file that another session has replaced meanwhile.
            flock(file, LOCK_EX)
            var now = stat()
            let isCurrent = stat(path, &now) == 0 && now.st_ino == status.st_ino
            if isCurrent { return .success(file) }
            close(file)
        }
    }

    /// The end of the file, as much as is worth reading.
    private static func tail(of file: CInt) -> [UInt8] {
        let size = lseek(file, 0, SEEK_END)
        lseek(file, max(0, size - off_t(largest)), SEEK_SET)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < largest {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    private func makeFolder() {
        guard let end = path.lastIndex(of: "/"), end > path.startIndex else { return }
        StateFolder.make(String(path[..<end]))
    }
}
