import MemcachedShell
import MemcachedTestSupport
import Testing

/// Every command's example prints what the command table says.
@Suite struct CommandExampleTests {
    /// Only who types has a history, something to take back, and an editor.
    static let typed = ["history", "undo", "edit"]
    /// These go on until Ctrl-C.
    static let endless = ["watch"]
    static let names = CommandTable.all.map(\.name).filter { !(typed + endless).contains($0) }

    /// To a server of its own, so that tokens are those of the first items.
    @Test(arguments: names)
    func theExample(name: String) throws {
        let transcript = try #require(CommandTable.command(named: name)).transcript
        let server = try MemcachedServer()
        defer { server.stop() }
        let script = transcript.exchanges.map { $0.line + "\n" }.joined()
        let result = try Shell.script(script, servers: [server.address], ["-o", "pretty", "--color", "never"])
        #expect(result.errors == "" && result.status == 0)
        // A port of five digits takes as much room as another.
        let lines = result.text.replacing(server.address, with: "127.0.0.1:11211")
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        #expect(Transcript.matches(lines[...], transcript.printed[...]), "\(lines.joined(separator: "\n"))")
    }

    @Test(arguments: typed)
    func theExampleAtThePrompt(name: String) throws {
        let transcript = try #require(CommandTable.command(named: name)).transcript
        let folder = try TemporaryFolder()
        let editor = try folder.file("editor", "echo more >> \"$1\"\n")
        let session = try TerminalTests.Session(
            environment: ["MCSH_HISTORY": "\(folder.path)/history", "VISUAL": "sh \(editor)"]
        )
        for exchange in transcript.exchanges {
            let shown = try session.ask(exchange.line)
            let lines = shown.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
            #expect(Transcript.matches(lines[...], exchange.printed[...]), "\(shown)")
        }
        #expect(try session.leave() == 0)
    }

    @Test(arguments: endless)
    func theExampleUntilSomebodyEndsIt(name: String) throws {
        let transcript = try #require(CommandTable.command(named: name)).transcript
        let session = try TerminalTests.Session()
        var shown: [String] = []
        for exchange in transcript.exchanges {
            session.terminal.enter(exchange.line)
            var text = ""
            if exchange.printed.contains("^C") {
                text = try session.terminal.expect("  \(session.server.address)\n") + "  127.0.0.1:11211\n"
                session.terminal.type("\u{3}")
            }
            text += try session.terminal.expect(session.prompt)
            shown += text.split(separator: "\n").dropFirst().map(String.init)
        }
        #expect(Transcript.matches(shown[...], transcript.printed[...]), "\(shown.joined(separator: "\n"))")
        #expect(try session.leave() == 0)
    }
}
