import Memcached

/// What `help` says, made from the command table.
package enum Help {
    /// All commands, or one.
    package static func text(topic: String?) throws(Failure) -> String {
        guard let topic else { return overview }
        if topic.lowercased() == "distributions" { return DistributionHelp.overview }
        if let distribution = Distributions.named(topic) { return DistributionHelp.page(of: distribution) }
        guard let command = CommandTable.command(named: topic) else {
            throw Failure(.usage, CommandTable.unknown(topic))
        }
        return page(of: command)
    }

    private static var overview: String {
        var text = ""
        for group in CommandSpec.Group.allCases {
            text += "\(group.rawValue)\n"
            let commands = CommandTable.all.filter { $0.group == group }
            for command in commands {
                text += "  \(Columns.padded(command.name, to: 13)) \(command.summary)\n"
            }
            text += "\n"
        }
        text += """
            '@2 get k' asks one server only, by its number or address. Values with blanks need quotes: 'as they are',
            or "with escapes: \\n \\t \\xHH \\u{1F600}". A TTL is 0 (never), 90s, 5m, 2h, 1d or @UNIXTIME. # begins a comment.
            Tab completes, Ctrl-R searches the history, Ctrl-X Ctrl-E opens the line in EDITOR, a \\ at its end goes on.
            Ctrl-C drops the line or stops what is running, Ctrl-D leaves. ':set' shows the settings.
            'help set' tells more about set, 'help distributions' about --distribution and whose keys are where.

            """
        return text
    }

    private static func page(of command: CommandSpec) -> String {
        var text = "\(command.usage)\n  \(command.summary)\n"
        if !command.details.isEmpty { text += "  \(command.details)\n" }
        for option in command.options {
            text += "  \(Columns.padded("--\(option.name) \(option.parameter.name)", to: 16)) \(option.summary)\n"
        }
        for (status, reason) in command.refusals.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            text += "  \(Columns.padded(status.word, to: 16)) \(reason)\n"
        }
        if let since = command.since { text += "  Known to memcached \(since) and later.\n" }
        return text + "  Example: \(command.example)\n"
    }
}
