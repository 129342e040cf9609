import Glibc
import Memcached
import MemcachedShell

// A line that was typed, and the programs and files that it is connected with.

extension Session {
    func runTyped(_ line: [UInt8]) async throws(UsageError) -> Bool {
        let typed = try TypedLine(line)
        var words = typed.words
        if let source = typed.source {
            // What is wrong with the rest is told before a file is read.
            guard let statement = try binder.statement(typed.words(withValue: [])) else {
                throw UsageError("a statement must stand before <", at: source)
            }
            switch await value(from: source, for: statement) {
            case .success(let value): words = try typed.words(withValue: value)
            case .failure(let failure): return print(.failure(failure, command: statement.command.name), at: .prompt)
            }
        }
        guard let statement = try binder.statement(words) else {
            if typed.destination != nil { throw UsageError("a statement must stand before it", at: 0) }
            return true
        }
        noteKeys(of: statement)
        elapsed = nil
        if typed.destination != nil, statement.isDialogue {
            throw UsageError("\(statement.command.name) talks with you, and with no program or file", at: 0)
        }
        if let isFine = await converse(statement, at: .prompt) {
            await renewCluster(at: .prompt)
            return isFine
        }
        let isFine: Bool
        switch typed.destination {
        case nil: isFine = print(await perform(statement), at: .prompt)
        case .program(let command): isFine = await perform(statement, for: command)
        case .file(let name, let appends): isFine = await perform(statement, into: name, appends: appends)
        }
        if statement.command.group != .shell { tellElapsed() }
        await renewCluster(at: .prompt)
        return isFine
    }

    // MARK: Programs

    private func perform(_ statement: Statement, for command: String) async -> Bool {
        var outcome = await perform(statement)
        if preferences.format != .json { outcome = outcome.fittedForPrograms }
        guard let bytes = Delivery.toProgram(outcome, preferences.format) else {
            let isFine = print(outcome, at: .prompt)
            remark("so '\(Escaping.text(command.utf8))' was not started")
            return isFine
        }
        let isFine = print(outcome, at: .prompt, isRendered: true)
        output.flush()
        switch ForegroundProgram.run(command, reading: bytes) {
        case .failure(let problem):
            notice("'\(Escaping.text(command.utf8))' could not be started: \(problem.message)", at: .prompt)
        case .success(let ending):
            startLine()
            if let text = ending.text { notice("'\(Escaping.text(command.utf8))' \(text)", at: .prompt) }
        }
        return isFine
    }

    /// Nobody knows where a program has left the cursor: as many blanks as the screen is wide take it to another line,
    /// unless it stood at the beginning of one.
    private func startLine() {
        guard preferences.canMoveCursor, let columns = TerminalSize.of(1)?.columns else { return }
        output.write { $0 += [UInt8](repeating: 0x20, count: columns) + Array("\r\u{1b}[K".utf8) }
        output.flush()
        output.noteLineStart()
    }

    // MARK: Files

    private func perform(_ statement: Statement, into name: Token, appends: Bool) async -> Bool {
        let command = statement.command.name
        let path = TildePath.expanded(name, home: ValueFile.home)
        let shown = Escaping.text(path.utf8)
        let file: OutputFile
        do throws(OutputFile.Problem) {
            file = try OutputFile(path, appends: appends)
        } catch {
            let failure = Failure(.usage, "\(shown): \(error.message); nothing was sent")
            return print(.failure(failure, command: command), at: .prompt)
        }
        var outcome = await perform(statement)
        if preferences.format != .json { outcome = outcome.fittedForPrograms }
        let bytes = Delivery.toFile(outcome, preferences.format, isTerminal: file.isTerminal)
        let isFine = print(outcome, at: .prompt, isRendered: true)
        for line in Delivery.shortfall(outcome) { remark(line) }
        guard let bytes else {
            file.leave()
            remark("nothing was written to \(shown)")
            return isFine
        }
        do throws(OutputFile.Problem) {
            try file.write(bytes)
            let count = bytes.count == 1 ? "1 byte" : "\(bytes.count) bytes"
            remark("\(count) \(appends ? "added to" : "to") \(shown)")
            return isFine
        } catch {
            return print(.failure(Failure(.usage, "\(shown): \(error.message)"), command: command), at: .prompt)
        }
    }

    /// The value that a file holds. Of one that is too large for its server not even that much is sent: a `set` that
    /// fails deletes the older value.
    private func value(from name: Token, for statement: Statement) async -> Result<[UInt8], Failure> {
        let path = TildePath.expanded(name, home: ValueFile.home)
        var limit = ValueFile.largest
        var whose = "no server takes more than \(limit)"
        if let largest = await interruptibly({ await self.performer.largestItem(for: statement) }) {
            limit = min(limit, largest.size)
            whose = "\(largest.server) takes items of up to \(limit), key and bookkeeping included"
        }
        return ValueFile.read(path, limit: limit, whose: whose)
            .mapError { Failure(.usage, "\(Escaping.text(path.utf8)): \($0.message)") }
    }
}
