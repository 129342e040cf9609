/// twemproxy's configuration: a pool for each key at the top.
///
/// The keys, what they may hold and how a server is written are those of `conf_commands` and `conf_add_server` in the
/// source of nutcracker 0.5.0 (`src/nc_conf.c`). It takes the last blank of a server as the beginning of its name, and
/// the last colons as those of port and weight, so an IPv6 address needs no brackets, and has none.
enum TwemproxyFile {
    static func read(_ text: String, pool: String?) throws(ClusterFileError) -> ClusterDescription {
        guard let root = try ConfigText.yaml(text), root.scalar?.isEmpty != true else {
            throw ClusterFileError(line: nil, "the file is empty")
        }
        guard let pools = root.entries else {
            throw ClusterFileError(
                line: root.line,
                "this is neither a pool of twemproxy, nor mcrouter's JSON, nor a configuration of libmemcached"
            )
        }
        return try TwemproxyPool(PoolChoice.choose(pool, among: pools)).cluster
    }
}
