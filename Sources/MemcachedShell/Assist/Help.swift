import Memcached

/// What `help` says, made from the tables.
package enum Help {
    /// All commands, or one of the things it knows.
    package static func text(topic: String?) throws(Failure) -> String {
        guard let topic else { return overview }
        let name = topic.lowercased()
        if let command = CommandTable.command(named: name) {
            // What there is to say beside the usage.
            return page(of: command) + (HelpTopic.named(name).map { "\n" + $0.text } ?? "")
        }
        if let topic = HelpTopic.named(name) { return topic.text }
        if let distribution = Distributions.named(topic) { return DistributionHelp.page(of: distribution) }
        if let setting = ShellSetting.named(name) { return HelpTopic.page(of: setting) }
        throw Failure(.usage, unknown(topic))
    }

    /// What is offered behind `help`, in this order.
    package static let names: [(name: String, summary: String)] = {
        var names = CommandTable.all.map { (name: $0.name, summary: $0.summary) }
        names += HelpTopic.all.map { (name: $0.name, summary: $0.summary) }
        names += Distributions.all.map { (name: $0.name, summary: $0.summary) }
        var seen: Set<String> = []
        return names.filter { seen.insert($0.name).inserted }
    }()

    private static func unknown(_ topic: String) -> String {
        let shown = Escaping.text(topic.utf8.prefix(60))
        let known = names.map(\.name) + ShellSetting.all.map(\.name)
        if let nearest = NearestName.of(topic.lowercased(), among: known) {
            return "there is no help about '\(shown)'; did you mean '\(nearest)'?"
        }
        return "there is no help about '\(shown)'; 'help' lists what there is"
    }

    private static var overview: String {
        let topics = HelpTopic.all.map { "  \(Columns.padded($0.name, to: 13)) \($0.summary)\n" }.joined()
        return """
            \(statements)More about
            \(topics)
            'help set' tells more about set, 'help ttl' about TTLs; Tab completes what there is.
            Ctrl-C drops the line or stops what is running, Ctrl-D leaves. ':set' shows the settings.

            """
    }

    /// All commands, a line each.
    static var statements: String {
        var text = ""
        for group in CommandSpec.Group.allCases {
            text += "\(group.rawValue)\n"
            let commands = CommandTable.all.filter { $0.group == group }
            for command in commands {
                text += "  \(Columns.padded(command.name, to: 13)) \(command.summary)\n"
            }
            text += "\n"
        }
        return text
    }

    private static func page(of command: CommandSpec) -> String {
        var text = "\(command.usage)\n  \(command.summary)\n"
        if !command.details.isEmpty { text += "  \(command.details)\n" }
        for option in command.options {
            text += "  \(Columns.padded(option.usage, to: 16)) \(option.summary)\n"
        }
        for (status, reason) in command.sortedRefusals {
            text += "  \(Columns.padded(status.word, to: 16)) \(reason)\n"
        }
        if let since = command.since { text += "  Known to memcached \(since) and later.\n" }
        let lines = command.transcript.text.split(separator: "\n", omittingEmptySubsequences: false)
        return text + "\n" + lines.map { "  \($0)\n" }.joined()
    }
}

extension CommandSpec {
    /// Why a server may refuse it, always in the same order.
    var sortedRefusals: [(status: Status, reason: String)] {
        refusals.sorted { $0.key.rawValue < $1.key.rawValue }.map { (status: $0.key, reason: $0.value) }
    }
}
