import Memcached

/// How a route of mcrouter picks a server of a pool.
struct McrouterHash: Equatable {
    enum Function: String {
        case ch3 = "Ch3"
        case weightedCh3 = "WeightedCh3"
    }

    private(set) var function = Function.ch3
    private(set) var salt: String?
    /// Numbers as the file writes them.
    private(set) var weights: [String]?
    /// Where the function was named, for messages.
    private(set) var line: Int?

    /// The function alone: what a route in its short form does.
    init() {}

    /// What a pool says: `weights`, as `makePoolRoute` takes them; or the `hash`, `hash_weights` and `hash_salt` of 2014.
    init(pool: ConfigEntry) throws(ClusterFileError) {
        if let node = pool.value["weights"] ?? pool.value["hash_weights"] {
            weights = try McrouterHash.weights(node)
            function = .weightedCh3
            line = node.line
        }
        if let node = pool.value["hash"] { self = try applying(node) }
        if let node = pool.value["hash_salt"] { salt = try node.text(of: "hash_salt") }
    }

    /// What a route says on top of its pool: a name, or an object whose keys replace the pool's.
    func applying(_ node: ConfigNode) throws(ClusterFileError) -> McrouterHash {
        var hash = self
        hash.line = node.line
        if node.scalar != nil {
            hash.function = try McrouterHash.function(node)
            return hash
        }
        _ = try node.table(of: "hash")
        if let name = node["hash_func"] { hash.function = try McrouterHash.function(name) }
        if let salt = node["salt"] { hash.salt = try salt.text(of: "salt") }
        if let weights = node["weights"] { hash.weights = try McrouterHash.weights(weights) }
        return hash
    }

    private static func function(_ node: ConfigNode) throws(ClusterFileError) -> Function {
        let name = try node.text(of: "hash")
        switch name {
        // The small letters are of 2014.
        case "Ch3", "ch3": return .ch3
        case "WeightedCh3", "wch3": return .weightedCh3
        default:
            throw ClusterFileError(
                line: node.line,
                "the hash \(Quoted(name)) is not known here; Ch3 and WeightedCh3 are"
            )
        }
    }

    private static func weights(_ node: ConfigNode) throws(ClusterFileError) -> [String] {
        var weights: [String] = []
        for weight in try node.list(of: "weights") {
            guard let text = weight.scalar, let number = Double(text), (0...1).contains(number) else {
                throw ClusterFileError(line: weight.line, "a weight of mcrouter is a number from 0 to 1")
            }
            // Always with a point, never in hexadecimal.
            weights.append("\(number)")
        }
        return weights
    }

    /// The hash for so many servers: a weight for each of them.
    func fitted(
        servers: Int,
        pool: ConfigEntry,
        warnings: inout ClusterWarnings
    ) throws(ClusterFileError) -> McrouterHash {
        var hash = self
        guard function == .weightedCh3 else {
            hash.weights = nil
            return hash
        }
        guard let weights else {
            throw ClusterFileError(line: line ?? pool.line, "WeightedCh3 wants 'weights', a number for each server")
        }
        if weights.count != servers {
            let told = "pool \(Quoted(pool.key)) has \(servers) servers and \(weights.count) weights"
            warnings.add(
                line ?? pool.line,
                weights.count < servers ? "\(told); mcrouter takes 0.5 for the rest" : "\(told); the rest is not used"
            )
        }
        // `WeightedChHashFuncBase::parseWeights` does the same.
        hash.weights = Array(weights.prefix(servers)) + Array(repeating: "0.5", count: max(0, servers - weights.count))
        return hash
    }

    /// As the distribution `mcrouter` takes them.
    var options: [DistributionOption] {
        var options = [DistributionOption(key: "hash", value: function.rawValue)]
        if let salt, !salt.isEmpty { options.append(DistributionOption(key: "salt", value: salt)) }
        if let weights { options.append(DistributionOption(key: "weights", value: weights.joined(separator: ":"))) }
        return options
    }

    /// The same servers for the same keys; where it is written is no matter, nor are weights that are not used.
    static func == (one: McrouterHash, other: McrouterHash) -> Bool {
        one.function == other.function && (one.salt ?? "") == (other.salt ?? "")
            && (one.function == .ch3 || one.weights == other.weights)
    }
}
