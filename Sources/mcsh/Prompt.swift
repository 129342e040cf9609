import Memcached
import MemcachedShell

/// The words before the cursor: which servers, and whether one is down.
@ShellActor
struct Prompt {
    let cluster: Cluster

    var pieces: [LineView.Piece] {
        let client = cluster.client
        let isLocal = cluster.isLocal
        var name: String
        if isLocal {
            name = "local"
        } else {
            name = Escaping.text(client.servers[0].description.utf8)
        }
        if client.servers.count > 1 { name += isLocal ? " ×\(client.servers.count)" : " +\(client.servers.count - 1)" }
        var pieces = [LineView.Piece(name, .strong)]
        let down = client.health.count { if case .down = $0 { true } else { false } }
        if down > 0 {
            pieces.append(LineView.Piece(" "))
            pieces.append(LineView.Piece(client.servers.count == 1 ? "down" : "\(down) down", .bad))
        }
        return pieces + [LineView.Piece("> ")]
    }

    static let continuation = [LineView.Piece("... ")]
}
