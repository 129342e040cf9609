/// The shell itself.
extension HelpTopic {
    static var settings: String {
        let rows = ShellSetting.all.map { "  \(Columns.padded($0.name, to: 15))  \($0.summary)\n" }.joined()
        return """
            ':set' shows all that hold and who says them, ':set NAME VALUE' changes one for
            the session. Those that last are in ~/.config/mcsh/config.yaml, or in
            $XDG_CONFIG_HOME/mcsh/config.yaml, or in the file that $MCSH_CONFIG names:
              defaults:
                timing: on
                history-length: 50000
            The command line is stronger than the environment, that than the profile, that
            than the defaults. The settings:
            \(rows)'help NAME' tells more about one, 'help profiles' about clusters by their names.

            """
    }

    static let profiles = """
        A profile is a cluster with all that belongs to it, in the settings file:
          profiles:
            prod:
              servers: [cache-a:11211, cache-b:11211:2]
              distribution: twemproxy:hash=md5
              prefix: "app:"
              mode: guarded
              prompt-color: red
            staging:
              cluster: nutcracker.yml#pool
        'mcsh --profile prod', or MCSH_PROFILE=prod, uses it; the prompt shows its name
        in its colour. One of \(ShellSetting.sourceNames) says which
        servers it has; any other setting may stand there, too.
        mode: free asks before data are destroyed, guarded wants the cluster's name for
        an answer (and mcsh --yes of a script), read-only refuses to change any.
        A script never runs with a profile that does not exist or has a mistake in it.

        """

    static let editing = """
          Tab, Shift-Tab       completes; again, the next candidate, or the one before
          Up, Down             earlier lines that begin as this one does
          Ctrl-R               searches the history
          Ctrl-X Ctrl-E        opens the line in $EDITOR
          Ctrl-A, Ctrl-E       to the beginning, to the end
          Ctrl-W, Ctrl-U       deletes the word, the line
          Ctrl-L               clears the screen
          Ctrl-C               drops the line, or stops what is running
          Ctrl-D               leaves, on an empty line
        ':set keys vi' edits as vi does; ~/.editrc may bind other keys (see editrc(5)).
        A line that begins with a blank, or seems to hold a password, is not kept in the
        history.

        """

    /// One setting by itself.
    static func page(of setting: ShellSetting) -> String {
        var text = "\(setting.name): \(setting.usage)\n  \(setting.summary)\n"
        if let standard = setting.standard, !standard.isEmpty { text += "  \(standard), if nobody says anything\n" }
        let variables = setting.variables + (setting.commonVariable.map { [$0] } ?? [])
        if !variables.isEmpty { text += "  also said by \(variables.map { "$\($0)" }.joined(separator: ", "))\n" }
        if setting.isFixed { text += "  chosen when the shell starts\n" }
        return text + "  'help settings' tells where it may be said\n"
    }
}

extension ShellSetting {
    /// Those that name the servers, for people.
    static let sourceNames: String = {
        let names = all.filter(\.isSource).map(\.name)
        return names.dropLast().joined(separator: ", ") + (names.last.map { " and \($0)" } ?? "")
    }()
}
