import Glibc
import Memcached
import MemcachedShell

/// Lets somebody edit a value: does what ``Editing`` says comes next, and tells it what came of it.
@ShellActor
struct EditDialogue {
    let session: Session
    let statement: Statement
    let key: Key
    /// Where questions are asked and the editor appears.
    let terminal: CInt
    private var folder: EditingFolder
    /// Whether the last editor did not end well, and so may have saved what was typed elsewhere than it was to; and the
    /// file that was read all the same.
    private var hasFailed = false
    private var handled: [String] = []
    private let environment: Environment
    private var editing: Editing
    private var hasNoted = false

    /// Runs it from the beginning to the end. `nil` where there is no terminal.
    static func run(
        _ session: Session,
        _ statement: Statement,
        key: Key,
        ttl: Expiry?,
        environment: Environment
    ) async -> Outcome {
        let command = statement.command.name
        let terminal = environment.inputIsTerminal ? open("/dev/tty", O_RDWR | O_CLOEXEC) : -1
        // The performer says what is wrong.
        guard terminal >= 0 else { return await session.performer.perform(statement) }
        defer { close(terminal) }
        let folder: EditingFolder
        do throws(EditingFolder.Problem) {
            folder = try EditingFolder()
        } catch {
            let failure = Failure(.usage, "there is no place for a file to edit: \(Escaping.text(error.message.utf8))")
            return .failure(failure, command: command)
        }
        let signals = PostponedSignals()
        var dialogue = EditDialogue(session, statement, key, ttl, terminal, folder, environment)
        let ending = await dialogue.run()
        if let kept = ending.kept { dialogue.keep(kept) }
        dialogue.tidyUp()
        signals.deliver()
        return Outcome(command: command, body: ending.body)
    }

    private init(
        _ session: Session,
        _ statement: Statement,
        _ key: Key,
        _ ttl: Expiry?,
        _ terminal: CInt,
        _ folder: EditingFolder,
        _ environment: Environment
    ) {
        self.session = session
        self.statement = statement
        self.key = key
        self.terminal = terminal
        self.folder = folder
        self.environment = environment
        editing = Editing(
            key: session.performer.settings.prefix.typed(key),
            ttl: ttl,
            form: .asSeen(session.preferences.view)
        )
    }

    private mutating func run() async -> EditEnding {
        var step = editing.first
        while true {
            let event: Editing.Event
            switch step {
            case .end(let ending): return ending
            case .look(let server): event = .seen(await look(on: server))
            case .edit(let text, let theirs): event = edit(text, beside: theirs)
            case .write(let writing): event = .written(await write(writing))
            case .ask(let conflict): event = ask(conflict)
            case .doubt(let reason): event = ask(about: reason)
            }
            step = editing.next(event, at: .now)
        }
    }

    // MARK: Servers

    private mutating func look(on server: Int?) async -> Result<EditedItem?, Failure> {
        let (session, statement, key) = (session, statement, key)
        let look = await session.interruptibly { await session.performer.look(at: key, on: server, statement) }
        // Once is enough: a look after that would say the same of another token.
        if !hasNoted, case .success(let item?) = look, let note = item.note {
            hasNoted = true
            session.remark("\(Literal.word(session.performer.settings.prefix.typed(key))): \(note)")
        }
        return look
    }

    private func write(_ writing: EditWriting) async -> ItemOutcome {
        let (session, statement, key) = (session, statement, key)
        return await session.interruptibly { await session.performer.write(writing, of: key, statement) }
    }

    // MARK: The editor

    private var name: String {
        let typed = session.performer.settings.prefix.typed(key)
        let text = typed.prefix(60).map { byte -> Character in
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                byte < 0x80 && (scalar.properties.isAlphabetic || "0123456789_-".unicodeScalars.contains(scalar))
            return isPlain ? Character(scalar) : "_"
        }
        return String(text)
    }

    private mutating func edit(_ text: [UInt8], beside theirs: [UInt8]?) -> Editing.Event {
        let (mine, other) = ("\(name).txt", "\(name).theirs.txt")
        var paths = [folder.path(of: mine)]
        do throws(EditingFolder.Problem) {
            try folder.write(FinalNewline.added(to: text), to: mine)
            if let theirs {
                try folder.write(FinalNewline.added(to: theirs), to: other)
                paths.append(folder.path(of: other))
            }
        } catch {
            return .editorFailed("\(folder.path): \(error.message)", left: nil)
        }
        // Nobody needs an editor any more.
        if PostponedSignals.isAnyPending { return .stopped(left: nil) }
        session.output.flush()
        let ending = ExternalEditor.run(paths, terminal: terminal)
        handled = []
        hasFailed = PostponedSignals.isAnyPending || ending != .success(.exited(0))
        var left: [UInt8]?
        var problem: String?
        do throws(EditingFolder.Problem) {
            left = FinalNewline.restored(try folder.read(mine), asIn: text)
            handled = [mine]
        } catch {
            problem = error.message
        }
        if PostponedSignals.isAnyPending { return .stopped(left: left) }
        switch ending {
        case .failure(let failure): return .editorFailed(Escaping.text(failure.message.utf8), left: left)
        case .success(.exited(0)):
            if let left { return .edited(left) }
            return .editorFailed(problem ?? "the editor left nothing", left: nil)
        case .success(.exited(let status)): return .editorFailed("the editor ended with status \(status)", left: left)
        case .success(.killed(let signal)): return .editorFailed("the editor was ended by signal \(signal)", left: left)
        }
    }

    // MARK: The person

    private func ask(_ conflict: EditConflict) -> Editing.Event {
        let style = session.preferences.style
        let shown = Literal.word(session.performer.settings.prefix.typed(key))
        var lines: [String] = []
        if let theirs = conflict.theirs {
            lines.append(style.refused("somebody else has changed \(shown) meanwhile; theirs is -, yours is +"))
            if let flags = conflict.flags.theirs, flags != conflict.flags.mine {
                lines.append("theirs has flags \(flags), yours \(conflict.flags.mine)")
            }
            var difference = DifferenceText(style: style)
            difference.columns = TerminalSize.columns(of: terminal)
            lines += difference.lines(from: theirs, to: conflict.mine)
        } else {
            lines.append(style.refused("\(shown) is gone meanwhile: deleted, flushed or evicted"))
        }
        return choose(after: lines, EditChoice.question(isGone: conflict.theirs == nil))
    }

    private func ask(about reason: String) -> Editing.Event {
        choose(after: [session.preferences.style.refused(reason)], EditChoice.doubt)
    }

    private func choose(after lines: [String], _ question: String) -> Editing.Event {
        session.output.flush()
        var asked = lines.map { $0 + "\n" }.joined() + question
        while true {
            guard let answer = Question.ask(asked) else {
                return PostponedSignals.isAnyPending ? .stopped(left: nil) : .chosen(.keepTheirs)
            }
            if let choice = EditChoice(answer: answer) { return .chosen(choice) }
            asked = question
        }
    }

    private func tidyUp() {
        guard hasFailed else { return folder.remove() }
        guard let path = EditorLeftovers.rescue(from: folder, except: handled, environment: environment) else { return }
        session.remark("what the editor left is kept in \(Escaping.text(path.utf8))")
    }

    private func keep(_ text: [UInt8]) {
        switch KeptText.keep(text, environment: environment) {
        case .success(let path): session.remark("what you typed is kept in \(Escaping.text(path.utf8))")
        case .failure(let problem):
            // Rather here than nowhere.
            session.remark("what you typed cannot be kept in a file (\(problem.message)); it is")
            session.remark(Literal.quoted(text))
        }
    }
}
