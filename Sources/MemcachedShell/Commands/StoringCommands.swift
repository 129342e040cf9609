import Memcached

extension CommandTable {
    static let storing: [CommandSpec] = [
        storage(
            .set,
            "store a value, whatever was there",
            [:],
            transcript: """
                > set greeting "hello world" 5m
                STORED  token 1
                """
        ),
        storage(
            .add,
            "store a value if there is none",
            [.notStored: "KEY exists already, and add never overwrites; set does"],
            transcript: """
                > add lock:42 me 30s
                STORED
                """
        ),
        storage(
            .replace,
            "store a value if there is one",
            [.notStored: "KEY does not exist, and replace never creates; set and add do"],
            transcript: """
                > set greeting hello
                STORED  token 1
                > replace greeting hi
                STORED
                """
        ),
        extending(
            .append,
            "put bytes behind a value",
            transcript: """
                > set greeting hello
                STORED  token 1
                > append greeting !
                STORED
                """
        ),
        extending(
            .prepend,
            "put bytes before a value",
            transcript: """
                > set greeting hello
                STORED  token 1
                > prepend greeting "oh, "
                STORED
                """
        ),
        CommandSpec(
            name: "cas",
            group: .storing,
            summary: "store a value if nobody changed the item since gets",
            parameters: [.key, .value, .expiry.optional],
            options: [.flags, .token, .expiry, .like, .type],
            effect: .writes,
            pastParticiple: "stored",
            refusals: [
                .exists: "somebody changed KEY since the token was read, so nothing was written; "
                    + "look with 'gets KEY' and decide, then cas again",
                .notFound: "KEY is gone (deleted, expired or evicted), so nothing was written; 'add' would create it",
            ],
            details: "Compare and set. The token is the one that the last gets of this session saw for the key.",
            transcript: """
                > set product_count 900
                STORED  token 1
                > gets product_count
                "900"  token 1 · never expires
                > cas product_count 899
                STORED
                """
        ) { arguments throws(UsageError) in
            let stored = try TypedStore.stored(arguments.bytes[0], arguments)
            return .compareAndStore(
                key: arguments.keys[0],
                value: stored.bytes,
                flags: stored.flags,
                expiry: try expiry(arguments),
                token: arguments.number(option: "token")
            )
        },
        counter(
            "incr",
            .increment,
            "add to a number",
            "Above 18446744073709551615 it goes on from 0.",
            transcript: """
                > set visits 10
                STORED  token 1
                > incr visits 9
                19
                """
        ),
        counter(
            "decr",
            .decrement,
            "take from a number",
            "It stops at 0.",
            transcript: """
                > set visits 10
                STORED  token 1
                > decr visits 5
                5
                """
        ),
        CommandSpec(
            name: "touch",
            group: .storing,
            summary: "set when an item expires",
            otherNames: ["expire"],
            parameters: [.key, .expiry],
            effect: .writes,
            since: "1.4.8",
            refusals: [.notFound: "there is no KEY"],
            transcript: """
                > set session:1 Ada
                STORED  token 1
                > touch session:1 2h
                TOUCHED
                """
        ) { arguments throws(UsageError) in
            .touch(key: arguments.keys[0], expiry: arguments.expiry ?? .never)
        },
        CommandSpec(
            name: "delete",
            group: .storing,
            summary: "delete items",
            otherNames: ["del", "rm", "remove", "unlink"],
            parameters: [.key],
            repetition: .last,
            effect: .writes,
            pastParticiple: "deleted",
            refusals: [.notFound: "there is no KEY"],
            transcript: """
                > set greeting hi
                STORED  token 1
                > delete greeting
                DELETED
                """
        ) { arguments throws(UsageError) in
            .delete(keys: arguments.keys)
        },
    ]

