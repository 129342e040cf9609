import Glibc

/// A question at the terminal itself: standard output and error may go elsewhere.
enum Question {
    /// The answer without its line end; `nil` if there is none: no terminal, its end, Ctrl-C, or the end of the process.
    static func ask(_ text: String) -> String? {
        let terminal = open("/dev/tty", O_WRONLY | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        // What was typed before the question stands there is no answer to it.
        if isatty(0) == 1 { tcflush(0, TCIFLUSH) }
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
        let answer = readAnswer()
        if answer == nil { StandardError.print("\n") }
        return answer
    }

    private static func readAnswer() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < 1000 {
            // Signals are left to be acted upon by whoever runs the statements.
            guard !isOver, Signals.wait(forInput: 0) || !isOver else { return nil }
            guard Signals.hasInput(0) else { continue }
            guard read(0, &byte, 1) == 1 else { return nil }
            if byte == 0x0a { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static var isOver: Bool { Signals.isInterrupted || PostponedSignals.isAnyPending }
}
