import Glibc
import Memcached
import MemcachedShell

/// Asks before something is destroyed: at a terminal only, because a script cannot answer.
struct Confirmation {
    let environment: Environment

    func ask(_ statement: Statement, servers: [ServerAddress]) -> Bool {
        guard environment.inputIsTerminal else { return true }
        let whose: String
        if let target = statement.target {
            whose = "\(servers[target])"
        } else if servers.count == 1 {
            whose = "\(servers[0])"
        } else {
            whose = "all \(servers.count) servers"
        }
        let consequence = (statement.consequence ?? "").split(separator: "SERVERS", omittingEmptySubsequences: false)
        let question = "\(statement.command.name) \(consequence.joined(separator: whose)). Go on? [y/N] "
        // The terminal itself: standard output and error may go elsewhere.
        let terminal = open("/dev/tty", O_WRONLY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        defer { close(terminal) }
        let bytes = Array(question.utf8)
        _ = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
        return ["y", "yes"].contains(readAnswer().lowercased())
    }

    private func readAnswer() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < 100 {
            let count = read(0, &byte, 1)
            // Ctrl-C is left to be acted upon by whoever runs the statements.
            if count < 0, errno == EINTR, !Signals.isInterrupted { continue }
            guard count == 1 else {
                StandardError.print("\n")
                return ""
            }
            if byte == 0x0a { break }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
