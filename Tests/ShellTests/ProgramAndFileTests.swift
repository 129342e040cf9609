import Foundation
import MemcachedTestSupport
import Testing

/// What a person connects statements with at the prompt.
@Suite(.serialized) struct ProgramAndFileTests {
    /// The program at its prompt, and a folder that files are named in as `D/NAME`.
    private final class Session {
        let shell: TerminalTests.Session

        init(_ arguments: [String] = [], environment: [String: String] = [:]) throws {
            let folder = try TemporaryFolder()
            self.folder = folder
            shell = try TerminalTests.Session(
                arguments,
                environment: ["HOME": folder.path].merging(environment) { $1 },
                columns: 150
            )
        }

        let folder: TemporaryFolder

        func ask(_ line: String) throws -> String {
            try shell.ask(line).replacingOccurrences(of: folder.path, with: "~")
        }

        func bytes(_ name: String) -> [UInt8]? {
            FileManager.default.contents(atPath: "\(folder.path)/\(name)").map { Array($0) }
        }

        func write(_ bytes: [UInt8], to name: String) throws {
            try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
        }
    }

    @Test func aProgramReadsTheAnswer() throws {
        let session = try Session()
        _ = try session.ask("set k 'b a'")
        #expect(try session.ask("get k | tr ' ' '\\n' | sort").hasPrefix("a\nb\n"))
        #expect(try session.ask("get k nobody | cat").hasPrefix("b a\nMISS\n"))
        #expect(try session.ask("stats | head -1").contains(" pid "))
        #expect(try session.ask("get nobody | cat") == "MISS\nso 'cat' was not started\n")
        #expect(try session.ask("get k | exit 3").hasSuffix("'exit 3' ended with status 3\n"))
        #expect(try session.ask("get k | kill -9 $$").contains("was ended by signal 9"))
        #expect(try session.ask("get k | false | true").contains("status") == false)
        #expect(try session.ask("frob | cat").contains("there is no command 'frob'"))
        #expect(try session.ask("get k |").contains("a program must follow |"))
        #expect(try session.ask("| cat").contains("a statement must stand before it"))
        // Formats for programs stay as they were chosen.
        _ = try session.ask(":set output json")
        #expect(try session.ask("get k | cat").hasPrefix("{\"command\":\"get\""))
        #expect(try session.shell.leave() == 0)
    }

    @Test func controlCIsTheProgramsOwn() throws {
        let session = try Session()
        let terminal = session.shell.terminal
        _ = try session.ask("set k v")
        for _ in 0..<2 {
            terminal.enter("get k | (echo begun; exec sleep 1000)")
            try terminal.expect("begun\n")
            terminal.type("\u{3}")
            try terminal.expect(session.shell.prompt)
        }
        // One that acts upon it goes on.
        terminal.enter("get k | trap 'echo heard; exit 4' INT; echo begun; while :; do :; done")
        try terminal.expect("begun\n")
        terminal.type("\u{3}")
        try terminal.expect("heard")
        try terminal.expect("ended with status 4")
        try terminal.expect(session.shell.prompt)
        #expect(try session.ask("get k") == "\"v\"\n")
        #expect(try session.shell.leave() == 0)
    }

    /// A program that leaves the terminal in another mode, or in the hands of another group, is tidied up after.
    @Test func theTerminalIsGivenBack() throws {
        let session = try Session()
        _ = try session.ask("set k v")
        let before = try session.ask("get k | stty -a < /dev/tty")
        _ = try session.ask("get k | stty raw -echo < /dev/tty")
        #expect(try session.ask("get k | stty -a < /dev/tty") == before)
        #expect(before.contains(" echo ") && before.contains(" icanon "))
        #expect(try session.ask("get k") == "\"v\"\n")
        #expect(try session.shell.leave() == 0)
    }

