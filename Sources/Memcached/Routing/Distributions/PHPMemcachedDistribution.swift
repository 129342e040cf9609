/// How PHP's memcached extension (3.2), a wrapper of libmemcached, chooses a server.
///
/// Its options are those of `setOption`, and take effect in the order given. `addServers` and `addServer` mark where the
/// program adds its servers; at the end, as with `addServers`, if not said.
package struct PHPMemcachedDistribution: LibmemcachedWrapper {
    package static let name = "php-memcached"
    package static let summary = "PHP's memcached extension: libmemcached; modulo, or ketama if told so"
    package static let rules = [
        DistributionRule(
            "OPT_LIBKETAMA_COMPATIBLE",
            .flag,
            "a ring by MD5, with weights"
        ),
        DistributionRule(
            "OPT_DISTRIBUTION",
            .choice(["DISTRIBUTION_MODULA", "DISTRIBUTION_CONSISTENT"]),
            "modulo, or a ring"
        ),
        DistributionRule(
            "OPT_HASH",
            .choice(hashes.map(\.key)),
            "the hash function of keys, and of points without weights; HASH_DEFAULT"
        ),
        DistributionRule("OPT_PREFIX_KEY", .text, "put before every key that is sent; not hashed"),
        DistributionRule(
            "OPT_REMOVE_FAILED_SERVERS",
            .flag,
            "a server that is down is thrown out of the ring"
        ),
        DistributionRule(
            "OPT_RETRY_TIMEOUT",
            .number(0...86_400),
            "seconds until a server that is down is tried again; 2"
        ),
        DistributionRule("addServers", .mark, "here the servers are added as one list"),
        DistributionRule("addServer", .mark, "here the servers are added one by one"),
    ]

    private static let hashes: KeyValuePairs<String, KeyHash> = [
        "HASH_DEFAULT": .oneAtATime, "HASH_MD5": .md5, "HASH_CRC": .crc15, "HASH_FNV1_64": .fnv1_64,
        "HASH_FNV1A_64": .fnv1a_64, "HASH_FNV1_32": .fnv1_32, "HASH_FNV1A_32": .fnv1a_32, "HASH_MURMUR": .murmur,
    ]

    var state: Libmemcached
    package let retryInterval: Duration

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        let steps = options.inOrder.compactMap { Self.step($0) }
        state = Libmemcached(servers: servers, steps: steps + [.push])
        retryInterval = .seconds(options.number("OPT_RETRY_TIMEOUT") ?? 2)
    }

    private static func step(_ option: DistributionOption) -> Libmemcached.Step? {
        let isOn = option.value == "true"
        switch (option.key, option.value) {
        case ("OPT_LIBKETAMA_COMPATIBLE", _): return .ketamaWeighted(isOn)
        case ("OPT_DISTRIBUTION", "DISTRIBUTION_MODULA"): return .spread(.modula, isWeighted: nil)
        case ("OPT_DISTRIBUTION", _): return .spread(.consistent, isWeighted: false)
        case ("OPT_HASH", let name): return hashes.first { $0.key == name }.map { .hash($0.value) }
        case ("OPT_PREFIX_KEY", let text): return .namespace(Array(text.utf8))
        case ("OPT_REMOVE_FAILED_SERVERS", _): return .ejectHosts(isOn)
        case ("addServers", _): return .push
        // One by one, a socket's port of 0 becomes the default port.
        case ("addServer", _): return .add(nil, socketPort: ServerAddress.defaultPort)
        default: return nil
        }
    }
}
