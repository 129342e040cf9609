/// The state that libmemcached's calls build up step by step, and the choice it makes of a server: the core of the C
/// library's own distribution and of those of its wrappers.
///
/// The order of the calls matters: a ring is built when servers are added or a distribution is set, with the hash
/// function of that moment; to set the hash function later does not rebuild it.
/// Source of the facts: libmemcached 1.1.4 (`behavior.cc`, `hosts.cc`, `hash.cc`), whose answers are among the tests.
struct Libmemcached: Sendable {
    enum Spread: Sendable {
        case modula, consistent
        /// A ring with the names that spymemcached gives to servers.
        case spy
    }

    /// A call of the library.
    enum Step {
        case hash(KeyHash)
        /// `KETAMA`: points by the hash function, without weights.
        case ketama(Bool)
        /// `KETAMA_WEIGHTED`: points by MD5, as many as the weights say; keys by MD5 too.
        case ketamaWeighted(Bool)
        case spread(Spread, isWeighted: Bool?)
        case sortHosts(Bool)
        case namespace([UInt8])
        case hashWithNamespace(Bool)
        case ejectHosts(Bool)
        /// Adds so many of the servers to come, one by one; all if not said. A socket is given this port.
        case add(Int?, socketPort: Int)
        /// Adds all servers to come as one list.
        case push
    }

    /// A server as the library sees it.
    private struct Host {
        let name: [UInt8]
        let port: Int
        let weight: Int
    }

    private var hosts: [Host] = []
    /// The servers added so far, as indices, in the library's order.
    private var list: [Int] = []
    private var hash = KeyHash.oneAtATime
    private var spread = Spread.modula
    private var isWeighted = false
    private var sortsHosts = false
    private(set) var namespace: [UInt8] = []
    private var hashesNamespace = false
    private var ejectsHosts = false
    /// The hash function of the moment when the ring was last built.
    private var ringHash = KeyHash.oneAtATime
    private var ring = Ring([])
    /// The ring over those that are not down.
    private var diminished: Ring?

    init(servers: [ServerAddress], steps: [Step]) {
        var rest = servers[...]
        for step in steps { perform(step, &rest) }
        perform(.add(nil, socketPort: 0), &rest)
        // Of all the rings that the library builds on the way, only the last counts.
        if spread != .modula { ring = makeRing(of: list, hash: ringHash) }
    }

    private mutating func perform(_ step: Step, _ rest: inout ArraySlice<ServerAddress>) {
        switch step {
        case .hash(let hash):
            self.hash = hash
        case .ketama(let isOn):
            spread = isOn ? .consistent : .modula
            if isOn { isWeighted = false }
            rebuild()
        case .ketamaWeighted(let isOn):
            if isOn { hash = .md5 }
            spread = .consistent
            isWeighted = isOn
            rebuild()
        case .spread(let spread, let isWeighted):
            self.spread = spread
            if let isWeighted { self.isWeighted = isWeighted }
            rebuild()
        case .sortHosts(let isOn):
            sortsHosts = isOn
            rebuild()
        case .namespace(let bytes):
            namespace = bytes
        case .hashWithNamespace(let isOn):
            hashesNamespace = isOn
        case .ejectHosts(let isOn):
            ejectsHosts = isOn
        case .add(let count, let socketPort):
            let added = rest.prefix(count ?? rest.count)
            for server in added { append(server, socketPort: socketPort) }
            if spread != .modula, added.contains(where: { $0.weight > 1 }) { isWeighted = true }
            rest = rest.dropFirst(added.count)
            if !added.isEmpty { rebuild() }
        case .push:
            if rest.isEmpty { return }
            for server in rest { append(server, socketPort: 0) }
            if rest.contains(where: { $0.weight > 1 }) { isWeighted = true }
            rest = []
            rebuild()
        }
    }

    private mutating func append(_ server: ServerAddress, socketPort: Int) {
        list.append(hosts.count)
        switch server.endpoint {
        case .host(let host, let port): hosts.append(Host(name: Array(host.utf8), port: port, weight: server.weight))
        case .unixSocket(let path):
            hosts.append(Host(name: Array(path.utf8), port: socketPort, weight: server.weight))
        }
    }

    // MARK: The ring

