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
        try terminal.expect("flush_all makes every item of all 3 servers expire: 1 item, ")
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

    @Test func aGuardedClusterWantsItsName() throws {
        let session = try TerminalTests.Session()
        let address = session.server.address
        _ = try session.ask("set k v")
        #expect(try session.ask(":set mode guarded") == "")
        for answer in ["y", "", address + "0"] {
            session.terminal.enter("flush_all")
            try session.terminal.expect("Type \(address) to go on: ")
            #expect(try session.ask(answer).contains("not confirmed, so nothing was done"))
        }
        #expect(try session.ask("get k") == "\"v\"\n")
        session.terminal.enter("flush_all")
        try session.terminal.expect("Type \(address) to go on: ")
        #expect(try session.ask(address).contains("OK"))
        #expect(try session.ask("get k") == "MISS\n")
        #expect(try session.ask(":set mode read-only") == "")
        #expect(try session.ask("flush_all").contains("read-only"))
        #expect(try session.ask("set k v").contains("read-only"))
        #expect(try session.leave() == 0)
    }

    @Test func undoAtThePrompt() throws {
        let session = try TerminalTests.Session()
        _ = try session.ask("set k old 1h --flags 3")
        _ = try session.ask("set k new")
        let back = try session.ask("undo")
        #expect(back.hasPrefix("\"old\"  token "))
        #expect(back.contains("flags 3 · expires in "))
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
