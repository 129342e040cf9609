import CLibEdit
import Glibc
import MemcachedShell

/// libedit behind the few calls that the shell needs.
///
/// Signals are taken at the one place where it waits for a key, so that nothing of the editor runs in a handler.
@ShellActor
final class LineEditor {
    enum Line {
        case text(String)
        /// Bytes were typed that are no characters; libedit has no room for them.
        case notText
        /// Ctrl-C: what was typed is dropped.
        case interrupted
        /// Ctrl-D on an empty line, or the terminal has gone.
        case end
        /// SIGTERM or SIGHUP.
        case terminated(CInt)
    }

    private let handle: OpaquePointer
    private let list: OpaquePointer
    private let keys: KeyReader
    private let context: UnsafeMutablePointer<Context>

    /// What libedit's callbacks find again by its client data.
    fileprivate struct Context {
        var prompt: UnsafeMutablePointer<CChar>?
        let keys: KeyReader
        let hasColor: Bool
    }

    /// `nil` if libedit finds no terminal to work with.
    init?(hasColor: Bool, outputIsTerminal: Bool) {
        LineEditor.useUTF8()
        guard let handle = mcsh_el_init("mcsh", outputIsTerminal ? 0 : 1), let list = history_init() else { return nil }
        self.handle = handle
        self.list = list
        let terminal = getenv("TERM").map { String(cString: $0) } ?? "dumb"
        keys = KeyReader(output: outputIsTerminal ? 1 : 2, isPlainTerminal: terminal == "dumb")
        Signals.catchSignal(SIGWINCH)
        context = .allocate(capacity: 1)
        context.initialize(to: Context(prompt: strdup(""), keys: keys, hasColor: hasColor))
        mcsh_el_set_client_data(handle, context)
        mcsh_el_set_signal_handling(handle, 0)
        mcsh_el_set_editor(handle, "emacs")
        mcsh_el_set_prompt(handle, { LineEditor.context(of: $0)?.pointee.prompt }, 1)
        mcsh_el_set_read(handle) { editor, character in
            LineEditor.context(of: editor)?.pointee.keys.read(for: editor, into: character) ?? -1
        }
        mcsh_history_set_size(list, CInt(HistoryFile.length))
        mcsh_history_set_unique(list, 1)
        mcsh_el_set_history(handle, list)
        mcsh_el_add_function(handle, "mcsh-complete", "complete a word") { editor, _ in LineEditor.complete(editor) }
        mcsh_el_bind(handle, "^I", "mcsh-complete")
        for (key, command) in LineEditor.keys { mcsh_el_bind(handle, key, command) }
        // The user's own bindings come last.
        el_source(handle, nil)
    }

    /// Gives the terminal back.
    func close() {
        el_end(handle)
        history_end(list)
    }

    /// Puts a line where the arrow keys find it.
    func remember(_ line: String) {
        mcsh_history_enter(list, line)
    }

    /// Reads a line. Everything between two bytes 1 in the prompt takes no room on the screen.
    func read(prompt: String) -> Line {
        free(context.pointee.prompt)
        context.pointee.prompt = strdup(prompt)
        keys.begin()
        defer { keys.end() }
        // The window may have changed while something else was going on.
        if Signals.take(SIGWINCH) { el_resize(handle) }
        // libedit would show the prompt first and take the terminal over afterwards: a Ctrl-D typed in between, by
        // somebody fast, would be lost.
        mcsh_el_prepare_terminal(handle, 1)
        var count: CInt = 0
        guard let text = el_gets(handle, &count), count > 0 else {
            switch keys.interruption {
            case .interrupt: return .interrupted
            case .terminate(let number): return .terminated(number)
            case nil: return .end
            }
        }
        var line = String(decoding: UnsafeRawBufferPointer(start: text, count: Int(count)), as: UTF8.self)
        if line.hasSuffix("\n") { line.removeLast() }
        return keys.hasReplaced ? .notText : .text(line)
    }

    /// Without a UTF-8 locale libedit takes a wide character for several.
    private static func useUTF8() {
        setlocale(LC_CTYPE, "")
        let encoding = nl_langinfo(CInt(CODESET)).map { String(cString: $0) } ?? ""
        if encoding != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
    }

    nonisolated private static func context(of editor: OpaquePointer?) -> UnsafeMutablePointer<Context>? {
        mcsh_el_client_data(editor)?.assumingMemoryBound(to: Context.self)
    }

    /// What keyboards send and libedit would take for text.
    private static let keys: [(String, String)] =
        [
            ("^R", "em-inc-search-prev"), ("\\e[1~", "ed-move-to-beg"), ("\\e[4~", "ed-move-to-end"),
            ("\\e[7~", "ed-move-to-beg"), ("\\e[8~", "ed-move-to-end"), ("\\e[3~", "ed-delete-next-char"),
            ("\\e[1;5C", "em-next-word"), ("\\e[1;5D", "ed-prev-word"), ("\\e[5C", "em-next-word"),
            ("\\e[5D", "ed-prev-word"), ("\\eOc", "em-next-word"), ("\\eOd", "ed-prev-word"),
            ("\\e[1;3C", "em-next-word"), ("\\e[1;3D", "ed-prev-word"),
        ]
        + ["2", "5", "6", "11", "12", "13", "14", "15", "17", "18", "19", "20", "21", "23", "24"].map {
            ("\\e[\($0)~", "ed-ignore")
        }

    // MARK: Tab

    nonisolated private static func complete(_ editor: OpaquePointer?) -> UInt8 {
        guard let editor, let info = el_line(editor)?.pointee, let buffer = info.buffer, let cursor = info.cursor else {
            return UInt8(CC_ERROR)
        }
        let line = [UInt8](UnsafeRawBufferPointer(start: buffer, count: cursor - buffer))
        let result = Completion.result(for: line)
        guard let first = result.candidates.first else { return UInt8(CC_REFRESH_BEEP) }
        if result.candidates.count == 1 {
            let rest = String(decoding: first.word.utf8.dropFirst(result.typed), as: UTF8.self)
            replaceCase(of: first.word, typed: result.typed, editor)
            el_insertstr(editor, rest + " ")
            return UInt8(CC_REFRESH)
        }
        let addition = result.commonAddition
        if !addition.isEmpty {
            replaceCase(of: first.word, typed: result.typed, editor)
            el_insertstr(editor, addition)
            return UInt8(CC_REFRESH)
        }
        show(result.candidates)
        return UInt8(CC_REDISPLAY)
    }

    /// `GE` becomes `ge`, when what follows is completed.
    nonisolated private static func replaceCase(of word: String, typed: Int, _ editor: OpaquePointer) {
        el_deletestr(editor, CInt(typed))
        el_insertstr(editor, String(decoding: word.utf8.prefix(typed), as: UTF8.self))
    }

    nonisolated private static func show(_ candidates: [Completion.Candidate]) {
        let width = candidates.map { Columns.width($0.word) }.max() ?? 0
        var text = "\n"
        for candidate in candidates { text += "  \(Columns.padded(candidate.word, to: width))  \(candidate.summary)\n" }
        StandardError.print(text)
    }
}
