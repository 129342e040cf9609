/// Something that `help` tells about, beside the commands and the distributions.
package struct HelpTopic: Sendable {
    package let name: String
    package let summary: String
    /// As it is shown. Where a table knows it, it is made from the table.
    private let page: @Sendable () -> String

    init(_ name: String, _ summary: String, _ page: @escaping @Sendable () -> String) {
        self.name = name
        self.summary = summary
        self.page = page
    }

    package var text: String { page() }

    /// All of them, in the order in which `help` lists them. One that is called like a command stands below its page.
    package static let all = [
        HelpTopic("statements", "all of them, a line each") { Help.statements },
        HelpTopic("quoting", "words, quotes, comments, and one server only") { quoting },
        HelpTopic("keys", "what a key may be, and prefixes") { keys },
        HelpTopic("ttl", "when items expire") { ttl },
        HelpTopic("cas", "to change what nobody else has changed") { cas },
        HelpTopic("servers", "how servers are written, and which ones are used") { servers },
        HelpTopic("distributions", "whose keys are where") { DistributionHelp.overview },
        HelpTopic("output", "how answers are printed") { output },
        HelpTopic("values", "what a value means, and how it is shown") { values },
        HelpTopic("pipes", "programs and files that answers go to and values come from") { pipes },
        HelpTopic("scripts", "statements from a file, a pipe or another program") { scripts },
        HelpTopic("status", "what the program says at its end") { status },
        HelpTopic("settings", "what ':set' and the settings file know") { settings },
        HelpTopic("profiles", "clusters by their names") { profiles },
        HelpTopic("editing", "keys of the keyboard") { editing },
    ]

    package static func named(_ name: String) -> HelpTopic? { all.first { $0.name == name } }
}
