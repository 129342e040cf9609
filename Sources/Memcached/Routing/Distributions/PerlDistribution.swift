/// How Perl's Cache::Memcached (1.30) chooses a server: as python-memcached, but that a server that is down is passed
/// over in another way. After the failed try `t`, the number of the key with `t` before it is added, twenty tries in all.
///
/// Source of the facts: `get_sock` of the module.
package struct PerlDistribution: NumberedDistribution {
    package static let name = "perl"
    package static let summary = "Perl's Cache::Memcached: a list with weights, CRC-32, modulo"
    package static let rules = [
        DistributionRule("no_rehash", .flag, "no other server is tried when one is down; false"),
        DistributionRule("namespace", .text, "put before every key that is sent; not hashed"),
    ]

    private static let maximumTries = 20

    package var down = ServerSet()
    private let buckets: Buckets
    package let namespace: [UInt8]
    package let movesKeys: Bool
    /// The module waits for 20 s and up to 10 more, by chance.
    package let retryInterval = Duration.seconds(20)

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        buckets = try Buckets(weights: servers.map(\.weight))
        movesKeys = !(options.flag("no_rehash") ?? false)
        namespace = Array((options.text("namespace") ?? "").utf8)
    }

    package var shares: [Double] { buckets.shares(bits: 15) }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        let typed = key.extracting(withoutNamespace(key))
        return server(from: buckets.count == 1 ? 0 : Int(KeyHash.crc15(typed, log: log)), typed, log)
    }

    package func server(forNumber number: Int, key: Span<UInt8>, log: RouteLog?) -> Int? {
        server(from: number, key.extracting(withoutNamespace(key)), log)
    }

    private func server(from first: Int, _ key: Span<UInt8>, _ log: RouteLog?) -> Int? {
        if buckets.count == 1 {
            log?.complete("the only server")
            return down.contains(0) ? nil : 0
        }
        var number = first
        for attempt in 1...Self.maximumTries {
            guard let server = buckets.server(of: number, log: log) else { return nil }
            if !down.contains(server) { return server }
            if !movesKeys || attempt == Self.maximumTries { return nil }
            number &+= ScratchText.with(capacity: ScratchText.longestDecimal + key.count) { text in
                text.append(decimal: attempt)
                text.append(key)
                return text.hashed { Int(KeyHash.crc15($0, log: log)) }
            }
            log?.begin("added: \(number)")
        }
        return nil
    }
}
