import Memcached

/// A pool of twemproxy: its servers, and what it says about where keys go.
struct TwemproxyPool {
    /// The words that an option of the distribution takes.
    private static func choices(_ option: String) -> [String] {
        guard case .choice(let words)? = TwemproxyDistribution.rules.first(where: { $0.name == option })?.values else {
            return []
        }
        return words
    }

    /// What has no part in where a key goes.
    private static let irrelevant: Set<String> = [
        "listen", "timeout", "backlog", "preconnect", "tcpkeepalive", "redis_auth", "redis_db", "server_connections",
        "client_connections", "server_failure_limit", "reuseport",
    ]

    private var servers: [ListedServer] = []
    private var options: [String: String] = [:]
    private var warnings = ClusterWarnings()
    private let name: String
    private let line: Int

    /// In the order in which they are passed on.
    private static let passedOn = ["distribution", "hash", "hash_tag", "auto_eject_hosts", "server_retry_timeout"]

    init(_ pool: ConfigEntry) throws(ClusterFileError) {
        name = "pool \(Quoted(pool.key))"
        line = pool.line
        for entry in try pool.value.table(of: pool.key) { try read(entry) }
    }

    var cluster: ClusterDescription {
        get throws(ClusterFileError) {
            ClusterDescription(
                servers: try ListedServer.checked(servers, of: name, line: line),
                distribution: DistributionChoice(
                    name: "twemproxy",
                    options: TwemproxyPool.passedOn.compactMap { key in
                        options[key].map { DistributionOption(key: key, value: $0) }
                    }
                ),
                warnings: warnings.all
            )
        }
    }

    private mutating func read(_ entry: ConfigEntry) throws(ClusterFileError) {
        switch entry.key {
        case "servers":
            // Nothing behind the colon is a list with nothing in it.
            if entry.value.scalar?.isEmpty == true { return }
            for server in try entry.value.list(of: entry.key) { servers.append(try TwemproxyServer.read(server)) }
        case "distribution": options[entry.key] = try distribution(entry.value)
        case "hash":
            let hash = try entry.value.text(of: entry.key)
            let known = TwemproxyPool.choices(entry.key)
            guard known.contains(hash) else {
                throw ClusterFileError(
                    line: entry.value.line,
                    "twemproxy has no hash \(Quoted(hash)); it has \(known.joined(separator: ", "))"
                )
            }
            options[entry.key] = hash
        case "hash_tag":
            guard let tag = entry.value.scalar, tag.utf8.count == 2 else {
                throw ClusterFileError(line: entry.value.line, "'hash_tag' is two characters in quotes, like \"{}\"")
            }
            options[entry.key] = tag
        case "auto_eject_hosts": options[entry.key] = try entry.value.flag(of: entry.key) ? "true" : "false"
        case "server_retry_timeout":
            // Longer than a day is longer than any session.
            options[entry.key] = "\(min(try entry.value.number(of: entry.key, 0...Int(Int32.max)), 86_400_000))"
        case "redis":
            guard try entry.value.flag(of: entry.key) == false else {
                throw ClusterFileError(line: entry.line, "\(name) speaks Redis, not memcached's protocol")
            }
        case let key where TwemproxyPool.irrelevant.contains(key): break
        default: warnings.unknownKey(entry)
        }
    }

    private func distribution(_ node: ConfigNode) throws(ClusterFileError) -> String {
        let distribution = try node.text(of: "distribution")
        if distribution == "random" {
            throw ClusterFileError(
                line: node.line,
                "with the distribution 'random' keys have no home: any server may hold one"
            )
        }
        let known = TwemproxyPool.choices("distribution")
        guard known.contains(distribution) else {
            throw ClusterFileError(
                line: node.line,
                "twemproxy has no distribution \(Quoted(distribution)); it has \(known.joined(separator: ", ")), random"
            )
        }
        return distribution
    }
}
