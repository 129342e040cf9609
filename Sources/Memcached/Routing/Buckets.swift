/// Servers in a row, each as often as its weight: what a number modulo the length chooses from.
struct Buckets: Sendable {
    private let servers: [Int32]
    private let serverCount: Int

    /// A weight says how often its server stands there; 0 leaves it out. `order` are the servers in the order in which
    /// they stand, if that is not the order of the list.
    init(weights: [Int], order: [Int]? = nil) throws(DistributionError) {
        try Ring.checkSize(weights)
        var servers: [Int32] = []
        for server in order ?? Array(weights.indices) {
            servers += repeatElement(Int32(server), count: weights[server])
        }
        self.servers = servers
        serverCount = weights.count
    }

    var count: Int { servers.count }
    var isEmpty: Bool { servers.isEmpty }

    /// The server of a number modulo the number of buckets, which for a negative one is as in Python and Perl: never
    /// negative. `nil` if there are no buckets.
    func server(of number: Int, log: RouteLog?) -> Int? {
        if isEmpty { return nil }
        let remainder = number % servers.count
        let bucket = remainder < 0 ? remainder + servers.count : remainder
        log?.complete("mod \(servers.count) = bucket \(bucket)")
        return Int(servers[bucket])
    }

    /// The part of all numbers of so many bits that leads to each server. With more buckets than numbers, the last ones
    /// get none.
    func shares(bits: Int) -> [Double] {
        var shares = Array(repeating: 0.0, count: serverCount)
        for (bucket, share) in Buckets.shares(of: servers.count, bits: bits).enumerated() {
            shares[Int(servers[bucket])] += share
        }
        return shares
    }

    /// The part of all numbers of so many bits that leads to each of `count` places by modulo.
    static func shares(of count: Int, bits: Int) -> [Double] {
        let numbers = 1 << bits
        return (0..<count).map { place in
            place < numbers ? Double((numbers - place - 1) / count + 1) / Double(numbers) : 0
        }
    }
}
