import Memcached

/// A pool of mcrouter: its servers, and what it says about the hash.
struct McrouterPool {
    let servers: [ServerAddress]
    /// How a route that says nothing about it hashes this pool.
    let hash: McrouterHash

    /// What has no part in where a key goes.
    private static let irrelevant: Set<String> = [
        "additional_fanout", "cluster", "connect_timeout", "devnull_asynclog", "disable_request_deadline_check",
        "enable_compression", "error_on_empty", "failure_domains", "hostnames", "keep_routing_prefix", "name",
        "pool_locality", "qos", "region", "security_mech", "server_timeout", "services", "tags", "timeout",
        "tko_tracker", "use_typed",
    ]

    init(_ pool: ConfigEntry, warnings: inout ClusterWarnings) throws(ClusterFileError) {
        let name = "pool \(Quoted(pool.key))"
        var list: [ListedServer] = []
        let port = try pool.value["port_override"]?.number(of: "port_override", ListedServer.ports)
        for entry in try pool.value.table(of: pool.key) {
            switch entry.key {
            case "servers":
                for node in try entry.value.list(of: entry.key) {
                    list.append(try McrouterServer.read(node, port: port, warnings: &warnings))
                }
            case "inherit":
                throw ClusterFileError(line: entry.line, "\(name) is in another file, and other files are not read")
            case "protocol":
                try McrouterServer.check(protocol: entry.value.text(of: entry.key), line: entry.value.line)
            case "use_ssl":
                if try entry.value.flag(of: entry.key) { McrouterServer.warnOfEncryption(entry.line, &warnings) }
            case "hash", "hash_func", "hash_salt", "hash_weights", "salt", "weights", "port_override": break
            case let key where McrouterPool.irrelevant.contains(key): break
            default: warnings.unknownKey(entry)
            }
        }
        servers = try ListedServer.checked(list, of: name, line: pool.line)
        hash = try McrouterHash(pool: pool)
    }
}
