import Glibc
import Memcached
import MemcachedShell

/// Asks before something is destroyed: at a terminal only, because a script cannot answer.
struct Confirmation {
    let environment: Environment

    func ask(_ statement: Statement, servers: [ServerAddress]) -> Bool {
        guard environment.inputIsTerminal, environment.errorIsTerminal else { return true }
        let whose: String
        if let target = statement.target {
            whose = "\(servers[target])"
        } else if servers.count == 1 {
            whose = "\(servers[0])"
        } else {
            whose = "all \(servers.count) servers"
        }
        StandardError.print("\(statement.command.name) makes every item of \(whose) expire. Go on? [y/N] ")
        return ["y", "yes"].contains(readAnswer().lowercased())
    }

    private func readAnswer() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < 100 {
            let count = read(0, &byte, 1)
            if count < 0, errno == EINTR, !Signals.takeInterrupt() { continue }
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
