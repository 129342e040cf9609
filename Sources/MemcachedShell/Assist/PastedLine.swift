/// A line that was pasted, and perhaps never read.
package enum PastedLine {
    /// Said of a line that waits for somebody to read it.
    package static let advice = "pasted: Enter runs it, Ctrl-C drops it"

    /// Whether a line is run without anybody having pressed Enter behind it. One that starts a program, writes a file or
    /// destroys is not.
    package static func runsByItself(_ line: [UInt8], binder: Binder) -> Bool {
        // What goes on in the next line is judged with it.
        guard Continuation.of(String(decoding: line, as: UTF8.self)) == .complete else { return true }
        // What is wrong does nothing but say so.
        guard let typed = try? TypedLine(line) else { return true }
        if typed.destination != nil { return false }
        let words = typed.source == nil ? typed.words : (try? typed.words(withValue: [])) ?? typed.words
        return (try? binder.statement(words))?.consequence == nil
    }
}
