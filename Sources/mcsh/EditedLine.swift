import CLibEdit
import Glibc
import MemcachedShell

/// The line that libedit holds, and what our own keys do with it. It is what libedit's callbacks find again.
final class EditedLine {
    let editor: OpaquePointer
    let keys: KeyReader
    let screen: LineScreen
    let assistant: Assistant
    var prompt: [LineView.Piece] = []
    /// The history, oldest first.
    var history: [String] = []
    /// What was entered; `nil` as long as nothing was.
    var entered: String?
    var pasted = PastedLines()
    /// What stands in the line when it begins.
    var initial = ""
    var walk: HistoryWalk?
    var cycle: CompletionCycle?
    /// What is wrong with the editor that was to be opened, or why a line waits, shown until a key is pressed.
    var problem: String?

    init(editor: OpaquePointer, keys: KeyReader, screen: LineScreen, assistant: Assistant) {
        self.editor = editor
        self.keys = keys
        self.screen = screen
        self.assistant = assistant
        keys.events.beforeWaiting = { [unowned self] in draw() }
        keys.events.resized = { [unowned self] in
            self.screen.erase()
            el_resize(self.editor)
            draw()
        }
        keys.events.aboutToStop = { [unowned self] in
            draw(isFinal: true)
            pause()
        }
        keys.events.continued = { [unowned self] in
            resume()
            draw()
        }
    }

    // MARK: What libedit holds

    var text: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// Before which of its scalars the cursor stands.
    var cursor: Int {
        guard let line = el_wline(editor)?.pointee, let start = line.buffer, let cursor = line.cursor else { return 0 }
        return cursor - start
    }

    var scalars: [Unicode.Scalar] {
        guard let line = el_wline(editor)?.pointee, let start = line.buffer, let end = line.lastchar else { return [] }
        return UnsafeBufferPointer(start: start, count: end - start).map {
            Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{fffd}"
        }
    }

    func replace(with text: String, cursor: Int? = nil) {
        let count = CInt(scalars.count)
        el_cursor(editor, count)
        el_deletestr(editor, count)
        insert(text)
        if let cursor { el_cursor(editor, CInt(cursor - text.unicodeScalars.count)) }
    }

    func insert(_ text: String) {
        guard !text.isEmpty else { return }
        var wide = text.unicodeScalars.map { wchar_t(bitPattern: $0.value) }
        wide.append(0)
        el_winsertstr(editor, wide)
    }

    // MARK: Drawing

    /// Shows how things stand; `isFinal` when nothing more will be typed here.
    func draw(isFinal: Bool = false) {
        let scalars = scalars
        var view = LineView(prompt: prompt, line: scalars, cursor: isFinal ? scalars.count : cursor)
        if !isFinal, !screen.isPlain {
            if let problem {
                view.hint = LineView.Piece(problem, .bad)
            } else if !scalars.isEmpty {
                addHint(to: &view)
            }
            view.menu = cycle?.menu
        }
        screen.draw(view)
    }

    private func addHint(to view: inout LineView) {
        // A hint for a line that fills a screen would cost more than it helps.
        guard view.line.count < 4000 else { return }
        let bytes = EditedLine.bytes(of: view.line)
        let cursor = EditedLine.bytes(of: view.line[..<view.cursor]).count
        guard let hint = assistant.hint(bytes, cursor: cursor) else { return }
        view.hint = LineView.Piece(hint.text, hint.isWrong ? .bad : .quiet)
        guard let place = hint.place else { return }
        let first = EditedLine.scalarCount(bytes[..<min(place.lowerBound, bytes.count)])
        view.wrong = first..<max(first, EditedLine.scalarCount(bytes[..<min(place.upperBound, bytes.count)]))
    }

    static func bytes(of scalars: some Sequence<Unicode.Scalar>) -> [UInt8] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return Array(String(text).utf8)
    }

    private static func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int { bytes.count { $0 & 0xc0 != 0x80 } }

    /// Gives the terminal to somebody else, below the line.
    func pause() {
        screen.leave()
        screen.markPastes(false)
        mcsh_el_prepare_terminal(editor, 0)
    }

    func resume() {
        mcsh_el_prepare_terminal(editor, 1)
        screen.markPastes(true)
        screen.forget()
        el_resize(editor)
    }

    // MARK: Keys

    /// The next key for libedit.
    func read(into character: UnsafeMutablePointer<wchar_t>?) -> CInt {
        if !initial.isEmpty {
            insert(initial)
            initial = ""
        }
        let result = keys.read(into: character)
        problem = nil
        if result == 1, let key = character?.pointee, key != 9, key != wchar_t(EditorKey.backTab.rawValue) {
            cycle = nil
        }
        return result
    }

    func enter() -> UInt8 {
        cycle = nil
        draw(isFinal: true)
        screen.leave()
        entered = text
        return UInt8(CC_NEWLINE)
    }

    /// Takes in what was pasted. Of several lines all that are whole are run, one after the other, up to one that somebody
    /// has to press Enter for.
    func paste() -> UInt8 {
        let (first, isWhole) = pasted.take(keys.pastedText)
        if !isWhole {
            insert(first)
            return UInt8(CC_REFRESH)
        }
        // What stood behind the cursor belongs to the end of what was pasted.
        let scalars = scalars
        let behind = String(decoding: EditedLine.bytes(of: scalars[cursor...]), as: UTF8.self)
        if !behind.isEmpty { pasted.add(behind) }
        replace(with: String(decoding: EditedLine.bytes(of: scalars[..<cursor]), as: UTF8.self) + first)
        if assistant.runsByItself(text) { return enter() }
        problem = PastedLine.advice
        return UInt8(CC_REFRESH)
    }

    func clear() -> UInt8 {
        screen.clear()
        return UInt8(CC_REFRESH)
    }

    /// libedit's own key does not go behind the last character in a vi that is inserting.
    func goRight() -> UInt8 {
        el_cursor(editor, 1)
        return UInt8(CC_CURSOR)
    }

}
