import Memcached

/// mcrouter's configuration: JSON with pools, which list servers, and routes, which say how a pool is hashed.
///
/// Keys and meanings as in mcrouter's wiki (Config Files, Pools, List of Route Handles) and its source
/// (`McRouteHandleProvider::makePool` and `makePoolRoute`, `HashRouteFactory`, `WeightedChHashFuncBase`).
enum McrouterFile {
    static func read(_ text: String, pool wanted: String?) throws(ClusterFileError) -> ClusterDescription {
        let text = try JSONComments.blanked(text)
        guard let root = try ConfigText.yaml(text) else { throw ClusterFileError(line: nil, "the file is empty") }
        var warnings = ClusterWarnings()
        var pools: [ConfigEntry] = []
        for entry in try root.table(of: "the file") {
            switch entry.key {
            case "pools": pools = try entry.value.table(of: entry.key)
            case "macros": warnings.add(entry.line, "macros are not followed; what they make is not seen")
            case "route", "routes", "named_handles": break
            default: warnings.unknownKey(entry)
            }
        }
        var routes = McrouterRoutes()
        for key in ["named_handles", "route", "routes"] { if let node = root[key] { try routes.walk(node) } }
        // Of two pools with one name, mcrouter takes the one under "pools".
        let names = Set(pools.map(\.key))
        pools += routes.pools.filter { !names.contains($0.key) }

        let chosen = try PoolChoice.choose(wanted, among: pools)
        let pool = try McrouterPool(chosen, warnings: &warnings)
        let hash = try routes.hash(of: chosen, servers: pool.servers.count, base: pool.hash, warnings: &warnings)
        return ClusterDescription(
            servers: pool.servers,
            distribution: DistributionChoice(name: "mcrouter", options: hash.options),
            warnings: warnings.all
        )
    }
}
