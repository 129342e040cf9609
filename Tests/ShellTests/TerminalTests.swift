import Foundation
import MemcachedTestSupport
import Testing

/// The built program at a terminal, as a person has it.
@Suite(.serialized) struct TerminalTests {
    /// One server, a history of its own, and the program at its prompt.
    final class Session {
        let server: MemcachedServer
        let folder: TemporaryFolder
        let terminal: Terminal

        var history: String { (try? String(contentsOfFile: "\(folder.path)/history", encoding: .utf8)) ?? "" }
        var prompt: String { "\(server.address)> " }

        init(_ arguments: [String] = [], environment: [String: String] = [:], columns: UInt16 = 100) throws {
            server = try MemcachedServer()
            folder = try TemporaryFolder()
            terminal = try Terminal(
                ["-s", server.address] + arguments,
                environment: ["MCSH_HISTORY": "\(folder.path)/history"].merging(environment) { $1 },
                columns: columns
            )
            try terminal.expect(prompt)
        }

        /// Types a line, and returns what is shown up to the next prompt, without the line itself.
        func ask(_ line: String) throws -> String {
            terminal.enter(line)
            let shown = try terminal.expect(prompt)
            return shown.components(separatedBy: "\n").dropFirst().joined(separator: "\n")
        }

        func leave() throws -> Int32 {
            terminal.type("\u{4}")
            let status = try terminal.end()
            server.stop()
            return status
        }
    }

