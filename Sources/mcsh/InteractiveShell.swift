import Glibc
import Memcached
import MemcachedShell

/// Reads what a person types, until they leave.
@ShellActor
final class InteractiveShell {
    private let settings: Settings
    private var prompt: Prompt
    private let history: History
    private let sampler: KeySampler

    init(settings: Settings, prompt: Prompt) {
        self.settings = settings
        self.prompt = prompt
        history = History(settings)
        sampler = KeySampler(isOn: settings.values.isOn(.sampleKeys))
    }

    func run(makeSession: (@escaping () -> [String]) -> Session) async -> ExitStatus {
        let session = makeSession { [weak self] in self?.history.lines ?? [] }
        let assistant = Assistant(binder: session.binder, servers: session.client.servers, sampler: sampler)
        let isTerminal = settings.environment.outputIsTerminal
        let style = session.preferences.style
        guard let editor = LineEditor(style: style, outputIsTerminal: isTerminal, assistant: assistant) else {
            StandardError.print("mcsh: the line editor finds no terminal to work with\n")
            return .failed
        }
        defer { editor.close() }
        session.preferences.adoptKeys(editor.keysName)
        session.onKey = { assistant.keys.note($0) }
        greet()
        history.load()
        editor.setHistory(history.lines)
        while !session.hasQuit, session.output.state == .open {
            follow(session, assistant, editor)
            switch readStatement(editor) {
            case .statement(let line):
                await session.run(.line(Array(line.utf8)), at: .prompt)
                // The prompt stands at the beginning of a line.
                if !session.output.isAtLineStart { session.output.write { $0.append(0x0a) } }
                session.output.flush()
                if session.wasInterrupted { editor.dropPasted() }
                session.forgetInterruption()
            case .dropped:
                editor.dropPasted()
            case .end:
                StandardError.print("\n")
                return .success
            case .terminated(let number):
                return ExitStatus(code: 128 + number)
            }
        }
        return session.output.state == .open ? .success : session.finalStatus(at: .success)
    }

    /// What the last statement may have changed: settings, and the servers there are.
    private func follow(_ session: Session, _ assistant: Assistant, _ editor: LineEditor) {
        let preferences = session.preferences
        prompt.follow(preferences)
        assistant.binder = session.binder
        assistant.servers = session.client.servers
        assistant.givesHints = preferences.givesHints
        editor.useKeys(of: preferences.keys)
        history.length = preferences.historyLength
        if sampler.isOn != preferences.samplesKeys { sampler.turn(on: preferences.samplesKeys) }
        if sampler.follow(session.client, prefix: session.performer.settings.prefix) { assistant.keys = KnownKeys() }
    }

    private func greet() {
        let count = prompt.cluster.client.servers.count
        let servers = count == 1 ? "1 server" : "\(count) servers"
        let local = prompt.cluster.isLocal ? ", private to this session" : ""
        StandardError.print(
            settings.errorStyle.quiet(
                "mcsh \(Settings.version) · \(servers)\(local) · 'help' tells more, Ctrl-D leaves"
            )
                + "\n"
        )
    }

    // MARK: Lines to statements

    private enum Input {
        case statement(String)
        case dropped
        case end
        case terminated(CInt)
    }

    /// A statement, which may go on over several lines while a quote is open, or behind a backslash.
    private func readStatement(_ editor: LineEditor) -> Input {
        var text = ""
        var continuation: Continuation?
        while true {
            let before = continuation?.join(text, "") ?? ""
            switch editor.read(prompt: continuation == nil ? prompt.pieces : Prompt.continuation, after: before) {
            case .text(let line):
                text = continuation?.join(text, line) ?? line
            case .notText:
                StandardError.print(
                    settings.errorStyle.bad("error: ")
                        + "the line was not UTF-8, so nothing was done; bytes are typed as \"\\xHH\"\n"
                )
                return .dropped
            case .interrupted:
                StandardError.print("^C\n")
                return .dropped
            case .terminated(let number):
                return .terminated(number)
            case .end:
                guard let continuation else { return .end }
                let reason = continuation == .quote ? "the quote is never closed" : "no line follows the backslash"
                StandardError.print("\n" + settings.errorStyle.bad("error: ") + reason + "\n")
                return .dropped
            }
            continuation = Continuation.of(text)
            if continuation == .complete {
                history.add(text, editor)
                return .statement(text)
            }
        }
    }
}
