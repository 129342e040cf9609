/// How twemproxy (nutcracker 0.5) chooses a server of a pool. Its options are those of a pool in its configuration.
///
/// The servers are sorted by name when the configuration is read: the shorter name first, names of one length by their
/// bytes. A name that is given stands for the server in place of its address.
/// Source of the facts: a real nutcracker, whose answers are among the tests.
package struct TwemproxyDistribution: Distribution {
    package static let name = "twemproxy"
    package static let summary = "the proxy twemproxy (nutcracker): ketama by fnv1a_64, weights, server names"
    package static let rules = [
        DistributionRule("distribution", .choice(["ketama", "modula"]), "a ring, or modulo; ketama"),
        DistributionRule("hash", .choice(hashes.map(\.key)), "the hash function of keys; fnv1a_64"),
        DistributionRule(
            "hash_tag",
            .text,
            "two characters: of a key that has both, only what is between them is hashed"
        ),
        DistributionRule("auto_eject_hosts", .flag, "a server that is down is thrown out of the pool"),
        DistributionRule(
            "server_retry_timeout",
            .number(0...86_400_000),
            "milliseconds until a server that is down is tried again; 30000"
        ),
    ]

    /// What its documentation calls crc32 are 15 bits of it.
    private static let hashes: KeyValuePairs<String, KeyHash> = [
        "one_at_a_time": .oneAtATime, "md5": .md5, "crc16": .crc16, "crc32": .crc15, "crc32a": .crc32,
        "fnv1_64": .fnv1_64, "fnv1a_64": .fnv1a_64, "fnv1_32": .fnv1_32, "fnv1a_32": .fnv1a_32, "hsieh": .hsieh,
        "murmur": .murmur, "jenkins": .jenkins,
    ]

    private enum Continuum {
        case ring(Ring)
        case buckets(Buckets)
    }

    private struct Member {
        let index: Int
        let name: [UInt8]
        let weight: Int
    }

    /// In the proxy's order.
    private let members: [Member]
    private let hash: KeyHash
    private let tag: HashTag?
    private let isModula: Bool
    private var continuum: Continuum
    package let movesKeys: Bool
    package let retryInterval: Duration

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        members = servers.enumerated().map { index, server in
            Member(index: index, name: Array(Self.name(of: server).utf8), weight: server.weight)
        }.sorted { first, second in
            if first.name.count != second.name.count { return first.name.count < second.name.count }
            return first.name.lexicographicallyPrecedes(second.name)
        }
        for (first, second) in zip(members, members.dropFirst()) where first.name == second.name {
            throw DistributionError("two servers have the name \(Excerpt(first.name)) in the ring")
        }
        let hashName = options.text("hash") ?? "fnv1a_64"
        hash = Self.hashes.first { $0.key == hashName }?.value ?? .fnv1a_64
        tag = try options.text("hash_tag").map { text throws(DistributionError) in try HashTag(text, of: "hash_tag") }
        isModula = options.text("distribution") == "modula"
        movesKeys = options.flag("auto_eject_hosts") ?? false
        retryInterval = .milliseconds(options.number("server_retry_timeout") ?? 30_000)
        continuum = .ring(Ring([]))
        if isModula { try Ring.checkSize(servers.map(\.weight)) }
        continuum = makeContinuum()
    }

    private static func name(of server: ServerAddress) -> String {
        if let name = server.name { return name }
        switch server.endpoint {
        case .host(let host, ServerAddress.defaultPort): return host
        case .host(let host, let port): return "\(host):\(port)"
        // The colon before the weight is taken along.
        case .unixSocket(let path): return "\(path):"
        }
    }

    package var down = ServerSet() {
        didSet { if movesKeys { continuum = makeContinuum() } }
    }

    private func makeContinuum() -> Continuum {
        let live = movesKeys ? members.filter { !down.contains($0.index) } : members
        if isModula {
            var weights = members.map { _ in 0 }
            for member in live { weights[member.index] = member.weight }
            // That there are not too many was seen when all were there.
            let buckets = try? Buckets(weights: weights, order: live.map(\.index))
            return buckets.map { .buckets($0) } ?? .ring(Ring([]))
        }
        let total = live.reduce(0) { $0 + $1.weight }
        var points: [Ring.Point] = []
        for member in live {
            let digests = KetamaPoints.digests(weight: member.weight, total: total, live: live.count)
            KetamaPoints.append(name: member.name, digests: digests, server: member.index, to: &points)
        }
        return .ring(Ring(points))
    }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        if members.count == 1 {
            log?.complete("the only server")
            return 0
        }
        let part = tag?.part(of: key) ?? 0..<key.count
        let number = hash(key.extracting(part), log: log)
        switch continuum {
        case .ring(let ring): return ring.server(atOrAfter: number, log: log)
        case .buckets(let buckets): return buckets.server(of: Int(number), log: log)
        }
    }

    package var shares: [Double] {
        if members.count == 1 { return [1] }
        switch continuum {
        case .ring(let ring): return ring.shares(serverCount: members.count, bits: hash.bits)
        case .buckets(let buckets): return buckets.shares(bits: hash.bits)
        }
    }
}
