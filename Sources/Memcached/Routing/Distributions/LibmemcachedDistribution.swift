/// How libmemcached (1.1.4) chooses a server, the C library beneath many others.
///
/// Its options are the library's behaviours, which take effect in the order given. `servers`, `server` and
/// `servers_push` mark where servers are added: a ring is built at that moment, and at the end if not said.
package struct LibmemcachedDistribution: LibmemcachedWrapper {
    package static let name = "libmemcached"
    package static let summary = "the C library libmemcached: Jenkins' one_at_a_time, modulo; ketama if told so"
    package static let rules = [
        DistributionRule("hash", .choice(KeyHash.ofLibmemcached.map(\.key)), "MEMCACHED_BEHAVIOR_HASH"),
        DistributionRule(
            "distribution",
            .choice(["modula", "consistent", "consistent_ketama", "consistent_weighted", "ketama_spy"]),
            "MEMCACHED_BEHAVIOR_DISTRIBUTION"
        ),
        DistributionRule("ketama", .flag, "MEMCACHED_BEHAVIOR_KETAMA: a ring, without weights"),
        DistributionRule("ketama_weighted", .flag, "MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED: a ring by MD5, with weights"),
        DistributionRule("sort_hosts", .flag, "MEMCACHED_BEHAVIOR_SORT_HOSTS"),
        DistributionRule("namespace", .text, "put before every key that is sent; not hashed"),
        DistributionRule(
            "hash_with_prefix_key",
            .flag,
            "MEMCACHED_BEHAVIOR_HASH_WITH_PREFIX_KEY: the namespace is hashed"
        ),
        DistributionRule(
            "auto_eject_hosts",
            aliases: ["remove_failed", "remove_failed_servers"],
            .flag,
            "a server that is down is thrown out of the ring"
        ),
        DistributionRule("retry_timeout", .number(0...86_400), "seconds until a server that is down is tried again; 2"),
        DistributionRule("servers", .mark, "here the servers are added, one by one"),
        DistributionRule("server", .mark, "here the next server is added"),
        DistributionRule("servers_push", .mark, "here the servers are added as one list"),
    ]

    var state: Libmemcached
    package let retryInterval: Duration

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        state = Libmemcached(servers: servers, steps: options.inOrder.compactMap { Self.step($0) })
        retryInterval = .seconds(options.number("retry_timeout") ?? 2)
    }

    private static func step(_ option: DistributionOption) -> Libmemcached.Step? {
        let isOn = option.value == "true"
        switch (option.key, option.value) {
        case ("hash", let name): return KeyHash(libmemcachedName: name).map { .hash($0) }
        case ("distribution", "modula"): return .spread(.modula, isWeighted: nil)
        case ("distribution", "consistent_weighted"): return .spread(.consistent, isWeighted: true)
        case ("distribution", "ketama_spy"): return .spread(.spy, isWeighted: nil)
        case ("distribution", _): return .spread(.consistent, isWeighted: false)
        case ("ketama", _): return .ketama(isOn)
        case ("ketama_weighted", _): return .ketamaWeighted(isOn)
        case ("sort_hosts", _): return .sortHosts(isOn)
        case ("namespace", let text): return .namespace(Array(text.utf8))
        case ("hash_with_prefix_key", _): return .hashWithNamespace(isOn)
        case ("auto_eject_hosts", _): return .ejectHosts(isOn)
        case ("servers", _): return .add(nil, socketPort: 0)
        case ("server", _): return .add(1, socketPort: 0)
        case ("servers_push", _): return .push
        default: return nil
        }
    }
}