    static let several: [CommandSpec] = [
        CommandSpec(
            name: "set_multi",
            group: .several,
            summary: "store several values, one round trip to each server",
            otherNames: ["mset"],
            parameters: [.key, .value],
            repetition: .all,
            options: [.expiry, .flags],
            effect: .writes,
            pastParticiple: "stored",
            transcript: """
                > set_multi a 1 b 2 c 3 --ttl 1h
                a  STORED
                b  STORED
                c  STORED
                """
        ) { arguments throws(UsageError) in
            .store(.set, arguments.pairs, flags: flags(arguments), expiry: try expiry(arguments))
        },
        CommandSpec(
            name: "get_multi",
            group: .several,
            summary: "show several values, one round trip to each server",
            otherNames: ["mget"],
            parameters: [.key],
            repetition: .last,
            options: OptionSpec.views,
            transcript: """
                > set_multi a 1 b 2
                a  STORED
                b  STORED
                > get_multi a b c
                a  "1"
                b  "2"
                c  MISS
                """
        ) { arguments throws(UsageError) in
            .retrieve(keys: arguments.keys, expiry: nil, tokens: false)
        },
        CommandSpec(
            name: "delete_multi",
            group: .several,
            summary: "delete several items, one round trip to each server",
            parameters: [.key],
            repetition: .last,
            effect: .writes,
            pastParticiple: "deleted",
            refusals: [.notFound: "there is no KEY"],
            transcript: """
                > set_multi a 1 b 2
                a  STORED
                b  STORED
                > delete_multi a b c
                a  DELETED
                b  DELETED
                c  NOT_FOUND
                """
        ) { arguments throws(UsageError) in
            .delete(keys: arguments.keys)
        },
    ]

    // MARK: Rows that differ in little

    private static func storage(
        _ mode: StoreMode,
        _ summary: String,
        _ refusals: [Status: String],
        transcript: Transcript
    ) -> CommandSpec {
        CommandSpec(
            name: mode.rawValue,
            group: .storing,
            summary: summary,
            parameters: [.key, .value, .expiry.optional],
            options: [.flags, .expiry, .like, .type],
            effect: .writes,
            pastParticiple: "stored",
            refusals: refusals,
            details: "A TTL is 0 for never, 90s, 5m, 2h, 1d, or @UNIXTIME.",
            transcript: transcript
        ) { arguments throws(UsageError) in
            let stored = try TypedStore.stored(arguments.bytes[0], arguments)
            let pairs = [(key: arguments.keys[0], value: stored.bytes)]
            return .store(mode, pairs, flags: stored.flags, expiry: try expiry(arguments))
        }
    }

    private static func extending(_ mode: StoreMode, _ summary: String, transcript: Transcript) -> CommandSpec {
        CommandSpec(
            name: mode.rawValue,
            group: .storing,
            summary: summary,
            parameters: [.key, .value],
            effect: .writes,
            pastParticiple: "stored",
            refusals: [
                .notStored: "KEY does not exist, and \(mode.rawValue) never creates; set and add do "
                    + "(or the longer value would be over the server's limit)"
            ],
            details: "Flags and expiry of the item stay as they are.",
            transcript: transcript
        ) { arguments throws(UsageError) in
            .store(mode, arguments.pairs, flags: 0, expiry: .never)
        }
    }

    private static func counter(
        _ name: String,
        _ direction: CountDirection,
        _ summary: String,
        _ details: String,
        transcript: Transcript
    ) -> CommandSpec {
        CommandSpec(
            name: name,
            group: .storing,
            summary: summary,
            parameters: [.key, .delta.optional],
            effect: .writes,
            pastParticiple: "counted",
            refusals: [.notFound: "there is no KEY, and \(name) never creates; 'add KEY 0' does"],
            details: "The value is decimal digits. \(details)",
            transcript: transcript
        ) { arguments throws(UsageError) in
            .count(direction, key: arguments.keys[0], by: arguments.number ?? 1)
        }
    }

    private static func flags(_ arguments: Arguments) -> UInt32 {
        arguments.number(option: "flags").flatMap { UInt32(exactly: $0) } ?? 0
    }

    private static func expiry(_ arguments: Arguments) throws(UsageError) -> Expiry {
        guard let option = arguments.expiry(option: "ttl") else { return arguments.expiry ?? .never }
        if arguments.expiry != nil { throw UsageError("the TTL is given twice, by its place and by --ttl") }
        return option
    }
}
