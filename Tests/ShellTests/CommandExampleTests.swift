import MemcachedShell
import MemcachedTestSupport
import Testing

/// Every command's example prints what the command table says.
@Suite struct CommandExampleTests {
    /// Only who types has a history, and something to take back.
    static let typed = ["history", "undo"]
    static let names = CommandTable.all.map(\.name).filter { !typed.contains($0) }

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
        let session = try TerminalTests.Session(environment: ["MCSH_HISTORY": "\(folder.path)/history"])
        for exchange in transcript.exchanges {
            let shown = try session.ask(exchange.line)
            #expect(shown == exchange.printed.map { $0 + "\n" }.joined())
        }
        #expect(try session.leave() == 0)
    }
}
