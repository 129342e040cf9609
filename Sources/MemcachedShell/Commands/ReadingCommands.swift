import Memcached

extension CommandTable {
    static let reading: [CommandSpec] = [
        CommandSpec(
            name: "get",
            group: .reading,
            summary: "show the values of keys",
            parameters: [.key],
            repetition: .last,
            example: "get greeting"
        ) { arguments throws(UsageError) in
            .retrieve(keys: arguments.keys, expiry: nil, tokens: false)
        },
        CommandSpec(
            name: "gets",
            group: .reading,
            summary: "show values with their tokens, and remember these for cas",
            parameters: [.key],
            repetition: .last,
            details: "A token changes whenever the item is written. cas stores only if it is still the same.",
            example: "gets product_count"
        ) { arguments throws(UsageError) in
            .retrieve(keys: arguments.keys, expiry: nil, tokens: true)
        },
        CommandSpec(
            name: "gat",
            group: .reading,
            summary: "show values, and set when they expire",
            parameters: [.expiry, .key],
            repetition: .last,
            effect: .writes,
            isCarriedByProxies: false,
            since: "1.5.3",
            example: "gat 5m session:1"
        ) { arguments throws(UsageError) in
            .retrieve(keys: arguments.keys, expiry: arguments.expiry ?? .never, tokens: false)
        },
        CommandSpec(
            name: "gats",
            group: .reading,
            summary: "gat with tokens",
            parameters: [.expiry, .key],
            repetition: .last,
            effect: .writes,
            isCarriedByProxies: false,
            since: "1.5.3",
            example: "gats 5m session:1"
        ) { arguments throws(UsageError) in
            .retrieve(keys: arguments.keys, expiry: arguments.expiry ?? .never, tokens: true)
        },
    ]
}
