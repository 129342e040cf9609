/// How PHP's memcache extension (pecl, 4.0 and 8.0) chooses a server: a list with weights, or 1024 slots filled from a
/// ring. Its options are its ini settings.
///
/// When a server is down, `-0`, `-1`, ... is put behind the key, and that is hashed, twenty times at most.
/// Source of the facts: `memcache_standard_hash.c` and `memcache_consistent_hash.c` of the extension.
package struct PHPMemcacheDistribution: Distribution {
    package static let name = "php-memcache"
    package static let summary = "PHP's older memcache extension: CRC-32, 1024 slots of a ring with weights"
    package static let rules = [
        DistributionRule(
            "hash_strategy",
            .choice(["consistent", "standard"]),
            "slots of a ring, or modulo; consistent"
        ),
        DistributionRule("hash_function", .choice(["crc32", "fnv"]), "the hash function; crc32"),
        DistributionRule("allow_failover", .flag, "whether other servers are tried when one is down; true"),
        DistributionRule(
            "retry_interval",
            .number(0...86_400),
            "seconds until a server that is down is tried again; 15"
        ),
    ]

    private static let maximumTries = 20
    private static let pointsPerWeight = 160
    private static let slotCount = 1024

    package var down = ServerSet()
    private let serverCount: Int
    private let hash: KeyHash
    private let buckets: Buckets?
    /// For each slot its server; empty for the list.
    private let slots: [Int]
    package let movesKeys: Bool
    package let retryInterval: Duration

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        serverCount = servers.count
        let hash: KeyHash = options.text("hash_function") == "fnv" ? .fnv1a_32 : .crc32
        self.hash = hash
        movesKeys = options.flag("allow_failover") ?? true
        retryInterval = .seconds(options.number("retry_interval") ?? 15)
        if options.text("hash_strategy") == "standard" {
            buckets = try Buckets(weights: servers.map(\.weight))
            slots = []
            return
        }
        buckets = nil
        try Ring.checkSize(servers.map(\.weight), pointsPerWeight: Self.pointsPerWeight)
        var points: [Ring.Point] = []
        for (index, server) in servers.enumerated() {
            let name: String
            switch server.endpoint {
            case .host(let host, let port): name = "\(host):\(port)"
            case .unixSocket(let path): name = "unix://\(path):0"
            }
            let count = Self.pointsPerWeight * server.weight
            KetamaPoints.append(name: Array(name.utf8), count: count, server: index, to: &points) { hash($0) }
        }
        let ring = Ring(points)
        let step = UInt32.max / UInt32(Self.slotCount)
        slots = (0..<Self.slotCount).map { Int(ring[ring.firstPoint(notBefore: step * UInt32($0))].server) }
    }

    package var shares: [Double] {
        if let buckets { return buckets.shares(bits: 15) }
        var shares = Array(repeating: 0.0, count: serverCount)
        for server in slots { shares[server] += 1 / Double(Self.slotCount) }
        return shares
    }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        if serverCount == 1 {
            log?.complete("the only server")
            return 0
        }
        let home = choose(key, log)
        if home.map({ !down.contains($0) }) ?? true { return home }
        if !movesKeys { return nil }
        for attempt in 0..<Self.maximumTries {
            let server = ScratchText.with(capacity: key.count + 1 + ScratchText.longestDecimal) { text in
                text.append(key)
                text.append(UInt8(ascii: "-"))
                text.append(decimal: attempt)
                return text.hashed { choose($0, log) }
            }
            if let server, !down.contains(server) { return server }
        }
        return nil
    }

    private func choose(_ bytes: Span<UInt8>, _ log: RouteLog?) -> Int? {
        let number = hash(bytes, log: log)
        guard let buckets else {
            let slot = Int(number % UInt32(Self.slotCount))
            log?.complete("mod \(Self.slotCount) = slot \(slot)")
            return slots[slot]
        }
        let middle = (number >> 16) & 0x7fff
        log?.begin("(>> 16) & 0x7fff = \(middle)\(middle == 0 ? ", taken as 1" : "")")
        return buckets.server(of: Int(max(1, middle)), log: log)
    }
}
