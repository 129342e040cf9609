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
        CommandSpec(
            name: "inspect",
            group: .reading,
            summary: "show everything that a server knows of an item, without using it",
            otherNames: ["object", "debug", "strlen"],
            parameters: [.key],
            repetition: .last,
            isCarriedByProxies: false,
            since: "1.6.13",
            details: "The item stays where it is among those to be evicted, and does not count as fetched. "
                + "With -o raw, the value alone.",
            transcript: """
                > set session:1 "hello world" 5m
                STORED  token 1
                > inspect session:1
                session:1  HIT
                  server       127.0.0.1:11211
                  …
                  value        "hello world"
                  flags        0
                  size         11 B
                  item size    … B, with its key and what the server notes beside it
                  slab class   …, chunks of … B: … % of one is used
                  expires      in …, at …
                  last access  … ago
                  fetched      no, not since it was stored
                  token        1
                  stale        no
                """
        ) { arguments throws(UsageError) in .inspect(keys: arguments.keys) },
        CommandSpec(
            name: "ttl",
            group: .reading,
            summary: "show how long items have left, without using them",
            otherNames: ["pttl", "expiretime"],
            parameters: [.key],
            repetition: .last,
            isCarriedByProxies: false,
            since: "1.6.13",
            details: "With -o plain in seconds, -1 for never. 'touch' changes it.",
            transcript: """
                > set session:1 Ada 5m
                STORED  token 1
                > ttl session:1
                … at …
                > set greeting hello
                STORED  token 2
                > ttl greeting nobody
                greeting  never
                nobody    MISS
                """
        ) { arguments throws(UsageError) in .timeLeft(keys: arguments.keys) },
    ]
}
