import Glibc
import MemcachedShell

/// Asks before something is destroyed: at a terminal only, because a script cannot answer.
struct Confirmation {
    func ask(_ warning: Warning) -> Bool {
        // The terminal itself: standard output and error may go elsewhere.
        let terminal = open("/dev/tty", O_WRONLY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        defer { close(terminal) }
        // What was typed before the question stands there is no answer to it.
        if isatty(0) == 1 { tcflush(0, TCIFLUSH) }
        let bytes = Array(warning.text.utf8)
        _ = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
        return warning.isConfirmed(by: readAnswer())
    }

    private func readAnswer() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < 1000 {
            // Ctrl-C is left to be acted upon by whoever runs the statements.
            guard !Signals.isInterrupted, Signals.wait(forInput: 0) || !Signals.isInterrupted else {
                StandardError.print("\n")
                return ""
            }
            guard Signals.hasInput(0) else { continue }
            guard read(0, &byte, 1) == 1 else {
                StandardError.print("\n")
                return ""
            }
            if byte == 0x0a { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
