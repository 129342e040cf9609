/// What the routes of a configuration say about pools: which they use, and how they hash them.
///
/// A route is an object with a `type`, a list, or its short form in a string: `PoolRoute|A` is
/// `{"type": "PoolRoute", "pool": "A"}`, and `HashRoute|Pool|A` is `{"type": "HashRoute", "children": "Pool|A"}`.
struct McrouterRoutes {
    /// A place where keys are spread over a pool.
    private struct Use {
        let pool: String
        let line: Int
        /// The object that may hold a hash; `nil` for a short form.
        let hash: ConfigNode?
        /// Whether what the pool says about its hash counts: a `HashRoute` sees only servers.
        let heedsPool: Bool
        /// Whether other servers take part too.
        let isShared: Bool
    }

    private var uses: [Use] = []
    /// Pools that are defined where they are used.
    private(set) var pools: [ConfigEntry] = []
    private var poolNames: Set<String> = []
    /// What changes where keys go and is not followed.
    private var unfollowed: [(line: Int, text: String)] = []

    /// What a route may do to a key before it is hashed, or to its home afterwards.
    private static let detours = ["shard_splits", "bucketize", "weights_rv"]

    mutating func walk(_ node: ConfigNode) throws(ClusterFileError) {
        switch node.content {
        case .scalar(let text): readShortForm(text, line: node.line)
        case .list(let nodes): for node in nodes { try walk(node) }
        case .table(let entries):
            try readRoute(node)
            // The keys of a table may be paths or operations; whatever is below them may be a route.
            for entry in entries where entry.key != "type" && entry.key != "hash" {
                if entry.key == "pool", entry.value.scalar != nil { continue }
                try walk(entry.value)
            }
        }
    }

    private mutating func readShortForm(_ text: String, line: Int) {
        if text.hasPrefix("@") {
            unfollowed.append((line, "the macro \(Quoted(text)) is not followed"))
            return
        }
        var rest = text[...]
        while let bar = rest.firstIndex(of: "|") {
            let type = rest[..<bar]
            rest = rest[rest.index(after: bar)...]
            if type == "PoolRoute" {
                uses.append(Use(pool: String(rest), line: line, hash: nil, heedsPool: true, isShared: false))
                return
            }
            if type == "HashRoute", rest.hasPrefix("Pool|") {
                let pool = String(rest.dropFirst(5))
                uses.append(Use(pool: pool, line: line, hash: nil, heedsPool: false, isShared: false))
                return
            }
        }
    }

    private mutating func readRoute(_ node: ConfigNode) throws(ClusterFileError) {
        if let pool = node["pool"], let entries = pool.entries {
            guard let name = pool["name"]?.scalar else {
                throw ClusterFileError(line: pool.line, "a pool within a route has a 'name'")
            }
            if entries.contains(where: { $0.key == "servers" }), poolNames.insert(name).inserted {
                pools.append(ConfigEntry(key: name, line: pool.line, value: pool))
            }
        }
        switch node["type"]?.scalar {
        // The second is a PoolRoute with a second try elsewhere.
        case "PoolRoute", "SaltedFailoverRoute":
            guard let pool = node["pool"], let name = pool.scalar ?? pool["name"]?.scalar else {
                throw ClusterFileError(line: node.line, "a PoolRoute has a 'pool'")
            }
            uses.append(Use(pool: name, line: node.line, hash: node["hash"], heedsPool: true, isShared: false))
            for key in McrouterRoutes.detours {
                guard let detour = node[key], detour.scalar != "false" else { continue }
                unfollowed.append((detour.line, "\(Quoted(key)) is not followed; some keys may be elsewhere"))
            }
        case "HashRoute":
            let children = McrouterRoutes.children(of: node)
            for child in children {
                guard let pool = McrouterRoutes.pool(ofChild: child) else { continue }
                let isShared = children.count > 1
                uses.append(Use(pool: pool, line: node.line, hash: node, heedsPool: false, isShared: isShared))
            }
        default: break
        }
    }

    private static func children(of node: ConfigNode) -> [ConfigNode] {
        guard let children = node["children"] else { return [] }
        return if case .list(let nodes) = children.content { nodes } else { [children] }
    }

    /// The pool whose servers a child of a `HashRoute` stands for.
    private static func pool(ofChild child: ConfigNode) -> String? {
        if let text = child.scalar { return text.hasPrefix("Pool|") ? String(text.dropFirst(5)) : nil }
        return child["type"]?.scalar == "Pool" ? child["name"]?.scalar : nil
    }

    /// How keys are spread over a pool, with what the pool itself says in `base`.
    func hash(
        of pool: ConfigEntry,
        servers: Int,
        base: McrouterHash,
        warnings: inout ClusterWarnings
    ) throws(ClusterFileError) -> McrouterHash {
        for detour in unfollowed { warnings.add(detour.line, detour.text) }
        var first: (hash: McrouterHash, line: Int)?
        for use in uses where use.pool == pool.key {
            guard !use.isShared else {
                throw ClusterFileError(line: use.line, "a HashRoute over more than one pool is not known here")
            }
            var hash = use.heedsPool ? base : McrouterHash()
            if let node = use.hash { hash = try hash.applying(node) }
            if let first, first.hash != hash {
                throw ClusterFileError(
                    line: use.line,
                    "pool \(Quoted(pool.key)) is hashed in another way than in line \(first.line)"
                )
            }
            if first == nil { first = (hash, use.line) }
        }
        if let first { return try first.hash.fitted(servers: servers, pool: pool, warnings: &warnings) }
        let name = Quoted(pool.key)
        warnings.add(pool.line, "no route hashes pool \(name); taken as PoolRoute|\(name.word)")
        return try base.fitted(servers: servers, pool: pool, warnings: &warnings)
    }
}