    /// What the library does whenever servers or the distribution change.
    private mutating func rebuild() {
        if sortsHosts {
            list.sort { first, second in
                let (first, second) = (hosts[first], hosts[second])
                if first.name != second.name { return first.name.lexicographicallyPrecedes(second.name) }
                return first.port < second.port
            }
        }
        ringHash = hash
    }

    /// The servers that are down: out of the ring, if that is how the library was told to treat them.
    var down = ServerSet() {
        didSet {
            let live = list.filter { !down.contains($0) }
            diminished =
                ejectsHosts && spread != .modula && live.count < list.count ? makeRing(of: live, hash: hash) : nil
        }
    }

    private func makeRing(of live: [Int], hash: KeyHash) -> Ring {
        var points: [Ring.Point] = []
        let total = live.reduce(0) { $0 + hosts[$1].weight }
        for server in live {
            let host = hosts[server]
            let name = pointName(of: host)
            if isWeighted {
                let digests = KetamaPoints.digests(weight: host.weight, total: total, live: live.count)
                KetamaPoints.append(name: name, digests: digests, server: server, to: &points)
            } else {
                KetamaPoints.append(name: name, count: 100, server: server, to: &points) { hash($0) }
            }
        }
        return Ring(points)
    }

    /// The default port is left out, but for the names that spymemcached gives.
    private func pointName(of host: Host) -> [UInt8] {
        switch spread {
        case .spy: Array("/".utf8) + host.name + Array(":\(host.port)".utf8)
        case .modula, .consistent:
            host.port == ServerAddress.defaultPort ? host.name : host.name + Array(":\(host.port)".utf8)
        }
    }

    // MARK: The choice

    /// The server of a key as it is sent.
    func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        if list.count == 1 {
            log?.complete("the only server")
            return list[0]
        }
        // The namespace is sent, but hashed only on demand.
        let isInNamespace = !namespace.isEmpty && key.starts(with: namespace)
        let start = isInNamespace && !hashesNamespace ? namespace.count : 0
        let bytes = key.extracting(start..<key.count)
        var number: UInt32 = 0
        if hashesNamespace, bytes.count > Key.maximumLength {
            log?.begin("the key with its namespace is over \(Key.maximumLength) bytes: 0")
        } else {
            number = hash(bytes, log: log)
        }
        guard spread == .modula else { return (diminished ?? ring).server(atOrAfter: number, log: log) }
        let place = Int(number % UInt32(list.count))
        log?.complete("mod \(list.count) = server \(place + 1)\(sortsHosts ? " of the sorted list" : "")")
        return list[place]
    }

    var shares: [Double] {
        if list.count > 1, spread != .modula { return ring.shares(serverCount: list.count, bits: hash.bits) }
        var shares = Array(repeating: 0.0, count: list.count)
        for (place, share) in Buckets.shares(of: list.count, bits: hash.bits).enumerated() {
            shares[list[place]] = share
        }
        return shares
    }

    /// Whether keys go elsewhere when their server is down.
    var movesKeys: Bool { ejectsHosts && spread != .modula && list.count > 1 }
}

/// A distribution that is libmemcached with its calls made in some order.
protocol LibmemcachedWrapper: Distribution {
    var state: Libmemcached { get set }
}

extension LibmemcachedWrapper {
    package var down: ServerSet {
        get { state.down }
        set { state.down = newValue }
    }

    package var movesKeys: Bool { state.movesKeys }
    package var namespace: [UInt8] { state.namespace }
    package var shares: [Double] { state.shares }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? { state.server(for: key, log: log) }
}

extension KeyHash {
    /// The hash functions that Debian's libmemcached has, by the names it gives them.
    static let ofLibmemcached: KeyValuePairs<String, KeyHash> = [
        "default": .oneAtATime, "md5": .md5, "crc": .crc15, "fnv1_64": .fnv1_64, "fnv1a_64": .fnv1a_64,
        "fnv1_32": .fnv1_32, "fnv1a_32": .fnv1a_32, "murmur": .murmur, "jenkins": .jenkins, "murmur3": .murmur3,
    ]

    init?(libmemcachedName name: String) {
        guard let hash = KeyHash.ofLibmemcached.first(where: { $0.key == name })?.value else { return nil }
        self = hash
    }
}
