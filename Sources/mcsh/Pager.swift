import Glibc
import MemcachedShell

/// The program that shows what does not fit the screen.
enum Pager {
    /// The program that was asked for, by the words for it: `nil` for none.
    static func program(_ words: String) -> String? {
        let isNone = ["", "off", "cat"].contains(words)
        // Nobody has to install one.
        if isNone || words == ShellSetting.pager.standard && ProgramPath.find("less") == nil { return nil }
        return words
    }

    /// Shows what is too long for the screen; returns `false` if it is not, or could not be shown.
    static func show(_ bytes: [UInt8], with words: String) -> Bool {
        // The prompt has a row, too.
        guard let size = TerminalSize.of(1), OutputRows.exceed(max(1, size.rows - 1), bytes, columns: size.columns),
            let program = program(words)
        else {
            return false
        }
        // A less of somebody who has not chosen otherwise shows colours, and not what would have fitted.
        let command = "export LESS=\"${LESS-FRX}\"; \(ForegroundProgram.commandLine(program))"
        guard case .success(let ending) = ForegroundProgram.run(command, reading: bytes) else { return false }
        // sh has said why it could not run it.
        return ending != .exited(127) && ending != .exited(126)
    }
}
