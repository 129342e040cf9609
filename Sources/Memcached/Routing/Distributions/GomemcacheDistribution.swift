/// How Go's gomemcache chooses a server: the CRC-32 of the key's first 256 bytes, modulo the number of servers. It never
/// looks elsewhere. A weight stands for a server that is listed so many times.
/// Source of the facts: `selector.go` of the package.
package struct GomemcacheDistribution: Distribution {
    package static let name = "gomemcache"
    package static let summary = "Go's gomemcache: CRC-32, modulo; no failover"

    package var down = ServerSet()
    private let buckets: Buckets

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        buckets = try Buckets(weights: servers.map(\.weight))
    }

    package let movesKeys = false
    package var shares: [Double] { buckets.shares(bits: 32) }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        if buckets.count == 1 {
            log?.complete("the only server")
            return 0
        }
        return buckets.server(of: Int(KeyHash.crc32(key.extracting(0..<min(256, key.count)), log: log)), log: log)
    }
}
