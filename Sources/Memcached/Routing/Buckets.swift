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

    subscript(index: Int) -> Int { Int(servers[index]) }

    /// The part of the buckets that each server has.
    var shares: [Double] {
        var counts = Array(repeating: 0.0, count: serverCount)
        for server in servers { counts[Int(server)] += 1 }
        return counts.map { servers.isEmpty ? 0 : $0 / Double(servers.count) }
    }
}
