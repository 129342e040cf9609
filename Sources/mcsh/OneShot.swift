import Glibc
import MemcachedShell

/// Runs the one statement of a command line, once or again and again.
@ShellActor
struct OneShot {
    let session: Session
    let words: [[UInt8]]
    let appendsInput: Bool

    func run(repetitions: Int?, pause: Duration) async -> ExitStatus {
        var tokens = words.map { Token(word: $0) }
        if appendsInput {
            guard let value = readInput() else {
                if Signals.takeInterrupt() { return session.finalStatus(at: .interrupted) }
                session.notice("standard input cannot be read, or is larger than 1 GiB", at: .commandLine)
                return session.finalStatus(at: .failed)
            }
            tokens.insert(Token(text: value[...], form: .quoted, range: nil), at: endOfPositionals(tokens))
        }
        var round = 0
        while session.output.state == .open, !session.hasQuit {
            await session.run(.words(tokens), at: .commandLine)
            session.output.flush()
            round += 1
            if session.wasInterrupted { return session.finalStatus(at: .interrupted) }
            if let repetitions, repetitions == 0 || round < repetitions {
                if Pause.isInterrupted(for: pause) { return session.finalStatus(at: .interrupted) }
            } else {
                break
            }
        }
        return session.finalStatus(at: .success)
    }

    /// Where the last positional word goes: before the options, which stand last.
    private func endOfPositionals(_ tokens: [Token]) -> Int {
        guard let name = tokens.first(where: { $0.text.first != UInt8(ascii: "@") })?.string,
            let command = CommandTable.command(named: name)
        else { return tokens.count }
        return command.endOfPositionals(in: tokens)
    }

    private func readInput() -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while bytes.count <= 1 << 30 {
            let count = read(0, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR, !Signals.isInterrupted { continue }
                return nil
            }
            bytes += chunk.prefix(count)
        }
        return nil
    }
}

/// A wait that Ctrl-C ends.
enum Pause {
    static func isInterrupted(for duration: Duration) -> Bool {
        let end = ContinuousClock.now + duration
        while true {
            if Signals.takeInterrupt() { return true }
            let left = end - ContinuousClock.now
            if left <= .zero { return false }
            let parts = left.components
            let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000 + 1
            Signals.wait(milliseconds: CInt(clamping: milliseconds))
        }
    }
}
