import Memcached

// What goes on for a while, with a person.

extension CommandTable {
    static let dialogues: [CommandSpec] = [
        CommandSpec(
            name: "edit",
            group: .storing,
            summary: "change a value in the editor that VISUAL or EDITOR names",
            parameters: [.key],
            options: [.expiry],
            effect: .writes,
            pastParticiple: "stored",
            details:
                "Flags and expiry stay as they are, and nothing is written over what somebody else has stored meanwhile: "
                + "both versions are shown, and you choose. What its application could not read any more is "
                + "asked about. What is not stored is kept in a file. At a terminal only. "
                + "Servers without meta commands do not tell when an item expires and want --ttl.",
            transcript: """
                > set greeting hello 1h
                STORED  token 1
                > edit greeting
                STORED  expires in …
                """
        ) { arguments throws(UsageError) in
            .dialogue(.edit(arguments.keys[0], expiry: arguments.expiry(option: "ttl")))
        },
        CommandSpec(
            name: "watch",
            group: .reading,
            summary: "show each change of an item as it happens, until Ctrl-C",
            otherNames: ["monitor"],
            parameters: [Parameter(name: "WHAT", kind: .choice(["key"])), .key],
            options: [.interval],
            isCarriedByProxies: false,
            since: "1.5.17",
            details:
                "WHAT is key. The item is looked at again and again, which does not count as a use of it. "
                + "What comes and goes between two looks is not seen. Not in scripts, and on servers with meta commands only.",
            transcript: """
                > set greeting hello
                STORED  token 1
                > watch key greeting
                …  there    token 1  5 B  never expires  127.0.0.1:11211
                ^C
                0 changes in … s
                """
        ) { arguments throws(UsageError) in
            .dialogue(.watch(arguments.keys[0], every: arguments.duration(option: "every") ?? .seconds(1)))
        },
    ]
}
