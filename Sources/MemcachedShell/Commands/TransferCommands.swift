import Memcached

extension CommandTable {
    static let transferring: [CommandSpec] = [
        transfer(
            "copy",
            "store an item under a second key as well: value, flags and the time it has left",
            otherNames: ["cp"],
            pastParticiple: "copied",
            removesSource: false,
            [:],
            transcript: """
                > set cart:7 "3 apples" 1h
                STORED  token 1
                > copy cart:7 cart:8
                STORED  expires in …
                """
        ),
        transfer(
            "move",
            "copy an item, and delete the first one if nobody changed it meanwhile",
            otherNames: ["rename", "renamenx", "mv"],
            pastParticiple: "moved",
            removesSource: true,
            [.exists: "KEY1 was changed while it was copied, and left alone: both exist now"],
            transcript: """
                > set cart:7 "3 apples"
                STORED  token 1
                > move cart:7 cart:8
                STORED  never expires
                  cart:7 is deleted
                """
        ),
    ]

    private static func transfer(
        _ name: String,
        _ summary: String,
        otherNames: [String],
        pastParticiple: String,
        removesSource: Bool,
        _ refusals: [Status: String],
        transcript: Transcript
    ) -> CommandSpec {
        let own = [
            Status.notStored: "there is a KEY2, and \(name) overwrites it only with --force",
            .notFound: "there is no KEY1",
        ]
        let needs =
            removesSource
            ? "The server of KEY1 must know meta commands: others cannot delete on a condition."
            : "Where the server of KEY1 knows no meta commands, nobody can tell what time it has left: give --ttl."
        return CommandSpec(
            name: name,
            group: .storing,
            summary: summary,
            otherNames: otherNames,
            parameters: [Parameter(name: "KEY1", kind: .key), Parameter(name: "KEY2", kind: .key)],
            options: [
                .toggle("force", "overwrite KEY2 if there is one"),
                OptionSpec(name: "ttl", parameter: .expiry, summary: "when KEY2 expires, in place of when KEY1 does"),
            ],
            effect: .writes,
            pastParticiple: pastParticiple,
            refusals: own.merging(refusals) { $1 },
            details: "The keys may belong to different servers. KEY1 is not used by it. \(needs)",
            transcript: transcript
        ) { arguments throws(UsageError) in
            let keys = arguments.keys
            if keys[0] == keys[1] { throw UsageError("KEY1 and KEY2 are the same key, so there is nothing to \(name)") }
            return .transfer(
                Transfer(
                    source: keys[0],
                    destination: keys[1],
                    overwrites: arguments.has(option: "force"),
                    expiry: arguments.expiry(option: "ttl"),
                    removesSource: removesSource
                )
            )
        }
    }
}
