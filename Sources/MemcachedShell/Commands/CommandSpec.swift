/// A command: one row of the table, from which everything about it derives.
package struct CommandSpec: Sendable {
    /// Under which heading `help` shows it.
    package enum Group: String, CaseIterable, Sendable {
        case reading = "Reading"
        case storing = "Storing"
        case several = "Several keys at once"
        case servers = "Servers"
        case shell = "The shell"
    }

    /// What it does to data.
    package enum Effect: Sendable {
        case reads, writes
    }

    package enum Repetition: Sendable {
        case none
        /// The last parameter may be given several times.
        case last
        /// All of them together may be.
        case all
    }

    package let name: String
    package let group: Group
    package let summary: String
    /// What other shells, above all redis-cli, call it; whoever types that is told its name here.
    package var otherNames: [String] = []
    package var parameters: [Parameter] = []
    package var repetition = Repetition.none
    package var options: [OptionSpec] = []
    package var effect = Effect.reads
    /// What it destroys, by the choice that is given as its argument, or the first word of its text ("" for none), so that
    /// a person is asked first: "makes every item of SERVERS expire".
    package var consequences: [String: String] = [:]
    /// What may have been done when no answer came: "stored", "deleted".
    package var pastParticiple = "done"
    /// Whether a pager shows what does not fit the screen. It would begin at the wrong end of what ends with the newest.
    package var isPaged = true
    /// Whether `@server` may stand before it.
    package var takesTarget = true
    /// Whether proxies pass it on. twemproxy closes the connection at what it does not, without a word.
    package var isCarriedByProxies = true
    /// The first memcached that knows it, if not all do.
    package var since: String?
    /// Why a server refuses it, in a person's words; `KEY` stands for the key.
    package var refusals: [Status: String] = [:]
    /// What more there is to know, for `help`.
    package var details: String = ""
    /// How it is used; a test types it to a real server.
    package let transcript: Transcript
    /// What its arguments mean.
    package let operation: @Sendable (Arguments) throws(UsageError) -> Operation
}

extension CommandSpec {
    /// A line that can be typed.
    package var example: String { transcript.line }

    /// Its words, as they are to be typed: `set KEY VALUE [TTL] [--flags N]`.
    package var usage: String {
        var words = [name]
        let names = parameters.map { $0.isOptional ? "[\($0.name)]" : $0.name }
        words += names
        switch repetition {
        case .none: break
        case .last: words[words.count - 1] += "..."
        case .all: words.append("[" + (names + ["..."]).joined(separator: " ") + "]")
        }
        words += options.map { "[\($0.usage)]" + ($0.repeats ? "..." : "") }
        return words.joined(separator: " ")
    }
}

/// A word that a command takes by its place.
package struct Parameter: Sendable {
    package enum Kind: Sendable {
        case key, value, expiry, server, text, topic
        /// A key as a program names it, whatever its client puts before it; `-` for those on standard input.
        case namedKey
        /// A server as it is written in a list, or one of those there are.
        case address
        /// `NAME[:key=value,...]`.
        case distribution
        /// A number of keys, or `live`.
        case keySource
        case signedNumber
        case number(ClosedRange<UInt64>)
        /// At least so long.
        case duration(Duration)
        case choice([String])
    }

    package let name: String
    package let kind: Kind
    package var isOptional = false

    package static let key = Parameter(name: "KEY", kind: .key)
    package static let value = Parameter(name: "VALUE", kind: .value)
    package static let expiry = Parameter(name: "TTL", kind: .expiry)
    package static let delta = Parameter(name: "N", kind: .number(0...UInt64.max))

    package var optional: Parameter { Parameter(name: name, kind: kind, isOptional: true) }
}

/// A word that a command takes by its name: `--ttl 60`; or a switch, which stands alone: `--force`.
package struct OptionSpec: Sendable {
    package let name: String
    /// What stands behind it; `nil` for a switch.
    package let parameter: Parameter?
    package let summary: String
    package var repeats = false

    /// Its words, as they are to be typed.
    package var usage: String { "--\(name)" + (parameter.map { " \($0.name)" } ?? "") }

    /// An option without a value.
    package static func toggle(_ name: String, _ summary: String) -> OptionSpec {
        OptionSpec(name: name, parameter: nil, summary: summary)
    }

    package static let flags = OptionSpec(
        name: "flags",
        parameter: Parameter(name: "N", kind: .number(0...UInt64(UInt32.max))),
        summary: "the number stored beside the value, 0 to 4294967295; 0 if left out"
    )
    package static let expiry = OptionSpec(name: "ttl", parameter: .expiry, summary: "when it expires")
    package static let view = OptionSpec(
        name: "as",
        parameter: Parameter(name: "VIEW", kind: .choice(ValueView.words)),
        summary: "how the value is shown: json, text, hex, base64, raw, or as the client reads it that is named"
    )
    package static let full = OptionSpec.toggle("full", "show all of it, however long it is")
    package static let decode = OptionSpec.toggle(
        "decode",
        "in JSON, tell what the value means: its type, and it decoded"
    )
    package static let views = [view, full, decode]
    package static let token = OptionSpec(
        name: "token",
        parameter: Parameter(name: "N", kind: .number(0...UInt64.max)),
        summary: "the token that must still be the item's; without it the one that the last gets saw"
    )
    package static let interval = OptionSpec(
        name: "every",
        parameter: Parameter(name: "DURATION", kind: .duration(.milliseconds(10))),
        summary: "how often it is looked at: 1s if left out, at least 10ms"
    )
    package static func distribution(_ summary: String, repeats: Bool) -> OptionSpec {
        OptionSpec(
            name: "as",
            parameter: Parameter(name: "NAME[:...]", kind: .distribution),
            summary: summary,
            repeats: repeats
        )
    }
    package static let number = OptionSpec(
        name: "hash",
        parameter: Parameter(name: "N", kind: .signedNumber),
        summary: "as if the program gave this number with its key, to choose by: (N, key)"
    )
    package static let keys = OptionSpec(
        name: "keys",
        parameter: Parameter(name: "N|live", kind: .keySource),
        summary: "over so many made-up keys (100000 if left out), or over those that the servers hold"
    )
    package static let down = OptionSpec(
        name: "down",
        parameter: Parameter(name: "SERVER", kind: .server),
        summary: "as if this server (its number or address) were down; may be repeated",
        repeats: true
    )
}
