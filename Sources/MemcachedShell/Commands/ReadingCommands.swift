import Memcached

extension CommandTable {
    static let reading: [CommandSpec] = [
        CommandSpec(
            name: "get",
            group: .reading,
            summary: "show the values of keys",
            otherNames: ["exists"],
            parameters: [.key],
            repetition: .last,
            options: OptionSpec.views,
            transcript: """
                > set greeting "hello world"
                STORED  token 1
                > get greeting nobody
                greeting  "hello world"
                nobody    MISS
                """
        ) { arguments throws(UsageError) in
            .retrieve(keys: arguments.keys, expiry: nil, tokens: false)
        },
        CommandSpec(
            name: "gets",
            group: .reading,
            summary: "show values with their tokens, and remember these for cas",
            otherNames: ["ttl"],
            parameters: [.key],
            repetition: .last,
            options: OptionSpec.views,
            details: "A token changes whenever the item is written. cas stores only if it is still the same.",
            transcript: """
                > set product_count 900
                STORED  token 1
                > gets product_count
                "900"  token 1 · never expires
                """
        ) { arguments throws(UsageError) in
            .retrieve(keys: arguments.keys, expiry: nil, tokens: true)
        },
        CommandSpec(
            name: "gat",
            group: .reading,
            summary: "show values, and set when they expire",
            parameters: [.expiry, .key],
            repetition: .last,
            options: OptionSpec.views,
            effect: .writes,
            isCarriedByProxies: false,
            since: "1.5.3",
            transcript: """
                > set session:1 Ada
                STORED  token 1
                > gat 5m session:1
                "Ada"
                """
        ) { arguments throws(UsageError) in
            .retrieve(keys: arguments.keys, expiry: arguments.expiry ?? .never, tokens: false)
        },
        CommandSpec(
            name: "gats",
            group: .reading,
            summary: "gat with tokens",
            parameters: [.expiry, .key],
            repetition: .last,
            options: OptionSpec.views,
            effect: .writes,
            isCarriedByProxies: false,
            since: "1.5.3",
            transcript: """
                > set session:1 Ada
                STORED  token 1
                > gats 5m session:1
                "Ada"  token 1
                """
        ) { arguments throws(UsageError) in
            .retrieve(keys: arguments.keys, expiry: arguments.expiry ?? .never, tokens: true)
        },
    ]
}
