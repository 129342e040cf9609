/// How the proxy within memcached chooses a server of a pool, with the options of its `mcp.pool` calls: a jump hash, or a
/// ring. Keys are hashed by XXH3, or by MD5 with `dist_ring_hash.hash`. Weights do not count.
///
/// Source of the facts: `proxy_jump_hash.c`, `proxy_ring_hash.c`, `proxy_lua.c` of memcached.
package struct MemcachedProxyDistribution: Distribution {
    package static let name = "memcached-proxy"
    package static let summary = "the proxy within memcached: jump hash by XXH3; no weights, no failover by itself"
    package static let rules = [
        DistributionRule(
            "dist",
            .choice(["jump", "ring", "dist_jump_hash", "dist_ring_hash"]),
            "a jump hash, or a ring; jump"
        ),
        DistributionRule("hash", .choice(["xxhash", "dist_ring_hash.hash"]), "the hash function of keys; xxhash"),
        DistributionRule(
            "omode",
            .choice(["default", "ketama", "twemproxy", "evcache"]),
            "how a ring's points are made"
        ),
        DistributionRule("obuckets", .number(4...1_000_000), "points of the ring for each server; 160"),
        DistributionRule("seed", .text, "a text that seeds the hash function"),
        DistributionRule("filter", .choice(["stop", "tags"]), "which part of a key is hashed, by filter_conf"),
        DistributionRule("filter_conf", .text, "stop: what ends that part; tags: two characters around it"),
    ]

    private enum Filter {
        case stop([UInt8])
        case tags(HashTag)
    }

    package var down = ServerSet()
    private let serverCount: Int
    /// `nil` for the jump hash.
    private let ring: Ring?
    private let hashesByMD5: Bool
    private let seed: UInt64
    private let filter: Filter?
    package let movesKeys = false

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        serverCount = servers.count
        hashesByMD5 = options.text("hash") == "dist_ring_hash.hash"
        seed = options.text("seed").map { XXH3.hash64(Array($0.utf8).span, seed: 0) } ?? 0
        filter = try Self.filter(options)
        let isRing = (options.text("dist") ?? "jump").contains("ring")
        ring = isRing ? try Self.ring(servers, options) : nil
    }

    private static func filter(_ options: DistributionOptions) throws(DistributionError) -> Filter? {
        guard let filter = options.text("filter") else { return nil }
        let configuration = options.text("filter_conf") ?? ""
        if filter == "tags" { return .tags(try HashTag(configuration, of: "filter_conf")) }
        guard !configuration.isEmpty else {
            throw DistributionError("filter=stop wants filter_conf, the text that stops")
        }
        return .stop(Array(configuration.utf8))
    }

    private static func ring(
        _ servers: [ServerAddress],
        _ options: DistributionOptions
    ) throws(DistributionError) -> Ring {
        let mode = options.text("omode") ?? "default"
        let buckets = options.number("obuckets") ?? 160
        try Ring.checkSize(servers.map { _ in buckets })
        var points: [Ring.Point] = []
        for (index, server) in servers.enumerated() {
            guard case .host(let host, let port) = server.endpoint else {
                throw DistributionError("a ring of memcached's proxy knows no Unix sockets")
            }
            let name: String
            switch mode {
            case "evcache": name = "\(host)/\(host):\(port)"
            case "twemproxy" where port == ServerAddress.defaultPort: name = host
            default: name = "\(host):\(port)"
            }
            let bytes = Array(name.utf8)
            if mode == "default" {
                KetamaPoints.append(name: bytes, count: buckets, server: index, to: &points) {
                    UInt32(truncatingIfNeeded: XXH3.hash64($0, seed: 0))
                }
            } else {
                let digests = buckets / KetamaPoints.pointsPerDigest
                KetamaPoints.append(name: bytes, digests: digests, server: index, to: &points)
            }
        }
        return Ring(points)
    }

    package var shares: [Double] {
        ring?.shares(serverCount: serverCount) ?? Array(repeating: 1 / Double(serverCount), count: serverCount)
    }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        let bytes = key.extracting(part(of: key))
        let number: UInt64
        if hashesByMD5 {
            number = UInt64(KeyHash.md5(bytes, log: log))
        } else {
            number = XXH3.hash64(bytes, seed: seed)
            if let log {
                let name = seed == 0 ? "xxh3_64" : "xxh3_64 seeded \(RouteLog.hexadecimal(seed))"
                log.begin(name, bytes, number)
            }
        }
        if let ring { return ring.server(atOrAfter: UInt32(truncatingIfNeeded: number), log: log) }
        let server = jump(number)
        log?.complete("jump hash over \(serverCount) = server \(server + 1)")
        return server
    }

    private func part(of key: Span<UInt8>) -> Range<Int> {
        switch filter {
        case nil: return 0..<key.count
        case .tags(let tag): return tag.part(of: key, mayBeEmpty: true)
        case .stop(let text): return 0..<(key.firstIndex(of: text) ?? key.count)
        }
    }

    /// Lamping and Veach's jump consistent hash.
    private func jump(_ key: UInt64) -> Int {
        var key = key
        var bucket = -1
        var next = 0
        while next < serverCount {
            bucket = next
            key = key &* 2_862_933_555_777_941_757 &+ 1
            next = Int(Double(bucket + 1) * (2_147_483_648 / Double((key >> 33) + 1)))
        }
        return bucket
    }
}
