import Glibc
import Memcached
import MemcachedShell

/// Looks at an item again and again, and prints what became of it, until somebody has seen enough.
@ShellActor
struct WatchDialogue {
    let session: Session
    let statement: Statement
    let key: Key
    let interval: Duration

    static func run(_ session: Session, _ statement: Statement, key: Key, every interval: Duration) async -> Outcome {
        let dialogue = WatchDialogue(session: session, statement: statement, key: key, interval: interval)
        let body = await dialogue.run()
        return Outcome(command: statement.command.name, body: body)
    }

    private func run() async -> Outcome.Body {
        let (session, statement, key) = (session, statement, key)
        let output = session.output
        let server = await session.interruptibly { await session.performer.server(of: key, statement) }
        var printer = WatchPrinter(
            key: session.performer.settings.prefix.typed(key),
            server: session.client.servers[server],
            command: statement.command.name,
            format: session.preferences.format,
            style: session.preferences.style,
            interval: interval
        )
        printer.form = .asSeen(session.preferences.view)
        var watch = KeyWatch()
        let start = ContinuousClock.now
        var hasBegun = false
        var hasNoted = false
        repeat {
            let known = watch
            let look = await session.interruptibly {
                await session.performer.look(at: key, on: server, for: known, statement)
            }
            // Nothing is told behind the back of what is told here.
            session.dropServerEvents()
            if Signals.isInterrupted { break }
            if !hasBegun, case .failed(let failure) = look { return .failure(failure) }
            hasBegun = true
            let now = ContinuousClock.now
            if !hasNoted, let note = look.note {
                hasNoted = true
                session.remark(note)
            }
            guard let event = watch.take(look, at: now) else { continue }
            printer.columns = TerminalSize.columns(of: 1)
            output.write { printer.print(event, at: .now, now, into: &$0) }
            output.flush()
        } while output.state == .open && !isOver()
        // A reader that goes away ends it quietly.
        if Signals.isInterrupted, hasBegun { tell(watch.changes, since: start) }
        return .nothing
    }

    private func tell(_ changes: Int, since start: ContinuousClock.Instant) {
        // Behind ^C.
        if session.environment.errorIsTerminal { StandardError.print("\n") }
        let seconds = (ContinuousClock.now - start).components.seconds
        session.remark("\(changes) \(changes == 1 ? "change" : "changes") in \(TimeText.words(seconds: seconds))")
    }

    /// Waits for the next look; returns whether there is to be none.
    private func isOver() -> Bool {
        let end = ContinuousClock.now + interval
        while !Signals.isInterrupted {
            let left = end - ContinuousClock.now
            if left <= .zero { return false }
            let milliseconds = CInt(clamping: TimeText.milliseconds(left) + 1)
            // The reader of a pipe may go away while nothing happens.
            let mayHaveEnded = Signals.wait(forInput: outputIsPipe ? 1 : nil, milliseconds: milliseconds)
            if outputIsPipe, mayHaveEnded { return true }
        }
        return true
    }

    private var outputIsPipe: Bool {
        var facts = stat()
        return fstat(1, &facts) == 0 && facts.st_mode & S_IFMT == S_IFIFO
    }
}
