import Memcached

/// The manual page `mcsh.1`, made from the tables: for man(7).
package struct Manual {
    private let version: String
    private let synopsis: [String]
    private let options: [CommandLineOption]

    /// - Parameters:
    ///   - version: the program's.
    ///   - usage: how it is started, a way a line, with two blanks or more before what that does.
    ///   - options: those of the command line.
    package init(version: String, usage: String, options: [CommandLineOption]) {
        self.version = version
        synopsis = usage.split(separator: "\n").map(String.init)
        self.options = options
    }

    package var text: String {
        var roff = Roff()
        roff.request("TH", ["MCSH", "1", "", "mcsh \(version)", "memcached"])
        roff.heading("NAME")
        roff.line("mcsh - the memcached shell")
        roff.heading("SYNOPSIS")
        roff.example(synopsis)
        roff.heading("DESCRIPTION")
        roff.line("A shell for memcached: to type into, to pipe scripts through, and to call from other scripts.")
        roff.line(
            "It knows the whole cluster, and sends each key to the server where the application's own client looks"
        )
        roff.line("for it. 'mcsh help' tells all that follows as well, a topic at a time.")
        roff.heading("OPTIONS")
        for option in options { add(option, to: &roff) }
        roff.heading("STATEMENTS")
        for group in CommandSpec.Group.allCases {
            roff.subheading(group.rawValue)
            for command in CommandTable.all where command.group == group { add(command, to: &roff) }
        }
        for topic in HelpTopic.all where !Manual.ownSections.contains(topic.name) {
            roff.heading(topic.name.uppercased())
            roff.example(topic.text.split(separator: "\n").map(String.init))
            if topic.name == "distributions" { addDistributions(to: &roff) }
        }
        roff.heading("EXIT STATUS")
        roff.example(HelpTopic.status.split(separator: "\n").map(String.init))
        addEnvironment(to: &roff)
        roff.heading("FILES")
        roff.item("~/.config/mcsh/config.yaml", "settings and profiles")
        roff.item("~/.local/state/mcsh/history", "the lines typed before")
        roff.item("~/.editrc", "keys of the line editor, see editrc(5)")
        roff.heading("SEE ALSO")
        roff.line("memcached(1), editrc(5)")
        return roff.text
    }

    /// What has a section by itself.
    private static let ownSections: Set<String> = ["statements", "status"]

    private func add(_ option: CommandLineOption, to roff: inout Roff) {
        let names = option.names.map { Roff.bold($0) }.joined(separator: ", ")
        roff.item(written: names + (option.value.map { " " + Roff.italic($0) } ?? ""))
        roff.line(option.summary)
    }

    private func add(_ command: CommandSpec, to roff: inout Roff) {
        roff.item(written: Roff.bold(command.usage))
        let since = command.since.map { "Known to memcached \($0) and later." } ?? ""
        let more = [command.details, since].filter { !$0.isEmpty }.joined(separator: " ")
        roff.line(command.summary + (more.isEmpty ? "" : ". " + more))
        roff.indented { roff in
            for option in command.options { roff.item(option.usage, option.summary) }
            for (status, reason) in command.sortedRefusals { roff.item(status.word, reason) }
            roff.example(command.transcript.text.split(separator: "\n").map(String.init))
        }
    }

    private func addDistributions(to roff: inout Roff) {
        for distribution in Distributions.all where !distribution.rules.isEmpty {
            roff.example(DistributionHelp.page(of: distribution).split(separator: "\n").map(String.init))
        }
    }

    private func addEnvironment(to roff: inout Roff) {
        roff.heading("ENVIRONMENT")
        roff.item("MCSH_CONFIG", "the settings file; /dev/null for none")
        roff.item("MCSH_PROFILE", "a profile of the settings file, if --profile names none")
        for setting in ShellSetting.all {
            for name in setting.variables + (setting.commonVariable.map { [$0] } ?? []) {
                roff.item(name, setting.summary)
            }
        }
        roff.item("MCSH_HISTORY", "the file of the history; /dev/null for none")
        roff.item("XDG_CONFIG_HOME, XDG_STATE_HOME", "in place of ~/.config and ~/.local/state")
        roff.item("VISUAL, EDITOR", "the editor for a line or a value, as a command line of the shell")
        roff.item("NO_COLOR, TERM", "whether there is colour, if nobody says")
    }
}
