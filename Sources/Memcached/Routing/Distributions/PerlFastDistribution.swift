/// How Perl's Cache::Memcached::Fast (0.28) chooses a server: as Cache::Memcached on a scaled line, so that weights may
/// be fractions; or with `ketama_points` by a ring. It never looks elsewhere.
///
/// Source of the facts: `dispatch_key.c` of the module.
package struct PerlFastDistribution: Distribution {
    package static let name = "perl-fast"
    package static let summary = "Perl's Cache::Memcached::Fast: as perl, or ketama if told so; no failover"
    package static let rules = [
        DistributionRule(
            "ketama_points",
            .number(0...1_000_000),
            "points of a ring for each weight of 1; 0 is no ring"
        ),
        DistributionRule("namespace", .text, "put before every key that is sent; not hashed, unless hash_namespace"),
        DistributionRule("hash_namespace", .flag, "the namespace is hashed; false"),
        DistributionRule("weights", .weights, "weights that may be fractions, in place of those of the servers"),
        DistributionRule(
            "failure_timeout",
            .number(0...86_400),
            "seconds until a server that is down is tried again; 10"
        ),
    ]

    package var down = ServerSet()
    private let serverCount: Int
    /// The points of the ring, or of the line.
    private let ring: Ring
    private let isRing: Bool
    private let total: Double
    private let hashesNamespace: Bool
    package let namespace: [UInt8]
    package let movesKeys = false
    package let retryInterval: Duration

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        let weights = options.weights("weights") ?? servers.map { Double($0.weight) }
        guard weights.count == servers.count else {
            throw DistributionError("weights has \(weights.count) numbers for \(servers.count) servers")
        }
        let pointsPerWeight = options.number("ketama_points") ?? 0
        serverCount = servers.count
        namespace = Array((options.text("namespace") ?? "").utf8)
        hashesNamespace = options.flag("hash_namespace") ?? false
        retryInterval = .seconds(options.number("failure_timeout") ?? 10)
        total = weights.reduce(0, +)
        guard total >= 0.5, total < 4_294_967_295 else {
            throw DistributionError("the weights add up to \(total): too little, or too much")
        }
        isRing = pointsPerWeight > 0
        ring = isRing ? try Self.ring(servers, weights, pointsPerWeight) : Self.line(weights)
        if ring.isEmpty { throw DistributionError("with so few ketama_points, no server has a point on the ring") }
    }

    /// Points that stand where a server's part of the line ends.
    private static func line(_ weights: [Double]) -> Ring {
        var ends: [UInt32] = []
        var total = 0.0
        for weight in weights {
            total += weight
            let scale = total > 0 ? weight / total : 0
            ends = ends.map { UInt32(Double($0) - Double($0) * scale) } + [UInt32.max]
        }
        return Ring(ends.enumerated().map { Ring.Point($1, server: $0) })
    }

    /// Each point is the CRC-32 of the server's name and the point before it.
    private static func ring(
        _ servers: [ServerAddress],
        _ weights: [Double],
        _ pointsPerWeight: Int
    ) throws(DistributionError) -> Ring {
        var points: [Ring.Point] = []
        for (index, server) in servers.enumerated() {
            var base = CRC32.State()
            switch server.endpoint {
            case .host(let host, let port):
                for byte in Array(host.utf8) + [0] + Array("\(port)".utf8) { base.update(byte) }
            case .unixSocket(let path):
                for byte in Array(path.utf8) + [0] { base.update(byte) }
            }
            let count = (Double(pointsPerWeight) * weights[index] + 0.5).rounded(.down)
            guard count + Double(points.count) <= Double(Ring.maximumCount) else {
                throw DistributionError("the weights are too large: more than \(Ring.maximumCount) points on the ring")
            }
            var last: UInt32 = 0
            for _ in 0..<Int(count) {
                var state = base
                for shift in stride(from: UInt32(0), to: 32, by: 8) {
                    state.update(UInt8(truncatingIfNeeded: last >> shift))
                }
                last = state.value
                points.append(Ring.Point(last, server: index))
            }
        }
        return Ring(points)
    }

    package var shares: [Double] {
        if serverCount == 1 { return [1] }
        if isRing { return ring.shares(serverCount: serverCount) }
        var shares = Array(repeating: 0.0, count: serverCount)
        for (remainder, share) in Buckets.shares(of: Int(min(divisor, 1 << 15)), bits: 15).enumerated() {
            shares[Int(ring[ring.firstPoint(notBefore: place(of: UInt32(remainder)))].server)] += share
        }
        return shares
    }

    private var divisor: UInt32 { UInt32(total + 0.5) }

    /// Where on the line a remainder is.
    private func place(of remainder: UInt32) -> UInt32 {
        let place = (Double(remainder) / total * 4_294_967_295 + 0.5).rounded(.down) + 1
        return place < 4_294_967_295 ? UInt32(place) : UInt32.max
    }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        if serverCount == 1 {
            log?.complete("the only server")
            return 0
        }
        let typed = key.extracting(hashesNamespace ? 0..<key.count : withoutNamespace(key))
        if isRing { return ring.server(atOrAfter: KeyHash.crc32(typed, log: log), log: log) }
        let remainder = KeyHash.crc15(typed, log: log) % divisor
        let number = place(of: remainder)
        log?.begin("mod \(divisor) = \(remainder), on the line \(number)")
        return ring.server(atOrAfter: number, log: log)
    }
}
