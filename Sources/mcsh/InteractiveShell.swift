import Glibc
import Memcached
import MemcachedShell

/// Reads what a person types, until they leave.
@ShellActor
final class InteractiveShell {
    private let settings: Settings
    private let prompt: Prompt
    private let historyFile: HistoryFile?
    private var lines: [String] = []
    private var hasWarnedOfHistory = false

    init(settings: Settings, prompt: Prompt) {
        self.settings = settings
        self.prompt = prompt
        historyFile = HistoryFile(environment: settings.environment)
    }

    func run(makeSession: (@escaping () -> [String]) -> Session) async -> ExitStatus {
        let isTerminal = settings.environment.outputIsTerminal
        guard let editor = LineEditor(hasColor: settings.style.hasColor, outputIsTerminal: isTerminal) else {
            StandardError.print("mcsh: the line editor finds no terminal to work with\n")
            return .failed
        }
        defer { editor.close() }
        loadHistory(into: editor)
        let session = makeSession { [weak self] in self?.lines ?? [] }
        greet()
        while !session.hasQuit, session.output.state == .open {
            switch readStatement(editor) {
            case .statement(let line):
                await session.run(.line(Array(line.utf8)), at: .prompt)
                // The prompt stands at the beginning of a line.
                if !session.output.isAtLineStart { session.output.write { $0.append(0x0a) } }
                session.output.flush()
                session.forgetInterruption()
            case .dropped:
                continue
            case .end:
                StandardError.print("\n")
                return .success
            case .terminated(let number):
                return ExitStatus(code: 128 + number)
            }
        }
        return session.output.state == .open ? .success : session.finalStatus(at: .success)
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

    /// A statement, which may go on over several lines while a quote is open.
    private func readStatement(_ editor: LineEditor) -> Input {
        var text = ""
        while true {
            switch editor.read(prompt: text.isEmpty ? prompt.text : Prompt.continuation) {
            case .text(let line):
                text += text.isEmpty ? line : "\n" + line
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
                if text.isEmpty { return .end }
                StandardError.print("\n" + settings.errorStyle.bad("error: ") + "the quote is never closed\n")
                return .dropped
            }
            if !Self.hasOpenQuote(text) {
                remember(text, editor)
                return .statement(text)
            }
        }
    }

    private static func hasOpenQuote(_ text: String) -> Bool {
        do throws(UsageError) {
            _ = try Tokenizer.tokens(of: Array(text.utf8))
            return false
        } catch {
            return error.isUnclosedQuote
        }
    }

    // MARK: History

    private func loadHistory(into editor: LineEditor) {
        guard let historyFile else { return }
        historyFile.trim()
        let (lines, problem) = historyFile.read()
        if let problem { warn("history: \(historyFile.path): \(problem)") }
        for line in lines { editor.remember(line) }
        self.lines = lines
    }

    /// A line that begins with a blank is not written: that is how to keep one to oneself.
    private func remember(_ line: String, _ editor: LineEditor) {
        guard !line.allSatisfy({ $0 == " " || $0 == "\t" || $0 == "\n" }) else { return }
        editor.remember(line)
        guard line != lines.last, line.first != " ", !HistoryFile.holdsSecret(line) else { return }
        lines.append(line)
        if let historyFile, let problem = historyFile.append(line) { warn("history: \(historyFile.path): \(problem)") }
    }

    private func warn(_ text: String) {
        guard !hasWarnedOfHistory else { return }
        hasWarnedOfHistory = true
        StandardError.print(settings.errorStyle.quiet(Escaping.text(text.utf8)) + "\n")
    }
}
