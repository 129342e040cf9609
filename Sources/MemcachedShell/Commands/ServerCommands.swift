import Memcached

extension CommandTable {
    /// The reports that `stats` is asked for by their full names. A newer server completes what is cut short, so that
    /// `stats r` would reset its counters.
    static let reports = [
        "settings", "items", "slabs", "sizes", "conns", "extstore", "proxy", "proxyfuncs", "proxybe", "reset",
    ]

    static let servers: [CommandSpec] = [
        CommandSpec(
            name: "version",
            group: .servers,
            summary: "the version of each server",
            transcript: """
                > version
                1  127.0.0.1:11211  1.…
                """
        ) { _ throws(UsageError) in .everywhere(.version) },
        CommandSpec(
            name: "stats",
            group: .servers,
            summary: "the counters of each server, or one of its reports",
            otherNames: ["info"],
            parameters: [Parameter(name: "WHAT", kind: .choice(reports), isOptional: true)],
            consequences: ["reset": "sets the counters of SERVERS to 0"],
            isCarriedByProxies: false,
            details: "WHAT is one of \(reports.joined(separator: ", ")). reset sets the counters to 0.",
            transcript: """
                > stats settings
                1  127.0.0.1:11211
                   maxbytes … 67108864
                …
                """
        ) { arguments throws(UsageError) in .everywhere(.stats(report: arguments.choice)) },
        CommandSpec(
            name: "flush_all",
            group: .servers,
            summary: "make every item of every server expire, now or after DELAY seconds",
            otherNames: ["flushall", "flushdb"],
            parameters: [Parameter(name: "DELAY", kind: .number(0...2_592_000), isOptional: true)],
            effect: .writes,
            consequences: ["": "makes every item of SERVERS expire"],
            isCarriedByProxies: false,
            transcript: """
                > flush_all
                1  127.0.0.1:11211  OK
                """
        ) { arguments throws(UsageError) in
            .everywhere(.flushAll(delay: arguments.number.flatMap { UInt32(exactly: $0) }))
        },
        CommandSpec(
            name: "verbosity",
            group: .servers,
            summary: "how much each server logs: 0, 1 or 2",
            parameters: [Parameter(name: "N", kind: .number(0...2))],
            isCarriedByProxies: false,
            transcript: """
                > verbosity 1
                1  127.0.0.1:11211  OK
                """
        ) { arguments throws(UsageError) in
            .everywhere(.verbosity(arguments.number.flatMap { UInt32(exactly: $0) } ?? 0))
        },
        CommandSpec(
            name: "servers",
            group: .servers,
            summary: "the servers: number, address, weight, share of the keys, state, memory, hit rate",
            otherNames: ["dbsize"],
            takesTarget: false,
            details: "The share is what the distribution gives each of them; the rest is their own counters.",
            transcript: """
                > servers
                number  address          weight  share  state  since  version …
                1       127.0.0.1:11211  1       100 %  up     …
                """
        ) { _ throws(UsageError) in .servers },
        CommandSpec(
            name: "where",
            group: .servers,
            summary: "the server that each key belongs to, and the arithmetic",
            parameters: [Parameter(name: "KEY", kind: .namedKey)],
            repetition: .last,
            options: [
                .down, .distribution("as another client would; several stand side by side", repeats: true), .number,
            ],
            takesTarget: false,
            details: "Opens no connection. 'mcsh where -' reads keys from standard input, a line each. "
                + "'help distributions' lists the clients.",
            transcript: """
                > where user:42 --as python-memcached --as pymemcache
                user:42
                  python-memcached  127.0.0.1:11211
                    crc32("user:42") = 0x646f0d86 -> (>> 16) & 0x7fff = 25711; mod 1 = bucket 0
                  pymemcache        127.0.0.1:11211
                    murmur3_32("127.0.0.1:11211-user:42") = 0x…; the highest of 1
                  they agree
                """
        ) { arguments throws(UsageError) in
            if arguments.readsInput, arguments.positional.count > 1 {
                throw UsageError("- stands for the keys on standard input, and alone; in quotes it is a key")
            }
            var location = Location(keys: arguments.bytes.map { Array($0) })
            location.readsInput = arguments.readsInput
            location.down = arguments.servers(option: "down")
            location.distributions = arguments.distributions(option: "as")
            location.number = arguments.signedNumber(option: "hash")
            return .locate(location)
        },
        CommandSpec(
            name: "find",
            group: .servers,
            summary: "ask every server for a key: where it lies, where it belongs, and strays",
            otherNames: ["keys"],
            parameters: [.key],
            takesTarget: false,
            details: "Servers with meta commands tell age, size, expiry and token without disturbing the item; "
                + "others are asked with gets.",
            transcript: """
                > set product_count 900
                STORED  token 1
                > find product_count
                product_count
                number  address          found  belongs  item size  expires in  used ago  fetched  cas
                1       127.0.0.1:11211  HIT    here     … never …
                """
        ) { arguments throws(UsageError) in .find(arguments.keys[0]) },
        CommandSpec(
            name: "simulate",
            group: .servers,
            summary: "which keys would move if servers came, went or weighed something else",
            parameters: [
                Parameter(name: "CHANGE", kind: .choice(Simulation.Change.allCases.map(\.rawValue))),
                Parameter(name: "SERVER", kind: .address),
            ],
            repetition: .last,
            options: [.keys, .distribution("by another client's distribution", repeats: false)],
            takesTarget: false,
            details:
                "CHANGE is add, remove or weight; SERVER is host:port:weight, or one of the servers by its number. "
                + "Changes nothing.",
            transcript: """
                > simulate add 10.0.0.9:11211:1 --keys 10000
                keys 10000 · moved 50 % · moved at least 50 % · imbalance before 0 % · imbalance after 0 %
                number  address          weight before  weight after  share before  share after
                1       127.0.0.1:11211  1              1             100 %         50 %
                2       10.0.0.9:11211   0              1             0 %           50 %
                  moved at least: …
                """
        ) { arguments throws(UsageError) in
            .simulate(
                Simulation(
                    change: Simulation.Change(rawValue: arguments.choice ?? "") ?? .add,
                    servers: arguments.addresses,
                    keys: arguments.keySource(option: "keys") ?? .synthetic(100_000),
                    distribution: arguments.distributions(option: "as").first
                )
            )
        },
        CommandSpec(
            name: "raw",
            group: .servers,
            summary: "send one line as it is, and show what comes back",
            parameters: [Parameter(name: "TEXT", kind: .text)],
            effect: .writes,
            consequences: [
                "flush_all": "makes every item of SERVERS expire", "shutdown": "ends SERVERS, with every item",
            ],
            details: "On a connection of its own. With several servers, say which: @1 raw TEXT.",
            transcript: """
                > set greeting hi
                STORED  token 1
                > @1 raw "mg greeting v t"
                VA 2 t-1
                hi
                """
        ) { arguments throws(UsageError) in .raw(arguments.bytes[0]) },
    ]

