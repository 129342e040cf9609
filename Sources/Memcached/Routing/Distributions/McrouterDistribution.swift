/// How mcrouter chooses a server of a pool: Ch3, its furc hash, or WeightedCh3, which tries again as often as weights
/// between 0 and 1 say. By itself a pool does not look elsewhere; that is a matter of its routes.
///
/// Hashed is the key without its routing prefix (`/region/cluster/`), up to `|#|`, and with the salt behind it.
/// Source of the facts: `lib/fbi/hash.c`, `lib/WeightedCh3HashFunc.cpp`, `lib/HashUtil.h` of mcrouter.
package struct McrouterDistribution: Distribution {
    package static let name = "mcrouter"
    package static let summary =
        "the proxy mcrouter: Ch3 (furc hash), or WeightedCh3; failover is a matter of its routes"
    package static let rules = [
        DistributionRule("hash", aliases: ["hash_func"], .choice(["Ch3", "WeightedCh3"]), "the hash function; Ch3"),
        DistributionRule("weights", .weights, "for WeightedCh3, from 0 to 1; 0.5 for those left out at the end"),
        DistributionRule("salt", .text, "put behind what is hashed of every key"),
    ]

    private static let retryCount = 32
    private static let routingStop = Array("|#|".utf8)
    private static let spookySeed: UInt32 = 0xface_2014

    package var down = ServerSet()
    private let serverCount: Int
    /// For WeightedCh3: below which number a hash accepts the server.
    private let thresholds: [UInt32]?
    private let salt: [UInt8]
    package let movesKeys = false

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        serverCount = servers.count
        salt = Array((options.text("salt") ?? "").utf8)
        let weights = try options.weights("weights", count: servers.count, mayBeFewer: true)
        guard options.text("hash") == "WeightedCh3" else {
            if weights != nil { throw DistributionError("weights go with hash=WeightedCh3") }
            thresholds = nil
            return
        }
        let known = weights ?? []
        if let wrong = known.first(where: { $0 > 1 }) {
            throw DistributionError("weights of WeightedCh3 are from 0 to 1, not \(wrong)")
        }
        let all = known + Array(repeating: 0.5, count: servers.count - known.count)
        thresholds = all.map { UInt32($0 * 4_294_967_295) }
    }

    package var shares: [Double] {
        guard let thresholds else { return Array(repeating: 1 / Double(serverCount), count: serverCount) }
        // Every try hits each server alike, and is accepted as often as its weight says; the last one is taken as it is.
        let weights = thresholds.map { Double($0) / 4_294_967_295 }
        let count = Double(serverCount)
        var open = 1.0
        var shares = weights.map { _ in 0.0 }
        for _ in 0..<Self.retryCount {
            for server in shares.indices { shares[server] += open * weights[server] / count }
            open *= 1 - weights.reduce(0, +) / count
        }
        return shares.map { $0 + open / count }
    }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        let part = Self.routedPart(of: key)
        // Behind the salt, WeightedCh3 puts the number of a try.
        return ScratchText.with(capacity: part.count + salt.count + ScratchText.longestDecimal) { text in
            text.append(key.extracting(part))
            text.append(salt.span)
            guard let thresholds else { return text.hashed { choose($0, log, isLast: true) } }
            let length = text.count
            var server = 0
            for attempt in 0..<Self.retryCount {
                server = text.hashed { choose($0, log, isLast: false) }
                let roll = text.hashed { SpookyHashV2.hash32($0, seed: Self.spookySeed) }
                let isAccepted = roll < thresholds[server]
                if let log {
                    let sign = isAccepted ? "<" : ">="
                    let comparison = "\(RouteLog.hexadecimal(roll)) \(sign) \(RouteLog.hexadecimal(thresholds[server]))"
                    let verdict = isAccepted || attempt == Self.retryCount - 1 ? "taken" : "tried again"
                    log.begin("spooky \(comparison) by its weight: \(verdict)")
                }
                if isAccepted { break }
                text.truncate(to: length)
                text.append(reversedDecimal: attempt)
            }
            log?.complete("server \(server + 1)")
            return server
        }
    }

    private func choose(_ bytes: Span<UInt8>, _ log: RouteLog?, isLast: Bool) -> Int {
        let server = FurcHash.hash(bytes, count: serverCount)
        if let log {
            let step = "\(RouteLog.call("furc_hash", bytes)) over \(serverCount) = server \(server + 1)"
            if isLast { log.complete(step) } else { log.begin(step) }
        }
        return server
    }

    /// The key without `/region/cluster/` before it and `|#|` and what is behind it.
    private static func routedPart(of key: Span<UInt8>) -> Range<Int> {
        let slash = UInt8(ascii: "/")
        var start = 0
        if !key.isEmpty, key[0] == slash, let second = key.firstIndex(of: slash, from: 1),
            let third = key.firstIndex(of: slash, from: second + 1)
        {
            start = third + 1
        }
        let rest = key.extracting(start..<key.count)
        return start..<start + (rest.firstIndex(of: routingStop) ?? rest.count)
    }
}
