import MemcachedShell
import Testing

/// What the completion of other shells is told.
@Suite struct ArgumentCompletionTests {
    static let helpText = """
        OVERVIEW: The memcached shell.

        OPTIONS:
          --profile <name>        A cluster of the settings file.
          -s, --server <list>     Servers: host[:port[:weight]].
          --distribution <name[:key=value,...]>
                                  How keys are spread: as which
                                  client does it.
          --cluster <file[#pool]> Servers and distribution.
          -o, --output <format>   pretty, plain, raw or json.
          --color <when>          auto, always or never.
          -f <file>               Run this script.
          -x, --stdin-value       Read the last argument from standard input.
          -y, --yes               Answer yes.
        """

    static func words(_ line: String) -> [String] {
        let completion = ArgumentCompletion(
            options: CommandLineOption.all(in: helpText),
            profiles: ["prod", "staging"]
        )
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        switch completion.answer(words) {
        case .file: return [":files"]
        case .words(let words): return words.map(\.text)
        }
    }

    @Test func optionsAsTheParserListsThem() {
        let options = CommandLineOption.all(in: Self.helpText)
        #expect(
            options.map(\.names) == [
                ["--profile"], ["-s", "--server"], ["--distribution"], ["--cluster"], ["-o", "--output"], ["--color"],
                ["-f"], ["-x", "--stdin-value"], ["-y", "--yes"],
            ]
        )
        #expect(
            options.map(\.value) == [
                "name", "list", "name[:key=value,...]", "file[#pool]", "format", "when", "file", nil, nil,
            ]
        )
        #expect(options[2].summary == "How keys are spread: as which client does it.")
        #expect(options[3].summary == "Servers and distribution.")
        #expect(CommandLineOption.all(in: "").isEmpty && CommandLineOption.all(in: "  -").count == 1)
    }

    @Test(arguments: [
        ("--pro", ["--profile"]), ("--profile p", ["prod"]), ("--profile ", ["prod", "staging"]), ("-o js", ["json"]),
        ("--output=js", ["--output=json"]), ("--color a", ["auto", "always"]), ("-s ", []), ("-f ", [":files"]),
        ("--cluster x", [":files"]), ("--distribution twem", ["twemproxy"]), ("ge", ["get", "gets", "get_multi"]),
        ("-x ge", ["get", "gets", "get_multi"]), ("-s a:1 stats it", ["items"]), ("-- touc", ["touch"]),
        ("set k v --", ["--flags", "--ttl", "--like", "--type"]), ("set k v --t", ["--ttl", "--type"]),
        ("copy a b --", ["--force", "--ttl"]),
        ("copy a b --force --", ["--ttl"]), ("copy a b --force=", []), ("get ", []), ("help tt", ["ttl"]),
        ("where k --as py", ["python-memcached", "pylibmc", "pymemcache"]), ("frob ", []), ("--frob=x", []),
        ("set 'a ", []), ("set k \"", []), ("-y", ["-y"]),
    ])
    func whatMayStandThere(line: String, words: [String]) {
        #expect(Self.words(line) == words)
    }

    @Test func allStatementsWhereNothingIsTyped() {
        #expect(Self.words("") == CommandTable.all.map(\.name))
        let completion = ArgumentCompletion(options: [], profiles: [])
        #expect(completion.answer([]) == completion.answer([""]))
    }
}

@Suite struct ManualTests {
    static let text = Manual(
        version: "1.2.3",
        usage: "mcsh [options]  the shell",
        options: CommandLineOption.all(in: ArgumentCompletionTests.helpText)
    ).text

    @Test func holdsAllThatTheTablesKnow() {
        func escaped(_ text: String) -> String { text.replacing("-", with: "\\-").replacing("'", with: "\\(aq") }
        for command in CommandTable.all {
            #expect(Self.text.contains(".TP\n\\fB\(escaped(command.usage))\\fR\n"))
            #expect(Self.text.contains(escaped(command.summary)))
        }
        for setting in ShellSetting.all { #expect(Self.text.contains(escaped(setting.summary))) }
        #expect(Self.text.contains(".TP\n\\fB\\-s\\fR, \\fB\\-\\-server\\fR \\fIlist\\fR\n"))
        #expect(Self.text.contains("\\fBMCSH_HISTORY_LENGTH\\fR"))
        #expect(Self.text.contains("0    all well"))
    }

    /// What begins a line with a dot is one of the macros that it means to use.
    @Test func noTextIsTakenForAMacro() {
        let macros: Set<Substring> = [".TH", ".SH", ".SS", ".TP", ".PP", ".nf", ".fi", ".RS", ".RE"]
        for line in Self.text.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
            #expect(macros.contains(line.prefix { $0 != " " }), "\(line)")
        }
        let lines = Self.text.split(separator: "\n")
        #expect(lines.count { $0 == ".RS" } == lines.count { $0 == ".RE" })
        #expect(lines.count { $0 == ".nf" } == lines.count { $0 == ".fi" })
    }
}
