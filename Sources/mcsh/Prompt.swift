import Memcached
import MemcachedShell

/// The words before the cursor: which servers, and whether one is down.
@ShellActor
struct Prompt {
    let cluster: Cluster
    let style: Style

    /// libedit counts what stands between two bytes 1 as no columns.
    var text: String {
        let client = cluster.client
        let isLocal = cluster.isLocal
        var name: String
        if isLocal {
            name = "local"
        } else {
            name = Escaping.text(client.servers[0].description.utf8)
        }
        if client.servers.count > 1 { name += isLocal ? " ×\(client.servers.count)" : " +\(client.servers.count - 1)" }
        let down = client.health.count { if case .down = $0 { true } else { false } }
        let warning = down > 0 ? " " + framed(style.bad(client.servers.count == 1 ? "down" : "\(down) down")) : ""
        return framed(style.strong(name)) + warning + "> "
    }

    static let continuation = "... "

    private func framed(_ text: String) -> String {
        guard style.hasColor else { return text }
        var framed = ""
        var isEscape = false
        for scalar in text.unicodeScalars {
            if scalar == "\u{1b}" {
                framed += "\u{1}"
                isEscape = true
            }
            framed.unicodeScalars.append(scalar)
            if isEscape, scalar == "m" {
                framed += "\u{1}"
                isEscape = false
            }
        }
        return framed
    }
}
