import Glibc
import MemcachedShell

/// The editor of somebody's own choice.
enum ExternalEditor {
    struct Problem: Error {
        let message: String
    }

    /// A line of the prompt after somebody has edited it, or why there is none. Nothing is said about an editor that ended
    /// with an error: that is how to leave things as they were.
    static func edit(_ text: String, terminal: CInt) -> Result<String?, Problem> {
        let folder: EditingFolder
        let bytes: [UInt8]
        do throws(EditingFolder.Problem) {
            folder = try EditingFolder()
        } catch {
            return .failure(Problem(message: error.message))
        }
        let signals = PostponedSignals()
        defer {
            folder.remove()
            signals.deliver()
        }
        do throws(EditingFolder.Problem) {
            try folder.write(Array(text.utf8) + [0x0a], to: "line.mcsh")
            switch run([folder.path(of: "line.mcsh")], terminal: terminal) {
            case .failure(let problem): return .failure(problem)
            case .success(.exited(0)): break
            case .success: return .success(nil)
            }
            bytes = try folder.read("line.mcsh")
        } catch {
            return .failure(Problem(message: error.message))
        }
        let lines = bytes[...(bytes.lastIndex { $0 != 0x0a && $0 != 0x0d } ?? -1)]
        // Neither has a place in libedit's line.
        guard !lines.contains(0), let text = String(validating: lines, as: UTF8.self) else {
            return .failure(Problem(message: "what the editor left is not UTF-8 text; the line stays as it was"))
        }
        return .success(text)
    }

    /// Lets somebody edit files, and waits for the end of it.
    static func run(_ paths: [String], terminal: CInt) -> Result<ForegroundProgram.Ending, Problem> {
        // Ctrl-Z in the editor stops both, as one job; Ctrl-C is the editor's own.
        let catchesStops = !Signals.hasDefault(SIGTSTP)
        if catchesStops { Signals.restoreDefault(SIGTSTP) }
        defer {
            if catchesStops { Signals.catchSignal(SIGTSTP) }
            for number in [SIGINT, SIGQUIT, SIGWINCH] { _ = Signals.take(number) }
        }
        let environment = Environment.process
        // As git does it. Standard output may go elsewhere.
        let program = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
        let words = ["sh", "-c", "\(ForegroundProgram.commandLine(program)) \"$@\"", "sh"] + paths
        switch ForegroundProgram.run(words, output: terminal) {
        case .failure(let problem): return .failure(Problem(message: problem.message))
        case .success(.exited(127)): return .failure(Problem(message: "there is no editor; EDITOR names one"))
        case .success(let ending): return .success(ending)
        }
    }
}
