import MemcachedShell

/// The lines that were typed: those of this session and, in the file, of all of them.
@ShellActor
final class History {
    private(set) var lines: [String] = []
    private var file: HistoryFile?
    private let style: Style
    private var hasWarned = false
    /// Whether the editor's last line is one that is kept for the arrow key only, until the next one comes.
    private var isLastFleeting = false
    /// How many lines this session keeps.
    var length: Int {
        didSet {
            file?.length = length
            if lines.count > length { lines.removeFirst(lines.count - length) }
        }
    }

    init(_ settings: Settings) {
        style = settings.errorStyle
        length = settings.values.number(.historyLength)
        file = HistoryFile(environment: settings.environment, length: length)
    }

    func load() {
        guard let file else { return }
        file.trim()
        let (lines, problem) = file.read()
        if let problem { warn("history: \(file.path): \(problem)") }
        self.lines = lines
    }

    /// A line that begins with a blank, or that seems to hold a secret, is not kept. Once, directly behind it, the arrow
    /// key finds it all the same: somebody may have mistyped it.
    func add(_ line: String, _ editor: LineEditor) {
        guard !line.allSatisfy({ $0 == " " || $0 == "\t" || $0 == "\n" }) else { return }
        if isLastFleeting { editor.forgetLast() }
        isLastFleeting = line.first == " " || HistoryFile.holdsSecret(line)
        editor.remember(line)
        guard !isLastFleeting, line != lines.last, length > 0 else { return }
        lines.append(line)
        if lines.count > length + length / 2 { lines.removeFirst(lines.count - length) }
        if let file, let problem = file.append(line) { warn("history: \(file.path): \(problem)") }
    }

    private func warn(_ text: String) {
        guard !hasWarned else { return }
        hasWarned = true
        StandardError.print(style.quiet(Escaping.text(text.utf8)) + "\n")
    }
}
