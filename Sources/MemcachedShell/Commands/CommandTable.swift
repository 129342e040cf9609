import Memcached

/// THE table: every command the shell knows. To add one, add a row.
package enum CommandTable {
    package static let all: [CommandSpec] =
        reading + storing + transferring + several + servers + dialogues + shell

    /// The command of this name, in whatever case.
    package static func command(named name: String) -> CommandSpec? {
        byName[name] ?? byName[name.lowercased()]
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// What to say of a name that is none.
    package static func unknown(_ name: String) -> String {
        let shown = Escaping.text(name.utf8.prefix(60))
        if ["exit", "bye", "logout"].contains(name.lowercased()) {
            return "there is no command '\(shown)'; 'quit' leaves"
        }
        let known = all.first { $0.otherNames.contains(name.lowercased()) }?.name
        guard let nearest = known ?? NearestName.of(name.lowercased(), among: all.map(\.name)) else {
            return "there is no command '\(shown)'; 'help' lists those there are"
        }
        return "there is no command '\(shown)'; did you mean '\(nearest)'?"
    }
}
