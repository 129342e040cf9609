import Glibc
import MemcachedShell

/// Runs statements that nobody types.
@ShellActor
struct ScriptRunner {
    let session: Session
    let stopsOnError: Bool

    /// How a script went, for its last line.
    private struct Tally {
        var statements = 0
        var failed = 0
        var firstFailure: String?
    }

    /// Runs a script, and says at the end what failed.
    func run(_ input: ScriptInput, name: String) async -> ExitStatus {
        var tally = Tally()
        var number = 0
        var status = ExitStatus.success
        reading: while session.output.state == .open, !session.hasQuit {
            let line = input.next { session.output.flush() }
            number += 1
            let place = Session.Place.script(name: name, line: number)
            var isFine = true
            switch line {
            case .text(let text):
                guard let first = text.first(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
                if first == UInt8(ascii: "#") { continue }
                isFine = await session.run(.line(text), at: place)
            case .tooLong:
                session.notice("a line of more than \(ScriptInput.longestLine >> 20) MiB was skipped", at: place)
                status = max(status, .failed)
                isFine = false
            case .failed(let reason):
                session.notice("\(name) cannot be read: \(reason)", at: .commandLine)
                status = max(status, .failed)
                break reading
            case .interrupted:
                return finish(tally, max(status, .interrupted))
            case .end:
                break reading
            }
            tally.statements += 1
            if !isFine {
                tally.failed += 1
                if tally.firstFailure == nil { tally.firstFailure = "\(name):\(number)" }
            }
            if session.wasInterrupted { return finish(tally, .interrupted) }
            if !isFine, stopsOnError { break }
        }
        return finish(tally, status)
    }

    /// Runs the statements of `-e`, then the scripts of `-f`.
    func run(texts: [String], files: [String]) async -> ExitStatus {
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

    private func finish(_ tally: Tally, _ status: ExitStatus) -> ExitStatus {
        session.output.flush()
        if tally.failed > 0, let first = tally.firstFailure {
            StandardError.print(
                "mcsh: \(tally.statements) \(tally.statements == 1 ? "statement" : "statements"), "
                    + "\(tally.failed) failed; the first at \(first)\n"
            )
        }
        return status
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
