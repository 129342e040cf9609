/// How Java's spymemcached (2.12) chooses a server: an array modulo the number of servers, or a ring.
///
/// Java hashes its characters, UTF-16 units, by all functions but MD5 and CRC. Equal points of a ring belong to the later
/// server. What it hashes of a server is Java's text of a socket address, in which a host name is resolved; unresolved
/// ones are written as Java 14 and later do.
/// Source of the facts: `ArrayModNodeLocator`, `KetamaNodeLocator`, `DefaultHashAlgorithm` of the library.
package struct SpymemcachedDistribution: Distribution {
    package static let name = "spymemcached"
    package static let summary = "Java's spymemcached: String.hashCode, modulo; ketama if told so"
    package static let rules = [
        DistributionRule(
            "locator",
            aliases: ["locatorType"],
            .choice(["ARRAY_MOD", "CONSISTENT", "arraymod", "ketama"]),
            "modulo, or a ring; ARRAY_MOD"
        ),
        DistributionRule(
            "hash",
            aliases: ["hashAlg"],
            .choice(Hash.allCases.map(\.rawValue)),
            "the hash function; NATIVE_HASH, and KETAMA_HASH with a ring (as KetamaConnectionFactory sets it)"
        ),
        DistributionRule(
            "format",
            .choice(["SPYMEMCACHED", "LIBMEMCACHED"]),
            "how the ring names a server: host/address:port, or host[:port]; SPYMEMCACHED"
        ),
        DistributionRule("weighted", .flag, "points by weight; false"),
        DistributionRule(
            "failureMode",
            .choice(["Redistribute", "Retry", "Cancel"]),
            "whether other servers are tried when one is down; Redistribute"
        ),
    ]

    enum Hash: String, CaseIterable {
        case native = "NATIVE_HASH"
        case ketama = "KETAMA_HASH"
        case crc = "CRC_HASH"
        case fnv1_64 = "FNV1_64_HASH"
        case fnv1a_64 = "FNV1A_64_HASH"
        case fnv1_32 = "FNV1_32_HASH"
        case fnv1a_32 = "FNV1A_32_HASH"

        func callAsFunction(_ bytes: Span<UInt8>) -> UInt32 {
            switch self {
            case .ketama: return MD5.digest(bytes).words.0
            case .crc: return KeyHash.crc15(bytes)
            case .native:
                var hash: UInt32 = 0
                UTF8Scalars.forEachUTF16Unit(of: bytes) { hash = hash &* 31 &+ UInt32($0) }
                return hash
            case .fnv1_64: return fnv(bytes, 0xcbf2_9ce4_8422_2325, prime: 0x100_0000_01b3, multipliesFirst: true)
            case .fnv1a_64: return fnv(bytes, 0xcbf2_9ce4_8422_2325, prime: 0x100_0000_01b3, multipliesFirst: false)
            case .fnv1_32: return fnv(bytes, 2_166_136_261, prime: 16_777_619, multipliesFirst: true)
            case .fnv1a_32: return fnv(bytes, 2_166_136_261, prime: 16_777_619, multipliesFirst: false)
            }
        }

        func callAsFunction(_ bytes: Span<UInt8>, log: RouteLog?) -> UInt32 {
            let hash = self(bytes)
            log?.begin(rawValue, bytes, hash)
            return hash
        }

        /// Java reckons all of them with 64 bits and keeps the lower half.
        private func fnv(_ bytes: Span<UInt8>, _ start: UInt64, prime: UInt64, multipliesFirst: Bool) -> UInt32 {
            var hash = start
            UTF8Scalars.forEachUTF16Unit(of: bytes) { unit in
                hash = multipliesFirst ? (hash &* prime) ^ UInt64(unit) : (hash ^ UInt64(unit)) &* prime
            }
            return UInt32(truncatingIfNeeded: hash)
        }
    }

    /// Those that stand in the names of a ring, but for libmemcached's format.
    package static func hashesAddresses(_ options: DistributionOptions) -> Bool {
        isRing(options) && options.text("format") != "LIBMEMCACHED"
    }

    private static func isRing(_ options: DistributionOptions) -> Bool {
        ["CONSISTENT", "ketama"].contains(options.text("locator") ?? "ARRAY_MOD")
    }

    private static let maximumTries = 7

    package var down = ServerSet()
    private let hash: Hash
    private let serverCount: Int
    /// `nil` for the array.
    private let ring: Ring?
    package let movesKeys: Bool

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        let isRing = Self.isRing(options)
        hash = options.choice("hash") ?? (isRing ? .ketama : .native)
        serverCount = servers.count
        movesKeys = options.text("failureMode").map { $0 == "Redistribute" } ?? true
        guard isRing else {
            ring = nil
            return
        }
        let isLibmemcachedFormat = options.text("format") == "LIBMEMCACHED"
        let isWeighted = options.flag("weighted") ?? false
        let total = servers.reduce(0) { $0 + $1.weight }
        var points: [Ring.Point] = []
        // From the last to the first, because the later of equal points counts.
        for (index, server) in servers.enumerated().reversed() {
            let name = Array(try Self.name(of: server, isLibmemcachedFormat: isLibmemcachedFormat).utf8)
            if hash == .ketama || isWeighted {
                let digests =
                    isWeighted ? KetamaPoints.digests(weight: server.weight, total: total, live: servers.count) : 40
                KetamaPoints.append(name: name, digests: digests, server: index, to: &points)
            } else {
                let hash = hash
                KetamaPoints.append(name: name, count: 160, server: index, to: &points) { hash($0) }
            }
        }
        ring = Ring(points)
    }

    private static func name(of server: ServerAddress, isLibmemcachedFormat: Bool) throws(DistributionError) -> String {
        guard case .host(let host, let port) = server.endpoint else {
            throw DistributionError("spymemcached knows no Unix sockets")
        }
        if isLibmemcachedFormat { return port == ServerAddress.defaultPort ? host : "\(host):\(port)" }
        if let groups = NumericAddress.groupsOfIPv6(host) {
            return "[\(groups.map { String($0, radix: 16) }.joined(separator: ":"))]:\(port)"
        }
        if NumericAddress.isIPv4(host) { return "\(host):\(port)" }
        return "\(host)/\(server.numericHost ?? "<unresolved>"):\(port)"
    }

    package var shares: [Double] {
        let bits = hash == .crc ? 15 : 32
        return ring?.shares(serverCount: serverCount, bits: bits) ?? Buckets.shares(of: serverCount, bits: bits)
    }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        let number = hash(key, log: log)
        guard let ring else { return serverOfArray(number, log: log) }
        guard let primary = ring.server(atOrAfter: number, log: log) else { return nil }
        if !movesKeys || !down.contains(primary) { return primary }
        var sum = number
        for attempt in 0..<Self.maximumTries - 1 {
            sum &+= ScratchText.with(capacity: ScratchText.longestDecimal + key.count) { text in
                text.append(decimal: attempt)
                text.append(key)
                return text.hashed { hash($0, log: log) }
            }
            log?.begin("added: \(RouteLog.hexadecimal(sum))")
            guard let server = ring.server(atOrAfter: sum, log: log) else { break }
            if !down.contains(server) { return server }
        }
        return primary
    }

    private func serverOfArray(_ number: UInt32, log: RouteLog?) -> Int {
        let primary = Int(number % UInt32(serverCount))
        log?.complete("mod \(serverCount) = server \(primary + 1)")
        if !movesKeys { return primary }
        for step in 0..<serverCount {
            let server = (primary + step) % serverCount
            if step > 0 { log?.complete("the next one: server \(server + 1)") }
            if !down.contains(server) { return server }
        }
        return primary
    }
}
