import MemcachedTestSupport
import Testing

/// What a person sees while a long script runs.
@Suite struct ProgressTests {
    /// A script without end, whose answers go nowhere, at a terminal.
    private static func script(_ line: String, _ server: MemcachedServer, columns: UInt16 = 100) throws -> Terminal {
        try Terminal(
            ["-c", "yes '\(line)' | \"$0\" -s \(server.address) > /dev/null", Shell.program],
            columns: columns,
            program: "/bin/sh"
        )
    }

    @Test func whatDoesNotFitIsLeftOut() throws {
        let server = try MemcachedServer()
        let terminal = try Self.script("set k 1", server, columns: 20)
        try terminal.expect("lines")
        terminal.type("\u{3}")
        #expect(try terminal.end() == 130)
        for line in terminal.transcript.split(whereSeparator: \.isNewline) where line.contains("lines") {
            #expect(line.replacing("\u{1b}[K", with: "").split(separator: "\r").allSatisfy { $0.count < 20 })
        }
        server.stop()
    }

    @Test func aLongScriptTellsHowFarItCame() throws {
        let server = try MemcachedServer()
        let terminal = try Self.script("set k 1", server)
        try terminal.expect("lines · ")
        try terminal.expect(" a second")
        // It is written over, and taken away at the end.
        #expect(!terminal.transcript.contains("\n"))
        terminal.type("\u{3}")
        #expect(try terminal.end() == 130)
        let shown = terminal.transcript
        let last = try #require(shown.ranges(of: "\u{1b}[K").last)
        #expect(!shown[last.upperBound...].contains("a second"))
        server.stop()
    }

    @Test func errorsAreCounted() throws {
        let server = try MemcachedServer()
        let terminal = try Self.script("incr nobody x", server)
        try terminal.expect(" errors")
        terminal.type("\u{3}")
        #expect(try terminal.end() == 130)
        server.stop()
    }
}
