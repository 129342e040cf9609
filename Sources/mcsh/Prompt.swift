import Memcached
import MemcachedShell

/// The words before the cursor: which cluster, how careful one is with it, and whether a server is down.
@ShellActor
struct Prompt {
    let cluster: Cluster
    /// The cluster's name in the settings file, if one was asked for.
    private let profile: String?
    /// Whether the servers are those that the name stands for.
    private let isWhole: Bool
    private var color = PromptColor.plain
    private var mode = Mode.free

    init(cluster: Cluster, settings: Settings) {
        self.cluster = cluster
        profile = settings.profile
        isWhole = settings.clusterName != nil
    }

    /// Looks from now on as these say.
    mutating func follow(_ preferences: Preferences) {
        color = preferences.values.promptColor
        mode = preferences.mode
    }

    var pieces: [LineView.Piece] {
        let client = cluster.client
        var names = profile.map { [Escaping.text($0.utf8)] } ?? []
        if !isWhole { names.append(servers) }
        var pieces = [LineView.Piece(names.joined(separator: " "), color.look)]
        if mode != .free { pieces.append(LineView.Piece(" \(mode.rawValue)", .refused)) }
        let down = client.health.count { if case .down = $0 { true } else { false } }
        if down > 0 {
            pieces.append(LineView.Piece(" "))
            pieces.append(LineView.Piece(client.servers.count == 1 ? "down" : "\(down) down", .bad))
        }
        return pieces + [LineView.Piece("> ")]
    }

    /// The servers, in a few words.
    private var servers: String {
        let count = cluster.client.servers.count
        let first = Escaping.text(cluster.address.utf8)
        if count == 1 { return first }
        return cluster.isLocal ? "\(first) ×\(count)" : "\(first) +\(count - 1)"
    }

    static let continuation = [LineView.Piece("... ")]
}
