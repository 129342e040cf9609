/// Finds the pool that is meant among those of a file.
enum PoolChoice {
    static func choose(_ wanted: String?, among pools: [ConfigEntry]) throws(ClusterFileError) -> ConfigEntry {
        guard let only = pools.first else { throw ClusterFileError(line: nil, "the file has no pools") }
        let known = Quoted.list(pools.map(\.key))
        guard let wanted else {
            guard pools.count == 1 else {
                throw ClusterFileError(line: nil, "the file has several pools; write FILE#POOL with one of \(known)")
            }
            return only
        }
        guard let pool = pools.first(where: { $0.key == wanted }) else {
            throw ClusterFileError(line: nil, "the file has no pool \(Quoted(wanted)); it has \(known)")
        }
        return pool
    }
}