    @Test func filesHoldTheExactBytes() throws {
        let session = try Session()
        let bytes: [UInt8] = [0, 0xff, 0x0d, 0x0a, 0x1b]
        try session.write(bytes, to: "in")
        #expect(try session.ask("set k 5m --flags 3 < ~/in").hasPrefix("STORED"))
        #expect(try session.ask("gets k").contains("flags 3 of no known client · expires in "))
        #expect(try session.ask("get k > ~/out") == "5 bytes to ~/out\n")
        #expect(session.bytes("out") == bytes)
        #expect(try session.ask("get k >> ~/out") == "5 bytes added to ~/out\n")
        #expect(session.bytes("out") == bytes + bytes)
        // What brings nothing takes nothing.
        #expect(try session.ask("get nobody > ~/out") == "nobody: MISS\nnothing was written to ~/out\n")
        #expect(session.bytes("out") == bytes + bytes)
        #expect(try session.ask("get nobody > ~/new").contains("nothing was written"))
        #expect(session.bytes("new") == nil)
        // A link that points nowhere is somebody's.
        let link = "\(session.folder.path)/link"
        #expect(symlink("target", link) == 0)
        #expect(try session.ask("get nobody > ~/link").contains("nothing was written"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "target")
        #expect(try session.ask("get k nobody > ~/out") == "nobody: MISS\n5 bytes to ~/out\n")
        _ = try session.ask("set empty ''")
        #expect(try session.ask("get empty > ~/out") == "0 bytes to ~/out\n")
        #expect(session.bytes("out") == [])
        #expect(try session.ask("set n 41 > ~/out") == "7 bytes to ~/out\n")
        #expect(try session.ask("incr n > ~/out") == "2 bytes to ~/out\n")
        #expect(session.bytes("out") == Array("42".utf8))
        #expect(try session.shell.leave() == 0)
    }

    @Test func filesThatCannotBe() throws {
        let session = try Session()
        try FileManager.default.createDirectory(atPath: "\(session.folder.path)/d", withIntermediateDirectories: false)
        // More than the server takes, and nothing of it on the disk.
        let large = open("\(session.folder.path)/large", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        #expect(ftruncate(large, 1 << 40) == 0)
        close(large)
        _ = try session.ask("set k v")
        #expect(try session.ask("set k < ~/nothing") == "error: ~/nothing: No such file or directory\n")
        #expect(try session.ask("set k < ~/d") == "error: ~/d: Is a directory\n")
        #expect(
            try session.ask("set k < ~/large").contains(
                "it has 1099511627776 bytes, and \(session.shell.server.address)"
            )
        )
        #expect(try session.ask("set k < /dev/zero").contains("it has more than 1048576 bytes"))
        #expect(try session.ask("get k > ~/d") == "error: ~/d: Is a directory; nothing was sent\n")
        #expect(try session.ask("incr k > ~/nowhere/x").contains("No such file or directory; nothing was sent"))
        #expect(try session.ask("get k > /dev/full").contains("No space left on device; 0 of 1 bytes were written"))
        #expect(try session.ask("get < ~/large").contains("get takes no VALUE"))
        // The older value has survived all of it.
        #expect(try session.ask("get k") == "\"v\"\n")
        #expect(try session.shell.leave() == 0)
    }

    /// A pipe with a name that nobody else opens.
    @Test func controlCEndsAWaitForAFile() throws {
        let session = try Session()
        #expect(mkfifo("\(session.folder.path)/fifo", 0o600) == 0)
        let terminal = session.shell.terminal
        for line in ["set k < ~/fifo", "version > ~/fifo"] {
            terminal.enter(line)
            try terminal.expect(line)
            try terminal.expect("\n")
            terminal.type("\u{3}")
            try terminal.expect("error: \(session.folder.path)/fifo: ", within: 5)
            try terminal.expect(session.shell.prompt)
        }
        #expect(try session.shell.leave() == 0)
    }

    @Test func aLongAnswerIsPaged() throws {
        let session = try Session(environment: ["MCSH_PAGER": "sed 's/^/paged: /'"])
        #expect(try session.ask("stats").contains("paged:    pid "))
        #expect(try session.ask("get nobody") == "MISS\n")
        #expect(try session.ask(":set pager").hasPrefix("\"sed 's/^/paged: /'\""))
        _ = try session.ask(":set pager off")
        #expect(!(try session.ask("stats").contains("paged")))
        // One that is not there does not swallow the answer.
        _ = try session.ask(":set pager '/nonexistent/pager'")
        #expect(try session.ask("stats").contains("curr_items"))
        #expect(try session.shell.leave() == 0)
    }

    /// In a script, data must never start a program.
    @Test func scriptsKnowNoneOfIt() throws {
        let server = try MemcachedServer()
        let folder = try TemporaryFolder()
        let script = "set k v | touch \(folder.path)/a\nget k > \(folder.path)/b\nset k < /etc/passwd\nset k '|' 5m\n"
        for arguments in [[], ["-o", "json"]] {
            let result = try Shell.script(script, servers: [server.address], arguments)
            #expect(result.status == 2)
            for line in ["stdin:1: column 9: | is", "stdin:2: column 7: > is", "stdin:3: column 7: < is"] {
                #expect(result.errors.contains("\(line) reserved for programs and files; in quotes it is a word"))
            }
        }
        let expression = try Shell.run(["-s", server.address, "-e", "get k > \(folder.path)/b"])
        #expect(expression.status == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        // On a command line they are the words of whoever calls.
        #expect(try Shell.run(["-s", server.address, "get", ">"]).text == "MISS\n")
        server.stop()
    }
}
