import CLibEdit
import Glibc

/// Reads the keys for libedit, a character at a time, and notices signals while it waits.
final class KeyReader {
    enum Interruption {
        case interrupt
        case terminate(CInt)
    }

    private(set) var interruption: Interruption?
    /// Whether something in the line was typed that is not UTF-8, and stands there as U+FFFD.
    private(set) var hasReplaced = false
    /// Where libedit draws.
    private let output: CInt
    private let isPlainTerminal: Bool
    private static let caught = [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP]
    private var isAtBeginning = true
    /// A byte that was read and belongs to the next character.
    private var next: UInt8?

    init(output: CInt, isPlainTerminal: Bool) {
        self.output = output
        self.isPlainTerminal = isPlainTerminal
    }

    /// Signals are ours from now on.
    func begin() {
        interruption = nil
        hasReplaced = false
        isAtBeginning = true
        for number in KeyReader.caught { Signals.catchSignal(number) }
        _ = Signals.take(SIGINT)
    }

    /// Between two lines only Ctrl-C is: whoever stops or ends the program finds the terminal in order.
    func end() {
        for number in KeyReader.caught where number != SIGINT { Signals.restoreDefault(number) }
    }

    func read(for editor: OpaquePointer?, into character: UnsafeMutablePointer<wchar_t>?) -> CInt {
        var bytes: [UInt8] = []
        while true {
            var byte: UInt8 = 0
            if let next {
                byte = next
                self.next = nil
            } else {
                let isReady = Signals.wait(forInput: 0)
                if let stop = actOnSignals(editor) {
                    interruption = stop
                    return -1
                }
                guard isReady else { continue }
                let count = Glibc.read(0, &byte, 1)
                if count < 0, errno == EINTR || errno == EAGAIN { continue }
                guard count == 1 else { return 0 }
                // A Ctrl-D typed while a statement was running comes out of the terminal's line mode as a zero.
                if isAtBeginning, byte == 0 { byte = 4 }
                isAtBeginning = false
            }
            var scalar: Unicode.Scalar?
            if !bytes.isEmpty, byte & 0xc0 != 0x80 {
                // The character before was broken off; this byte begins another.
                next = byte
                scalar = "\u{fffd}"
                hasReplaced = true
            } else {
                bytes.append(byte)
                scalar = KeyReader.scalar(bytes)
                if scalar == "\u{fffd}", bytes != [0xef, 0xbf, 0xbd] { hasReplaced = true }
            }
            guard let scalar else { continue }
            character?.pointee = wchar_t(bitPattern: scalar.value)
            return 1
        }
    }

    /// The character that the bytes make, the replacement character if they can make none, `nil` if some are missing.
    private static func scalar(_ bytes: [UInt8]) -> Unicode.Scalar? {
        guard let first = bytes.first else { return nil }
        if first < 0x80 { return Unicode.Scalar(first) }
        if first < 0xc2 || first > 0xf4 { return "\u{fffd}" }
        let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
        if bytes.count < length { return nil }
        return String(decoding: bytes, as: UTF8.self).unicodeScalars.first
    }

    private func actOnSignals(_ editor: OpaquePointer?) -> Interruption? {
        if Signals.take(SIGINT) {
            // What follows must not be written over the rest of the line: written again, it takes the cursor to its end.
            if let line = el_line(editor)?.pointee, let cursor = line.cursor, let end = line.lastchar, cursor < end {
                _ = write(output, cursor, end - cursor)
            }
            return .interrupt
        }
        for number in [SIGQUIT, SIGTERM, SIGHUP] where Signals.take(number) { return .terminate(number) }
        if Signals.take(SIGWINCH) {
            // libedit draws the prompt anew where the cursor is.
            if !isPlainTerminal { _ = write(output, "\r\u{1b}[J", 4) }
            el_resize(editor)
            mcsh_el_refresh(editor)
        }
        if Signals.take(SIGTSTP) { suspend(editor) }
        return nil
    }

    /// Stops as any program does at Ctrl-Z, with the terminal as the shell outside expects it.
    private func suspend(_ editor: OpaquePointer?) {
        mcsh_el_prepare_terminal(editor, 0)
        Signals.restoreDefault(SIGTSTP)
        kill(0, SIGTSTP)
        // Here it goes on after fg.
        Signals.catchSignal(SIGTSTP)
        mcsh_el_prepare_terminal(editor, 1)
        el_resize(editor)
        mcsh_el_refresh(editor)
    }
}
