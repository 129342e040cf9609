import MemcachedTestSupport
import Testing

/// What stands between a person and a mistake.
@Suite(.serialized) struct SeatBeltTests {
    @Test func whatIsAboutToGoIsTold() throws {
        let servers = [try MemcachedServer(), try MemcachedServer()]
        let silent = try FaultServer("never-answer")
        let list = (servers.map(\.address) + [silent.address]).joined(separator: ",")
        let terminal = try Terminal(["-s", list, "--timeout", "2s"])
        let prompt = "\(servers[0].address) +2> "
        try terminal.expect(prompt)
        terminal.enter("@1 set a 1")
        try terminal.expect("STORED")
        try terminal.expect(prompt)
        terminal.enter("flush_all")
        try terminal.expect("flush_all makes every item of all 3 servers expire: at least 1 item, ")
        try terminal.expect("; 1 server does not tell")
        try terminal.expect("  1  \(servers[0].address)  1 item, ")
        try terminal.expect("  2  \(servers[1].address)  0 items, 0 B")
        try terminal.expect("  3  \(silent.address)")
        try terminal.expect("not known: no answer within 1 s")
        try terminal.expect("Go on? [y/N] ")
        terminal.enter("n")
        try terminal.expect("not confirmed, so nothing was done")
        try terminal.expect(prompt)
        // Ctrl-C is a no, too, also while servers are being asked.
        terminal.enter("flush_all")
        try terminal.expect("[y/N] ")
        terminal.type("\u{3}")
        try terminal.expect("not confirmed, so nothing was done")
        try terminal.expect(prompt)
        terminal.enter("@1 get a")
        try terminal.expect("\"1\"")
        try terminal.expect(prompt)
        terminal.enter("@1 raw flush_all")
        try terminal.expect("raw makes every item of \(servers[0].address) expire: 1 item, ")
        try terminal.expect("[y/N] ")
        terminal.enter("yes")
        try terminal.expect("OK")
        try terminal.expect(prompt)
        terminal.type("\u{4}")
        #expect(try terminal.end() == 0)
        for server in servers { server.stop() }
        silent.stop()
    }

    /// An answer is one only if the question was there before.
    @Test func whatWasTypedAheadIsNoAnswer() throws {
        let session = try TerminalTests.Session()
        _ = try session.ask("set k v")
        session.terminal.type("flush_all\ry\r")
        try session.terminal.expect("[y/N] ")
        #expect(try session.ask("").contains("not confirmed, so nothing was done"))
        #expect(try session.ask("get k") == "\"v\"\n")
        #expect(try session.leave() == 0)
    }

    @Test func aGuardedClusterWantsItsName() throws {
        let server = try MemcachedServer()
        let folder = try TemporaryFolder()
        let file = try folder.file(
            "config.yaml",
            "profiles: {prod: {servers: '\(server.address)', mode: guarded}}\n"
        )
        let environment = ["MCSH_CONFIG": file, "MCSH_PROFILE": "prod"]
        let terminal = try Terminal([], environment: environment)
        try terminal.expect("prod guarded> ")
        terminal.enter("set k v")
        try terminal.expect("STORED")
        try terminal.expect("prod guarded> ")
        for answer in ["y", "", "Prod", "production"] {
            terminal.enter("flush_all")
            try terminal.expect("flush_all makes every item of \(server.address) expire: 1 item, ")
            try terminal.expect("Type prod to go on: ")
            terminal.enter(answer)
            try terminal.expect("not confirmed, so nothing was done")
            try terminal.expect("prod guarded> ")
        }
        terminal.enter("flush_all")
        try terminal.expect("Type prod to go on: ")
        terminal.enter("prod")
        try terminal.expect("OK")
        try terminal.expect("prod guarded> ")
        terminal.enter("get k")
        try terminal.expect("MISS")
        terminal.enter(":set mode free")
        try terminal.expect("prod> ")
        terminal.enter("flush_all")
        try terminal.expect("Go on? [y/N] ")
        terminal.enter("y")
        try terminal.expect("prod> ")
        terminal.type("\u{4}")
        #expect(try terminal.end() == 0)
        // Nobody can be asked in a script; whoever starts it can say that it is meant.
        let script = Array("set k v\nflush_all\nget k\n".utf8)
        let refused = try Shell.run([], input: script, environment: environment)
        #expect(refused.lines == ["STORED", "v"] && refused.status == 2)
        #expect(refused.errors.contains("prod is guarded, so flush_all wants mcsh --yes; nothing was done"))
        let lifting = Array("set k v\n:set mode free\nflush_all\nget k\n".utf8)
        let kept = try Shell.run([], input: lifting, environment: environment)
        #expect(kept.lines == ["STORED", "v"] && kept.status == 2)
        #expect(kept.errors.contains("stdin:2: column 11: away from the prompt, mode only becomes stricter"))
        #expect(kept.errors.contains("stdin:3: prod is guarded, so flush_all wants mcsh --yes"))
        let meant = try Shell.run(["--yes"], input: script, environment: environment)
        #expect(meant.lines == ["STORED", "\(server.address) OK", "MISS"] && meant.status == 0)
        server.stop()
    }

    /// The name stands for its own servers only.
    @Test func aGuardedClusterWantsTheNameOfTheServersThatThereAre() throws {
        let server = try MemcachedServer()
        let folder = try TemporaryFolder()
        let file = try folder.file("config.yaml", "profiles: {prod: {servers: '127.0.0.1:1', mode: guarded}}\n")
        let arguments = ["--profile", "prod", "-s", server.address]
        let terminal = try Terminal(arguments, environment: ["MCSH_CONFIG": file])
        try terminal.expect("prod \(server.address) guarded> ")
        for (answer, result) in [("prod", "not confirmed, so nothing was done"), (server.address, "OK")] {
            terminal.enter("flush_all")
            try terminal.expect("Type \(server.address) to go on: ")
            terminal.enter(answer)
            try terminal.expect(result)
            try terminal.expect("guarded> ")
        }
        terminal.type("\u{4}")
        #expect(try terminal.end() == 0)
        let refused = try Shell.run(arguments + ["flush_all"], environment: ["MCSH_CONFIG": file])
        #expect(refused.errors.contains("\(server.address) is guarded, so flush_all wants mcsh --yes"))
        server.stop()
    }

    @Test func undoAtThePrompt() throws {
        let session = try TerminalTests.Session()
        _ = try session.ask("set k old 1h --flags 3")
        _ = try session.ask("set k new")
        let back = try session.ask("undo")
        #expect(back.hasPrefix("\"old\"  token "))
        #expect(back.contains("flags 3 of no known client · expires in "))
        #expect(back.hasSuffix("  set k is taken back\n"))
        #expect(try session.ask("delete k") == "DELETED\n")
        _ = try Shell.run(["-s", session.server.address, "set", "k", "theirs"])
        let refused = try session.ask("undo")
        #expect(
            refused.hasPrefix("NOT_STORED\n  there is a k again, which undo does not overwrite; it is now \"theirs\"")
        )
        #expect(try session.ask("get k") == "\"theirs\"\n")
        #expect(try session.ask("help undo").contains("once more takes back the one before"))
        session.terminal.type("und\t")
        #expect(try session.ask("").contains("k"))
        #expect(try session.leave() == 0)
        // A script has nothing to take back.
        let script = try Shell.script("set k v\nundo\n", servers: [session.server.address])
        #expect(script.errors.contains("undo is for the prompt"))
    }
}