    @Test func theWalkThrough() throws {
        let session = try Session()
        #expect(try session.ask("set order 第一|").hasPrefix("STORED  token "))
        #expect(try session.ask("append order 追加第二个") == "STORED\n")
        #expect(try session.ask("prepend order 我是零个") == "STORED\n")
        #expect(try session.ask("get order") == "\"我是零个第一|追加第二个\"\n")
        #expect(
            try session.ask("add order 1") == "NOT_STORED\n  order exists already, and add never overwrites; set does\n"
        )
        #expect(try session.ask("replace nobody 1").contains("nobody does not exist, and replace never creates"))
        #expect(try session.ask("set_multi a 1 b 2") == "a  STORED\nb  STORED\n")
        #expect(try session.ask("get_multi a b c") == "a  \"1\"\nb  \"2\"\nc  MISS\n")
        #expect(try session.ask("incr a 9") == "10\n")
        #expect(try session.ask("decr a 5") == "5\n")
        #expect(try session.ask("delete_multi a b") == "a  DELETED\nb  DELETED\n")
        #expect(try session.ask("delete a") == "NOT_FOUND\n  there is no a\n")
        #expect(try session.ask("set session x 90s").hasPrefix("STORED"))
        #expect(try session.ask("gets session").contains("expires in 1 m"))
        #expect(try session.ask("help set").contains("set KEY VALUE [TTL] [--flags N]"))
        #expect(try session.ask("frob").contains("error: column 1: there is no command 'frob'"))
        #expect(try session.leave() == 0)
    }

    /// What takes long is told; all that is done, if somebody wants to know.
    @Test func howLongItTook() throws {
        let session = try Session(["--timeout", "300ms"])
        #expect(try session.ask("get k") == "MISS\n")
        session.server.pause()
        session.terminal.enter("get k")
        try session.terminal.expect("no answer within 300 ms")
        try session.terminal.expect(" ms)\n")
        try session.terminal.expect("down> ")
        session.server.resume()
        session.terminal.enter(":set timing on")
        try session.terminal.expect("down> ")
        #expect(try session.ask("get k").hasPrefix("MISS\n("))
        #expect(try session.ask("get k").hasSuffix(" ms)\n"))
        #expect(try session.ask("help quit").contains("ms)") == false)
        #expect(try session.ask(":set output plain") == "")
        #expect(try session.ask("get k") == "MISS\n")
        #expect(try session.leave() == 0)
    }

    @Test func aLostRaceIsExplained() throws {
        let session = try Session()
        _ = try session.ask("set product_count 900")
        #expect(try session.ask("cas product_count 899").contains("run 'gets product_count' first"))
        #expect(try session.ask("gets product_count").contains("\"900\"  token "))
        _ = try Shell.run(["-s", session.server.address, "set", "product_count", "899"])
        let lost = try session.ask("cas product_count 899")
        #expect(lost.hasPrefix("EXISTS\n  somebody changed product_count"))
        _ = try session.ask("gets product_count")
        #expect(try session.ask("cas product_count 898") == "STORED\n")
        #expect(try session.leave() == 0)
    }

    @Test func wideCharactersAreEdited() throws {
        let session = try Session()
        // Backspace takes a whole character, arrows step over one.
        session.terminal.type("set k 第一第二\u{7f}\u{1b}[D\u{1b}[DX😀")
        #expect(try session.ask("").hasPrefix("STORED"))
        #expect(try session.ask("get k") == "\"第X😀一第\"\n")
        #expect(try session.leave() == 0)
    }

    /// The editor knows characters only: what it would alter is not stored.
    @Test func bytesThatAreNoCharacters() throws {
        let session = try Session()
        session.terminal.type(bytes: Array("set k '".utf8) + [0xe9, 0x74, 0xe9] + Array("'".utf8))
        #expect(try session.ask("").contains("the line was not UTF-8, so nothing was done"))
        #expect(try session.ask("get k") == "MISS\n")
        #expect(try session.ask("set k \"\\xe9\"").hasPrefix("STORED"))
        #expect(try session.ask("get k") == "\"\\xE9\"\n")
        #expect(try session.leave() == 0)
    }

    @Test func tabCompletes() throws {
        let session = try Session()
        session.terminal.type("ver\t")
        try session.terminal.expect("verbosity  how much each server logs")
        session.terminal.type("s\t\r")
        try session.terminal.expect("1.6")
        try session.terminal.expect(session.prompt)
        session.terminal.type("stats set\t\r")
        try session.terminal.expect("maxbytes")
        try session.terminal.expect(session.prompt)
        session.terminal.type("set k v --fl\t7\r")
        try session.terminal.expect("STORED")
        try session.terminal.expect(session.prompt)
        #expect(try session.ask("get k").contains("flags 7"))
        #expect(try session.leave() == 0)
    }

    @Test func controlCDropsTheLineAndNeverLeaves() throws {
        let session = try Session()
        session.terminal.type("set k nev")
        try session.terminal.expect("nev")
        session.terminal.type("\u{3}")
        try session.terminal.expect("^C")
        try session.terminal.expect(session.prompt)
        session.terminal.type("\u{3}")
        try session.terminal.expect(session.prompt)
        #expect(try session.ask("get k") == "MISS\n")
        #expect(try session.leave() == 0)
    }

    @Test(arguments: ["get k", "set k v", "raw stats", "stats", "version"])
    func controlCStopsWhatIsRunning(statement: String) throws {
        let server = try FaultServer("never-answer")
        let terminal = try Terminal(["-s", server.address, "--timeout", "60s"])
        let prompt = "\(server.address)"
        try terminal.expect(prompt)
        for _ in 0..<2 {
            terminal.enter(statement)
            try terminal.expect(statement)
            // The line is taken when the terminal is no longer in the editor's hands; then it runs.
            try terminal.expect("\n")
            terminal.type("\u{3}")
            try terminal.expect("interrupted", within: 5)
            try terminal.expect(prompt)
        }
        terminal.type("\u{4}")
        #expect(try terminal.end() == 0)
        server.stop()
    }

    /// Ctrl-C ends the statement that runs, on all servers, and not a part of the next one.
    @Test func controlCEndsOneStatementOnly() throws {
        let silent = try FaultServer("never-answer")
        let servers = try (0..<4).map { _ in try MemcachedServer() }
        let list = ([silent.address] + servers.map(\.address)).joined(separator: ",")
        let terminal = try Terminal(["-s", list, "--timeout", "60s"])
        let prompt = "\(silent.address) +4> "
        try terminal.expect(prompt)
        for _ in 0..<3 {
            terminal.enter("version")
            try terminal.expect("version")
            try terminal.expect("\n")
            terminal.type("\u{3}")
            try terminal.expect("interrupted", within: 5)
            try terminal.expect(prompt)
            for (index, server) in servers.enumerated() {
                terminal.enter("@\(index + 2) verbosity 0")
                try terminal.expect("\(index + 2)  \(server.address)  OK")
                try terminal.expect(prompt)
            }
        }
        terminal.type("\u{4}")
        #expect(try terminal.end() == 0)
        silent.stop()
        for server in servers { server.stop() }
    }

    @Test func anOpenQuoteGoesOnOnTheNextLine() throws {
        let session = try Session()
        session.terminal.enter("set k \"one")
        try session.terminal.expect("... ")
        #expect(try session.ask("two\"").hasPrefix("STORED"))
        #expect(try session.ask("get k") == "\"one\\ntwo\"\n")
        session.terminal.enter("set k 'three")
        try session.terminal.expect("... ")
        session.terminal.type("\u{3}")
        try session.terminal.expect(session.prompt)
        #expect(try session.ask("get k") == "\"one\\ntwo\"\n")
        #expect(session.history == "set k \"one\\\ntwo\"\nget k\n")
        #expect(try session.leave() == 0)
    }

    @Test func historyPersists() throws {
        let session = try Session()
        _ = try session.ask("set k first")
        _ = try session.ask(" set k hidden")
        _ = try session.ask("get k")
        _ = try session.ask("get k")
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(session.folder.path)/history")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(session.history == "set k first\nget k\n")
        // Another session finds it with the arrow keys, and adds to it.
        let other = try Terminal(
            ["-s", session.server.address],
            environment: ["MCSH_HISTORY": "\(session.folder.path)/history"]
        )
        try other.expect(session.prompt)
        other.type("\u{1b}[A\u{1b}[A")
        try other.expect("set k first")
        other.type("\r")
        try other.expect("STORED")
        other.enter("history")
        try other.expect("1  set k first\n2  get k\n3  set k first\n4  history\n")
        other.type("\u{4}")
        #expect(try other.end() == 0)
        _ = try session.ask("version")
        #expect(session.history == "set k first\nget k\nset k first\nhistory\nversion\n")
        #expect(try session.leave() == 0)
    }

    /// The file is everybody's: how many lines a session keeps says nothing about those that others wrote.
    @Test(arguments: [("0", 20_000, 20_000), ("5", 14_000, 14_000), ("5", 20_000, 10_000), ("12000", 20_000, 12_000)])
    func aShortHistoryTakesNothingFromOthers(length: String, count: Int, kept: Int) throws {
        let folder = try TemporaryFolder()
        let lines = (1...count).map { "get key\($0)\n" }
        let file = try folder.file("history", lines.joined())
        let terminal = try Terminal(
            ["-s", "127.0.0.1:1"],
            environment: ["MCSH_HISTORY": file, "MCSH_HISTORY_LENGTH": length]
        )
        try terminal.expect("127.0.0.1:1> ")
        terminal.type("\u{4}")
        #expect(try terminal.end() == 0)
        let left = try String(contentsOfFile: file, encoding: .utf8)
        #expect(left == lines.suffix(kept).joined(), "\(left.count) bytes are left")
    }

    @Test func aHistoryThatCannotBeIsToldOnce() throws {
        let session = try Session(environment: ["MCSH_HISTORY": "/proc/nowhere/history"])
        let first = try session.ask("get k")
        #expect(first.hasSuffix("MISS\n"))
        #expect(try session.ask("get k2") == "MISS\n")
        #expect(try session.leave() == 0)
    }

    @Test func destructionIsConfirmed() throws {
        let session = try Session()
        _ = try session.ask("set k v")
        session.terminal.enter("flush_all")
        try session.terminal.expect("makes every item of \(session.server.address) expire: 1 item, ")
        #expect(try session.ask("n").contains("not confirmed, so nothing was done"))
        #expect(try session.ask("get k") == "\"v\"\n")
        session.terminal.enter("flush_all")
        try session.terminal.expect("[y/N] ")
        #expect(try session.ask("y").contains("OK"))
        #expect(try session.ask("get k") == "MISS\n")
        #expect(try session.leave() == 0)
    }

    @Test func thePromptSaysWhetherAServerIsDown() throws {
        let servers = [try MemcachedServer(), try MemcachedServer()]
        let terminal = try Terminal(["-s", servers.map(\.address).joined(separator: ",")])
        try terminal.expect("\(servers[0].address) +1> ")
        servers[1].stop()
        terminal.enter("get_multi " + (0..<30).map { "k\($0)" }.joined(separator: " "))
        try terminal.expect("\(servers[1].address) is down (connection refused); its keys go to other servers")
        try terminal.expect("\(servers[0].address) +1 1 down> ")
        try servers[1].restart()
        terminal.enter("version")
        try terminal.expect("\(servers[1].address) is back")
        try terminal.expect("\(servers[0].address) +1> ")
        terminal.enter("quit")
        #expect(try terminal.end() == 0)
        for server in servers { server.stop() }
    }

    @Test func aTerminalThatCanDoNothing() throws {
        let session = try Session(environment: ["TERM": "dumb"])
        #expect(try session.ask("get k").contains("MISS"))
        #expect(!session.terminal.transcript.contains("\u{1b}"))
        #expect(try session.leave() == 0)
        let plain = try Session(environment: ["NO_COLOR": "1"])
        #expect(try plain.ask("get k") == "MISS\n")
        #expect(!plain.terminal.transcript.contains("\u{1b}[3"))
        #expect(try plain.leave() == 0)
        let narrow = try Session(columns: 20)
        for columns: UInt16 in [60, 10, 1, 80] {
            // Where a line is broken, the prompt comes again; the answers come once.
            narrow.terminal.enter("get k\(columns)")
            try narrow.terminal.expect("MISS")
            narrow.terminal.resize(columns: columns, rows: 10)
        }
        narrow.terminal.enter("quit")
        #expect(try narrow.terminal.end() == 0)
        narrow.server.stop()
    }

    @Test func nothingFromAServerDrivesTheTerminal() throws {
        for format in ["pretty", "plain", "raw", "json"] {
            for scenario in ["escape-in-value", "escape-in-line"] {
                let server = try FaultServer(scenario)
                let terminal = try Terminal(["-s", server.address, "-o", format, "--color", "never"])
                for line in ["get k", "gets a b", "stats", "version"] {
                    try terminal.expect("\(server.address)> ")
                    terminal.enter(line)
                }
                try terminal.expect("\(server.address)> ")
                terminal.type("\u{4}")
                #expect(try terminal.end() == 0)
                let sequences = ["\u{1b}[31m", "\u{1b}]0;", "\u{1b}[?1049h", "\u{9b}", "\u{202e}"]
                for sequence in sequences { #expect(!terminal.transcript.contains(sequence), "\(format) \(scenario)") }
                server.stop()
            }
        }
    }
}
