import Glibc
import MemcachedShell

/// Runs statements that nobody types.
@ShellActor
struct ScriptRunner {
    let session: Session
    let stopsOnError: Bool
    let environment: Environment

    /// Runs a script, and says at the end what failed.
    func run(_ input: ScriptInput, name: String) async -> ExitStatus {
        let progress = Progress(
            isShown: environment.errorIsTerminal && environment.canMoveCursor && isatty(input.descriptor) == 0,
            size: input.size
        )
        let pipeline = ScriptPipeline(
            session: session,
            input: input,
            name: name,
            stopsOnError: stopsOnError,
            progress: progress
        )
        session.beforeMessage = { progress.clear() }
        if environment.outputIsTerminal { session.output.beforeWriting = { progress.clear() } }
        session.output.givesUpAtInterrupt = true
        let status = await pipeline.run()
        session.output.flush()
        progress.clear()
        session.output.givesUpAtInterrupt = false
        session.beforeMessage = {}
        session.output.beforeWriting = {}
        let tally = pipeline.tally
        if tally.failed > 0, let first = tally.firstFailure {
            StandardError.print(
                "mcsh: \(tally.statements) \(tally.statements == 1 ? "statement" : "statements"), "
                    + "\(tally.failed) failed; the first at \(name):\(first)\n"
            )
        }
        return status
    }

    /// Runs the statements of `-e`, then the scripts of `-f`.
    func run(texts: [String], files: [String]) async -> ExitStatus {
        // Before anything is done: half of what was asked for may be worse than nothing.
        let missing = files.filter { $0 != "-" }.compactMap { file in
            ScriptRunner.problem(with: file).map { "\(Escaping.text(file.utf8)): \($0)" }
        }
        for text in missing { session.notice(text, at: .commandLine) }
        if !missing.isEmpty { return .failed }
        for (index, line) in texts.flatMap({ $0.utf8.split(separator: 0x0a) }).enumerated() {
            guard session.output.state == .open, !session.hasQuit else { break }
            let text = Array(line.last == 0x0d ? line.dropLast() : line)
            let isFine = await session.run(.line(text), at: .expression(number: index + 1))
            if session.wasInterrupted { return .interrupted }
            if !isFine, stopsOnError { return .success }
        }
        var status = ExitStatus.success
        for file in files where session.output.state == .open && !session.hasQuit {
            status = max(status, await run(file: file))
            if status == .interrupted || (stopsOnError && max(status, session.status) >= .failed) { break }
        }
        return status
    }

    /// Why a script cannot be read. It is not opened for that: a fifo's writer would think that it is being read.
    private static func problem(with file: String) -> String? {
        var facts = stat()
        guard stat(file, &facts) == 0, access(file, R_OK) == 0 else { return String(cString: strerror(errno)) }
        return facts.st_mode & S_IFMT == S_IFDIR ? String(cString: strerror(EISDIR)) : nil
    }

    private func run(file: String) async -> ExitStatus {
        if file == "-" { return await run(ScriptInput(descriptor: 0), name: "stdin") }
        let name = Escaping.text(file.utf8)
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            // A fifo waits for its writer.
            if Signals.takeInterrupt() { return .interrupted }
            session.notice("\(name): \(String(cString: strerror(errno)))", at: .commandLine)
            return .failed
        }
        defer { close(descriptor) }
        return await run(ScriptInput(descriptor: descriptor), name: name)
    }
}

extension Session {
    /// The status to end with, once everything is written.
    func finalStatus(at status: ExitStatus) -> ExitStatus {
        output.flush()
        if status == .interrupted { return status }
        if case .broken(let reason) = output.state {
            StandardError.print("mcsh: standard output: \(reason)\n")
            return max(self.status, status, .failed)
        }
        return max(self.status, status)
    }
}
