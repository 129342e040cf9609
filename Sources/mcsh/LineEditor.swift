import CLibEdit
import Glibc
import MemcachedShell

/// libedit behind the few calls that the shell needs: it knows what keys mean, in emacs' way and in vi's, and holds the
/// line. What a person sees is drawn by ``LineScreen``.
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
    private let nowhere: UnsafeMutablePointer<FILE>
    private let keys = KeyReader()
    private let line: EditedLine

    /// `nil` if libedit finds no terminal to work with.
    init?(style: Style, outputIsTerminal: Bool, assistant: Assistant) {
        LineEditor.useUTF8()
        let terminal: CInt = outputIsTerminal ? 1 : 2
        guard let nowhere = fopen("/dev/null", "we") else { return nil }
        guard let handle = mcsh_el_init("mcsh", nowhere, terminal), let list = history_init() else { return nil }
        self.nowhere = nowhere
        self.handle = handle
        self.list = list
        let name = getenv("TERM").map { String(cString: $0) } ?? ""
        let isPlain = name.isEmpty || name == "dumb" || mcsh_el_can_go_up(handle) == 0
        let screen = LineScreen(output: terminal, isPlain: isPlain, style: style)
        line = EditedLine(editor: handle, keys: keys, screen: screen, assistant: assistant)
        Signals.catchSignal(SIGWINCH)
        mcsh_el_set_client_data(handle, Unmanaged.passUnretained(line).toOpaque())
        mcsh_el_set_signal_handling(handle, 0)
        mcsh_el_set_read(handle) { editor, character in
            guard let data = mcsh_el_client_data(editor) else { return -1 }
            return Unmanaged<EditedLine>.fromOpaque(data).takeUnretainedValue().read(into: character)
        }
        mcsh_el_set_history(handle, list)
        EditorBindings.define(for: handle)
        EditorBindings.choose("emacs", for: handle)
        // The user's own bindings come last.
        EditorFile.follow(handle, keys)
    }

    /// Gives the terminal back.
    func close() {
        el_end(handle)
        history_end(list)
        fclose(nowhere)
    }

    /// Whose keys edit the line: emacs' or vi's.
    var keysName: String { mcsh_el_is_vi(handle) == 1 ? "vi" : "emacs" }

    func useKeys(of name: String) {
        guard name != keysName else { return }
        EditorBindings.choose(name, for: handle)
    }

    /// The lines that the arrow keys find, oldest first.
    func setHistory(_ lines: [String]) {
        line.history = lines
        // vi has searches of its own, which libedit answers from its own list; the last lines are enough for them.
        mcsh_history_clear(list)
        mcsh_history_set_size(list, 1000)
        for text in lines.suffix(1000) { mcsh_history_enter(list, text) }
    }

    /// Puts a line where the arrow keys find it.
    func remember(_ text: String) {
        line.history.append(text)
        mcsh_history_enter(list, text)
    }

    /// The last line that was remembered is not to be found any longer.
    func forgetLast() { _ = line.history.popLast() }

    /// What was pasted and not run yet is dropped.
    func dropPasted() {
        line.pasted = PastedLines()
        keys.discard()
    }

    /// Reads a line; `before` is what was entered of the statement already.
    func read(prompt: [LineView.Piece], after before: String = "") -> Line {
        line.prompt = prompt
        line.assistant.before = Array(before.utf8)
        line.entered = nil
        line.forgetWalk()
        if Signals.isInterrupted { dropPasted() }
        keys.begin()
        defer { keys.end() }
        // Lines of a paste are shown as if they had been typed.
        let pasted = line.pasted.next()
        let isText = pasted?.unicodeScalars.contains("\u{fffd}") == false
        if let text = pasted, !isText || line.assistant.runsByItself(text) {
            line.screen.begin()
            line.screen.draw(
                LineView(prompt: prompt, line: Array(text.unicodeScalars), cursor: text.unicodeScalars.count)
            )
            line.screen.leave()
            return isText ? .text(text) : .notText
        }
        line.initial = pasted ?? line.pasted.takeRest()
        if pasted != nil { line.problem = PastedLine.advice }
        // Before the prompt is shown: a Ctrl-D typed in between, by somebody fast, would be lost.
        mcsh_el_prepare_terminal(handle, 1)
        line.screen.begin()
        line.screen.markPastes(true)
        defer { line.screen.markPastes(false) }
        var count: CInt = 0
        let text = el_wgets(handle, &count)
        if let interruption = keys.interruption {
            mcsh_el_prepare_terminal(handle, 0)
            line.draw(isFinal: true)
            switch interruption {
            case .interrupt:
                return .interrupted
            case .terminate(let number):
                return .terminated(number)
            }
        }
        if let entered = line.entered { return keys.hasReplaced ? .notText : .text(entered) }
        // Some key of the user's own ends the line, or Ctrl-D did.
        line.draw(isFinal: true)
        guard text != nil, count > 0 else { return .end }
        line.screen.leave()
        var entered = line.text
        if entered.hasSuffix("\n") { entered.removeLast() }
        return keys.hasReplaced ? .notText : .text(entered)
    }

    /// Without a UTF-8 locale libedit takes a wide character for several.
    private static func useUTF8() {
        setlocale(LC_CTYPE, "")
        let encoding = nl_langinfo(CInt(CODESET)).map { String(cString: $0) } ?? ""
        if encoding != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
    }
}
