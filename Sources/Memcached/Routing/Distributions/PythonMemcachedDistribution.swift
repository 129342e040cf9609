/// How python-memcached (1.62) chooses a server.
///
/// A list holds every server as often as its weight, in the order given; the key's number modulo the length of the list
/// chooses. The number is the middle 15 bits of the key's CRC-32. If that server is down, the number and the count of
/// the try are written as decimal text and hashed again, ten times at most. The list is never shortened.
/// Source of the facts: `_get_server` and `cmemcache_hash` of the package.
package struct PythonMemcachedDistribution: NumberedDistribution {
    package static let name = "python-memcached"
    package static let summary = "Python's python-memcached: a list with weights, CRC-32, modulo"
    package static let rules = [
        DistributionRule(
            "hash",
            .choice(["cmemcache", "crc32"]),
            "crc32 is what useOldServerHashFunction() switches to; else cmemcache"
        ),
        DistributionRule(
            "zero",
            .choice(["keep", "one"]),
            "one: as up to 1.59, where a number of 0 was made 1; else keep"
        ),
    ]
    static let maximumTries = 10

    package var down = ServerSet()
    private let buckets: Buckets
    private let usesWholeHash: Bool
    private let zeroBecomesOne: Bool

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        try self.init(weights: servers.map(\.weight), options: options)
    }

    init(weights: [Int], options: DistributionOptions = .none) throws(DistributionError) {
        buckets = try Buckets(weights: weights)
        usesWholeHash = options.text("hash") == "crc32"
        zeroBecomesOne = options.text("zero") == "one"
    }

    package let movesKeys = true
    package var shares: [Double] { buckets.shares(bits: usesWholeHash ? 32 : 15) }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        server(forNumber: hash(key, log), key: key, log: log)
    }

    package func server(forNumber first: Int, key: Span<UInt8>, log: RouteLog?) -> Int? {
        var number = first
        for attempt in 0..<PythonMemcachedDistribution.maximumTries {
            if attempt > 0 {
                number = ScratchText.with(capacity: 2 * ScratchText.longestDecimal) { text in
                    text.append(decimal: number)
                    text.append(decimal: attempt - 1)
                    return text.hashed { hash($0, log) }
                }
            }
            guard let server = buckets.server(of: number, log: log) else { return nil }
            if !down.contains(server) { return server }
        }
        return nil
    }

    private func hash(_ bytes: Span<UInt8>, _ log: RouteLog?) -> Int {
        let crc = CRC32.hash(bytes)
        let number = usesWholeHash ? Int(crc) : Int((crc >> 16) & 0x7fff)
        let isReplaced = number == 0 && zeroBecomesOne
        if let log {
            let hash =
                usesWholeHash
                ? "\(RouteLog.call("crc32", bytes)) = \(RouteLog.hexadecimal(crc)) = \(number)"
                : RouteLog.middleOfCRC32(bytes)
            log.begin(isReplaced ? "\(hash), taken as 1" : hash)
        }
        return isReplaced ? 1 : number
    }
}
