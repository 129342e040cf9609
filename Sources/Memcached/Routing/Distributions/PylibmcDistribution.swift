/// How pylibmc (1.6.3), Python's wrapper of libmemcached, chooses a server.
///
/// Its behaviours take effect in an order of its own, whatever the order in which they are given, and before the servers
/// are added one by one.
package struct PylibmcDistribution: LibmemcachedWrapper {
    package static let name = "pylibmc"
    package static let summary = "Python's pylibmc: libmemcached with its behaviours; modulo, or ketama if told so"
    package static let rules = [
        DistributionRule(
            "hash",
            .choice(KeyHash.ofLibmemcached.map(\.key).filter { $0 != "murmur3" }),
            "the hash function of keys, and of points without weights; default"
        ),
        DistributionRule("ketama", .flag, "a ring; with weights if a server weighs more than 1"),
        DistributionRule("ketama_weighted", .flag, "a ring by MD5, with weights"),
        DistributionRule(
            "distribution",
            .choice(["modula", "consistent", "consistent ketama", "consistent weighted", "consistent ketama spy"]),
            "modula, or a kind of ring"
        ),
        DistributionRule(
            "auto_eject",
            aliases: ["remove_failed"],
            .flag,
            "a server that is down is thrown out of the ring"
        ),
        DistributionRule("retry_timeout", .number(0...86_400), "seconds until a server that is down is tried again; 2"),
        DistributionRule("namespace", .text, "put before every key that is sent; not hashed"),
    ]

    var state: Libmemcached
    package let retryInterval: Duration

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        var steps: [Libmemcached.Step] = []
        if let hash = options.text("hash").flatMap({ KeyHash(libmemcachedName: $0) }) { steps.append(.hash(hash)) }
        if let isOn = options.flag("ketama") { steps.append(.ketama(isOn)) }
        if let isOn = options.flag("ketama_weighted") { steps.append(.ketamaWeighted(isOn)) }
        switch options.text("distribution") {
        case nil: break
        case "modula": steps.append(.spread(.modula, isWeighted: nil))
        case "consistent weighted": steps.append(.spread(.consistent, isWeighted: true))
        case "consistent ketama spy": steps.append(.spread(.spy, isWeighted: nil))
        default: steps.append(.spread(.consistent, isWeighted: false))
        }
        steps.append(.ejectHosts(options.flag("auto_eject") ?? false))
        steps.append(.namespace(Array((options.text("namespace") ?? "").utf8)))
        state = Libmemcached(servers: servers, steps: steps)
        retryInterval = .seconds(options.number("retry_timeout") ?? 2)
    }
}
