import Glibc
import MemcachedShell

/// Lets somebody edit a line in the editor of their choice.
enum ExternalEditor {
    /// The text after that, or why there is none. Nothing is said about an editor that ended with an error: that is how
    /// to leave things as they were.
    static func edit(_ text: String, terminal: CInt) -> Result<String?, Problem> {
        var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/mcsh-XXXXXX.mcsh".utf8CString)
        // Others may not read it.
        let file = mkstemps(&template, 5)
        guard file >= 0 else { return .failure(Problem(message: String(cString: strerror(errno)))) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        let bytes = Array(text.utf8) + [0x0a]
        let written = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
        guard written == bytes.count else { return .failure(Problem(message: "the disk is full")) }
        switch run(path, terminal: terminal) {
        case .failure(let problem): return .failure(problem)
        case .success(false): return .success(nil)
        case .success(true): return read(path)
        }
    }

    struct Problem: Error {
        let message: String
    }

    private static func run(_ path: String, terminal: CInt) -> Result<Bool, Problem> {
        // Ctrl-Z in the editor stops both, as one job; Ctrl-C is the editor's own.
        Signals.restoreDefault(SIGTSTP)
        defer {
            Signals.catchSignal(SIGTSTP)
            for number in [SIGINT, SIGQUIT, SIGWINCH] { _ = Signals.take(number) }
        }
        // A variable may hold options, too. Standard output may go elsewhere.
        let words = ["sh", "-c", "exec ${VISUAL:-${EDITOR:-vi}} \"$0\"", path]
        switch ForegroundProgram.run(words, output: terminal) {
        case .failure(let problem): return .failure(Problem(message: problem.message))
        case .success(.exited(127)): return .failure(Problem(message: "there is no editor; EDITOR names one"))
        case .success(let ending): return .success(ending == .exited(0))
        }
    }

    /// What the editor left, without line ends behind it.
    private static func read(_ path: String) -> Result<String?, Problem> {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return .success(nil) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count < 64 << 20 {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count > 0 else { break }
            bytes += chunk.prefix(count)
        }
        while let last = bytes.last, last == 0x0a || last == 0x0d { bytes.removeLast() }
        // Neither has a place in libedit's line.
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            return .failure(Problem(message: "what the editor left is not UTF-8 text; the line stays as it was"))
        }
        return .success(text)
    }
}
