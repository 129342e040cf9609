import Glibc
import MemcachedShell

/// The editor of somebody's own choice.
enum ExternalEditor {
    struct Problem: Error, Equatable {
        let message: String
    }

    /// A line of the prompt after somebody has edited it, or why there is none. Nothing is said about an editor that ended
    /// with an error: that is how to leave things as they were.
    static func edit(_ text: String, terminal: CInt) -> Result<String?, Problem> {
        var folder: EditingFolder
        let bytes: [UInt8]
        do throws(EditingFolder.Problem) {
            folder = try EditingFolder()
        } catch {
            return .failure(Problem(message: error.message))
        }
        let signals = PostponedSignals()
        // The files that are not to be kept, after an editor that did not end well.
        var unwanted: [String]?
        defer {
            if let unwanted { rescue(from: folder, except: unwanted) } else { folder.remove() }
            signals.deliver()
        }
        do throws(EditingFolder.Problem) {
            let name = "line.mcsh"
            try folder.write(Array(text.utf8) + [0x0a], to: name)
            let ending = run([folder.path(of: name)], terminal: terminal)
            let isOver = PostponedSignals.isAnyPending
            switch ending {
            case .failure(let problem): return .failure(problem)
            case .success(.exited(0)) where !isOver: bytes = try folder.read(name)
            case .success(.exited) where !isOver:
                unwanted = [name]
                return .success(nil)
            case .success:
                unwanted = []
                return .success(nil)
            }
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

    private static func rescue(from folder: EditingFolder, except unwanted: [String]) {
        let path = EditorLeftovers.rescue(from: folder, except: unwanted, environment: .process)
        if let path { StandardError.print("what the editor left is kept in \(Escaping.text(path.utf8))\n") }
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
