/// How Ruby's dalli (3.0) chooses a server: a ring of SHA-1 points by weight; a key belongs to the last point that is not
/// after its CRC-32.
///
/// The namespace is part of the key and so of the hash; keys of over 250 characters are cut, with an MD5 of the whole
/// behind them. When a server is down, the try's number is put before the key and hashed again, twenty tries in all.
/// Source of the facts: `ring.rb` and `key_manager.rb` of the gem.
package struct DalliDistribution: Distribution {
    package static let name = "dalli"
    package static let summary = "Ruby's dalli, and Rails' cache store with it: a ring by SHA-1 with weights, CRC-32"
    package static let rules = [
        DistributionRule("namespace", .text, "put before every key, with a colon between; hashed"),
        DistributionRule("failover", .flag, "whether other servers are tried when one is down; true"),
        DistributionRule(
            "down_retry_delay",
            .number(0...86_400),
            "seconds until a server that is down is tried again; 30"
        ),
    ]

    private static let pointsPerServer = 160
    private static let maximumTries = 20
    private static let longestKey = 250

    package var down = ServerSet()
    private let serverCount: Int
    private let ring: Ring
    package let namespace: [UInt8]
    package let movesKeys: Bool
    package let retryInterval: Duration

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        serverCount = servers.count
        let name = options.text("namespace") ?? ""
        namespace = name.isEmpty ? [] : Array("\(name):".utf8)
        movesKeys = options.flag("failover") ?? true
        retryInterval = .seconds(options.number("down_retry_delay") ?? 30)
        let total = servers.reduce(0) { $0 + $1.weight }
        var points: [Ring.Point] = []
        for (index, server) in servers.enumerated() {
            let name = Self.name(of: server)
            let share = Double(servers.count * Self.pointsPerServer * server.weight) / Double(total)
            for counter in 0..<Int(share.rounded(.down)) {
                let value = ScratchText.with(capacity: name.count + ScratchText.longestDecimal) { text in
                    text.append(name.span)
                    text.append(decimal: counter)
                    return text.hashed { SHA1.firstWord($0) }
                }
                points.append(Ring.Point(value, server: index))
            }
        }
        ring = Ring(points)
    }

    private static func name(of server: ServerAddress) -> [UInt8] {
        switch server.endpoint {
        case .host(let host, let port): Array("\(host):\(port):".utf8)
        case .unixSocket(let path): Array("\(path):".utf8)
        }
    }

    package var shares: [Double] {
        serverCount == 1 ? [1] : ring.shares(serverCount: serverCount, owner: .previous)
    }

    package func sent(_ key: [UInt8]) -> [UInt8] {
        let whole = namespace + key
        guard UTF8Scalars.count(whole.span) > Self.longestKey else { return whole }
        let digest = Array(":md5:\(MD5.digest(whole.span).hexadecimal)".utf8)
        let kept = Self.longestKey - digest.count - (namespace.isEmpty ? 1 : 0)
        return whole.prefix(UTF8Scalars.length(ofFirst: kept, in: whole.span)) + digest
    }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        if serverCount == 1 {
            log?.complete("the only server")
            return down.contains(0) && movesKeys ? nil : 0
        }
        var number = KeyHash.crc32(key, log: log)
        for attempt in 0..<Self.maximumTries {
            guard let server = ring.server(atOrBefore: number, log: log) else { return nil }
            if !down.contains(server) { return server }
            if !movesKeys { return nil }
            number = ScratchText.with(capacity: ScratchText.longestDecimal + key.count) { text in
                text.append(decimal: attempt)
                text.append(key)
                return text.hashed { attempt + 1 < Self.maximumTries ? KeyHash.crc32($0, log: log) : 0 }
            }
        }
        return nil
    }
}