    static let shell: [CommandSpec] = [
        CommandSpec(
            name: "help",
            group: .shell,
            summary: "what there is, or all about one of it: a command, a topic, a distribution, a setting",
            otherNames: ["?"],
            parameters: [Parameter(name: "TOPIC", kind: .topic, isOptional: true)],
            takesTarget: false,
            transcript: """
                > help quit
                quit
                  leave the shell (so does Ctrl-D)
                …
                """
        ) { arguments throws(UsageError) in .help(topic: arguments.choice) },
        CommandSpec(
            name: "undo",
            group: .shell,
            summary: "take back the last statement that changed items, if nobody changed them since",
            effect: .writes,
            pastParticiple: "taken back",
            takesTarget: false,
            details:
                "At the prompt only. Value, flags and expiry come back as they were; once more takes back the one before. "
                + "Servers with meta commands only: others do not tell when an item expires.",
            transcript: """
                > set greeting hello
                STORED  token 1
                > delete greeting
                DELETED
                > undo
                "hello"  token 2 · never expires
                  delete greeting is taken back
                """
        ) { _ throws(UsageError) in .undo },
        CommandSpec(
            name: "history",
            group: .shell,
            summary: "the lines typed before: all, the last N, or those that hold PATTERN",
            parameters: [Parameter(name: "N|PATTERN", kind: .text, isOptional: true)],
            isPaged: false,
            takesTarget: false,
            details: "In PATTERN, * stands for anything. "
                + "Ctrl-R searches while you type, the up arrow goes to lines that begin as yours does.",
            transcript: """
                > get greeting
                MISS
                > history
                1  get greeting
                2  history
                """
        ) { arguments throws(UsageError) in
            .history(filter: arguments.bytes.first.map { String(decoding: $0, as: UTF8.self) })
        },
        CommandSpec(
            name: "quit",
            group: .shell,
            summary: "leave the shell (so does Ctrl-D)",
            takesTarget: false,
            transcript: """
                > quit
                """
        ) { _ throws(UsageError) in .quit },
    ]
}
