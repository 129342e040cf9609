import Foundation
import MemcachedTestSupport
import Testing

/// Values in an editor, at terminals.
@Suite(.serialized) struct EditTests {
    /// Somebody at a terminal, whose editor writes what the test tells it.
    final class Person {
        let terminal: Terminal
        let folder: TemporaryFolder
        private let prompt: String
        private var orders: String { "\(folder.path)/orders" }
        /// Where programs are to put what is only for a while.
        var temporary: String { "\(folder.path)/tmp" }

        /// `script` is what the editor does instead; its `$1` is the file.
        /// `command` is what names the editor, by the path of that script.
        init(
            _ server: MemcachedServer,
            _ arguments: [String] = [],
            script: String? = nil,
            command: (String) -> String = { "sh \($0)" }
        ) throws {
            folder = try TemporaryFolder()
            try FileManager.default.createDirectory(atPath: "\(folder.path)/tmp", withIntermediateDirectories: true)
            guard mkfifo("\(folder.path)/orders", 0o600) == 0 else { throw Child.Problem("no fifo") }
            let waiting = "echo \"the editor has $# files\"\ncat '\(folder.path)/orders' > \"$1\"\n"
            let editor = try folder.file("editor", script ?? waiting)
            prompt = "\(server.address)> "
            terminal = try Terminal(
                ["-s", server.address] + arguments,
                environment: ["HOME": folder.path, "TMPDIR": "\(folder.path)/tmp", "VISUAL": command(editor)]
            )
        }

        func atPrompt() throws -> String { try terminal.expect(prompt) }

        /// Types a line, and returns what is shown up to the next prompt, without the line itself.
        func ask(_ line: String) throws -> String {
            terminal.enter(line)
            return try atPrompt().components(separatedBy: "\n").dropFirst().joined(separator: "\n")
        }

        /// Begins to edit; the editor has the value then.
        func begin(_ line: String = "edit k") throws {
            terminal.enter(line)
            try terminal.expect("the editor has 1 files")
        }

        /// Lets the editor write a text, and end.
        func finish(_ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: orders), options: [])
        }

        /// What is kept of what they typed, by the path that they were told.
        func kept() throws -> String {
            try terminal.expect("what you typed is kept in ")
            let path = try terminal.expect(".txt") + ".txt"
            #expect(path.hasPrefix("\(folder.path)/.local/state/mcsh/edit-"))
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            return try String(contentsOfFile: path, encoding: .utf8)
        }

        func leave() throws {
            terminal.type("\u{4}")
            #expect(try terminal.end() == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
        }
    }

    private static func run(_ server: MemcachedServer, _ words: String...) throws -> Shell.Result {
        try Shell.run(["-s", server.address] + words)
    }

    private static func value(_ server: MemcachedServer, _ key: String = "k") throws -> String {
        try Self.run(server, "-o", "raw", "get", key).text
    }

    private static func hasNearlyAnHour(_ text: String) -> Bool {
        text.contains("expires in 1 h") || text.contains("expires in 59 m")
    }

    /// Neither change is lost without a question.
    @Test func twoPeopleAtOnce() throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "one\ntwo\n", "1h", "--flags", "5")
        let (ada, bob) = (try Person(server), try Person(server))
        _ = try (ada.atPrompt(), bob.atPrompt())
        try ada.begin()
        try bob.begin()
        try bob.finish("one\nTWO\n")
        #expect(try bob.atPrompt().contains("STORED  expires in "))
        try ada.finish("ONE\ntwo\n")
        try ada.terminal.expect("somebody else has changed k meanwhile; theirs is -, yours is +\n")
        #expect(
            try ada.terminal.expect("[w]rite yours over theirs, [e]dit again, or [k]eep theirs? ")
                == "@@ line 1 @@\n- one\n- TWO\n+ ONE\n+ two\n"
        )
        // As long as the question is not answered, nothing is written.
        #expect(try Self.value(server) == "one\nTWO\n")
        ada.terminal.enter("what")
        try ada.terminal.expect("[k]eep theirs? ")
        ada.terminal.enter("e")
        try ada.terminal.expect("the editor has 2 files")
        try bob.begin()
        try bob.finish("one\nTWO\nthree\n")
        _ = try bob.atPrompt()
        try ada.finish("ONE\nTWO\n")
        // It was changed once more, so it is asked once more.
        #expect(try ada.terminal.expect("[k]eep theirs? ").contains("- three"))
        #expect(try Self.value(server) == "one\nTWO\nthree\n")
        ada.terminal.enter("w")
        #expect(try ada.atPrompt().contains("STORED  expires in "))
        #expect(try Self.value(server) == "ONE\nTWO\n")
        let gets = try ada.ask("gets k")
        #expect(gets.contains("flags 5") && Self.hasNearlyAnHour(gets))
        // And it can be taken back: theirs is there again.
        #expect(try ada.ask("undo").contains("edit k is taken back"))
        #expect(try Self.value(server) == "one\nTWO\nthree\n")
        // Who keeps theirs loses nothing of their own either.
        try ada.begin()
        try bob.begin()
        try ada.finish("Ada's\n")
        _ = try ada.atPrompt()
        try bob.finish("Bob's\n")
        try bob.terminal.expect("[k]eep theirs? ")
        bob.terminal.enter("k")
        #expect(try bob.kept() == "Bob's\n")
        #expect(try bob.atPrompt().contains("EXISTS\n  nothing was written"))
        #expect(try Self.value(server) == "Ada's\n")
        try ada.leave()
        try bob.leave()
        server.stop()
    }

    /// Deleted meanwhile; and Ctrl-C at the question is no answer.
    @Test func somebodyDeletesIt() throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old", "1h")
        let person = try Person(server)
        _ = try person.atPrompt()
        try person.begin()
        _ = try Self.run(server, "delete", "k")
        try person.finish("mine\n")
        try person.terminal.expect("k is gone meanwhile: deleted, flushed or evicted\n")
        try person.terminal.expect("[w]rite yours as a new item, [e]dit again, or [k]eep it gone? ")
        person.terminal.type("\u{3}")
        #expect(try person.kept() == "mine")
        #expect(try person.atPrompt().contains("NOT_FOUND"))
        _ = try Self.run(server, "set", "k", "old", "1h")
        try person.begin()
        _ = try Self.run(server, "flush_all")
        try person.finish("mine\n")
        try person.terminal.expect("[k]eep it gone? ")
        person.terminal.enter("w")
        #expect(try person.atPrompt().contains("STORED  expires in "))
        #expect(try Self.value(server) == "mine")
        #expect(Self.hasNearlyAnHour(try person.ask("gets k")))
        #expect(try person.ask("edit nobody").contains("NOT_FOUND\n  there is no nobody; add creates it"))
        try person.leave()
        server.stop()
    }

    /// All bytes survive, and a final line end is there afterwards if it was there before.
    @Test(arguments: [false, true]) func bytesAsTheyAre(endsWithLine: Bool) throws {
        let server = try MemcachedServer()
        let bytes = Data(0...255) + Data(endsWithLine ? "\n".utf8 : "".utf8)
        let stored = try Shell.run(["-s", server.address, "-x", "set", "k"], input: bytes)
        #expect(stored.status == 0)
        // Editors end the last line.
        let script = "{ printf x; cat \"$1\"; } > \"$1.new\"; mv \"$1.new\" \"$1\"; touch \"$1~\"\n"
        let person = try Person(server, script: script)
        _ = try person.atPrompt()
        #expect(try person.ask("edit k").contains("STORED  never expires"))
        #expect(try Self.run(server, "-o", "raw", "get", "k").output == Data("x".utf8) + bytes)
        try person.leave()
        server.stop()
    }

    @Test func nothingIsWritten() throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old")
        let unchanged = try Person(server, script: "stat -c %a \"$1\" \"$(dirname \"$1\")\"; echo \"in $1\"\n")
        _ = try unchanged.atPrompt()
        let shown = try unchanged.ask("edit k")
        #expect(shown.contains("600\n700\nin \(unchanged.temporary)/mcsh-") && shown.contains("/k.txt\n"))
        #expect(shown.hasSuffix("unchanged, so nothing was written\n"))
        #expect(try unchanged.ask("edit k | cat").contains("edit talks with you"))
        try unchanged.leave()
        let failing = try Person(server, script: "exit 3\n")
        _ = try failing.atPrompt()
        #expect(try failing.ask("edit k") == "error: the editor ended with status 3, so k stays as it is\n")
        try failing.leave()
        // What was typed before the editor failed is kept all the same.
        let crashing = try Person(server, script: "echo half > \"$1\"; kill -KILL $$\n")
        _ = try crashing.atPrompt()
        crashing.terminal.enter("edit k")
        #expect(try crashing.kept() == "half")
        #expect(try crashing.atPrompt().contains("error: the editor was ended by signal 9, so k stays as it is"))
        try crashing.leave()
        let reader = try Person(server, ["--read-only"], script: "echo 'it opens' > /dev/tty\n")
        try reader.terminal.expect("read-only> ")
        reader.terminal.enter("edit k")
        #expect(try !reader.terminal.expect("edit can change data, and this session is read-only").contains("opens"))
        try reader.terminal.expect("read-only> ")
        try reader.leave()
        #expect(try Self.value(server) == "old")
        #expect(try Self.run(server, "gets", "k").text == "1\told\n")
        // Nobody is there to edit.
        let script = try Shell.script("edit k\n", servers: [server.address])
        #expect(script.status == 2 && script.errors.contains("edit opens an editor, so it is for a terminal"))
        #expect(try Self.run(server, "edit", "k").status == 2)
        server.stop()
    }

    /// Of an unchanged value the expiry is set all the same, if one was asked for; and that can be taken back.
    @Test func onlyTheExpiry() throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old", "1h", "--flags", "5")
        let person = try Person(server, script: ":\n")
        _ = try person.atPrompt()
        let shown = try person.ask("edit k --ttl 5m")
        #expect(shown == "STORED  expires in 5 m\n  unchanged, and only its expiry was set\n")
        #expect(try person.ask("ttl k").hasPrefix("5 m") || person.ask("ttl k").hasPrefix("4 m"))
        // The item is the same one.
        #expect(try Self.run(server, "gets", "k").text == "2\told\n")
        #expect(try person.ask("undo").contains("edit k is taken back"))
        #expect(Self.hasNearlyAnHour(try person.ask("gets k")))
        try person.leave()
        server.stop()
    }

    /// A look in an editor is no use of the item.
    @Test func theItemIsLeftAlone() throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old")
        let person = try Person(server)
        _ = try person.atPrompt()
        try person.begin()
        #expect(try Self.run(server, "raw", "me k").text.contains(" fetch=no "))
        try person.finish("old\n")
        _ = try person.atPrompt()
        #expect(try Self.run(server, "raw", "me k").text.contains(" fetch=no "))
        try person.leave()
        server.stop()
    }

    /// What the looks at a stale item did to the application is said once, by both.
    @Test func aStaleItem() throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old")
        _ = try Self.run(server, "raw", "md k I T60")
        let person = try Person(server)
        _ = try person.atPrompt()
        person.terminal.enter("edit k")
        let before = try person.terminal.expect("the editor has 1 files")
        let note = "it is stale, and to look at it took the win from the application"
        #expect(before.contains("k: \(note)"))
        try person.finish("new")
        let after = try person.atPrompt()
        #expect(after.contains("STORED") && !after.contains(note))
        _ = try Self.run(server, "raw", "md k I T60")
        person.terminal.enter("watch key k --every 10ms")
        #expect(try person.terminal.expect("  there    ").contains(note))
        _ = try Self.run(server, "append", "k", "er")
        #expect(try !person.terminal.expect("  changed  ").contains(note))
        person.terminal.type("\u{3}")
        #expect(try !person.atPrompt().contains(note))
        try person.leave()
        server.stop()
    }

    /// A server that refuses leaves the older value, and what was typed is kept; so it is when nobody answers.
    @Test func theServerDoesNotTakeIt() throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old")
        let person = try Person(server)
        _ = try person.atPrompt()
        try person.begin()
        let large = String(repeating: "large", count: 300_000)
        try person.finish(large)
        #expect(try person.kept() == large)
        #expect(try person.atPrompt().contains("object too large for cache"))
        #expect(try Self.value(server) == "old")
        try person.begin()
        server.stop()
        try person.finish("mine")
        #expect(try person.kept() == "mine")
        #expect(try person.terminal.expect(" down> ").contains("error: \(server.address): "))
        try person.leave()
    }

    /// Ended from outside, it leaves nothing of the value in a temporary file; but what was typed is kept.
    @Test(arguments: ["TERM", "HUP"]) func theProcessIsEnded(signal: String) throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old")
        let person = try Person(
            server,
            script: "echo half > \"$1\"; mkfifo \"$1.wait\"; kill -\(signal) $PPID; exec cat \"$1.wait\"\n"
        )
        _ = try person.atPrompt()
        person.terminal.enter("edit k")
        #expect(try person.kept() == "half")
        _ = try person.terminal.end()
        #expect(try FileManager.default.contentsOfDirectory(atPath: person.temporary) == [])
        #expect(try Self.value(server) == "old")
        server.stop()
    }

    /// What an editor saves under a name of its own when it is ended is kept, too, and told. What only is what the editor
    /// was given is not.
    @Test(arguments: ["kill -TERM $PPID", "kill -HUP $PPID", "kill -KILL $$", "exit 1"])
    func whatTheEditorSaves(ending: String) throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old")
        let editor = "cp \"$1\" \"$1~\"; echo typed > \"$1.save\"; mkfifo \"$1.wait\"; "
        let person = try Person(server, script: editor + "\(ending); exec cat \"$1.wait\"\n")
        _ = try person.atPrompt()
        person.terminal.enter("edit k")
        try person.terminal.expect("what the editor left is kept in ")
        let path = try person.terminal.expect("/k.txt.save\n") + "/k.txt.save"
        #expect(path.hasPrefix("\(person.folder.path)/.local/state/mcsh/edit-"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "typed\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        if ending.contains("PPID") { _ = try person.terminal.end() } else { _ = try person.atPrompt() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: person.temporary) == [])
        server.stop()
    }

    /// The same of a line of the prompt: what was typed goes with an editor that is ended, but not with one that gives up.
    @Test func whatTheEditorOfALineSaves() throws {
        let server = try MemcachedServer()
        let person = try Person(server, script: "echo 'get other' > \"$1\"; echo how; read word; eval \"$word\"\n")
        _ = try person.atPrompt()
        person.terminal.type("get k\u{18}\u{5}")
        try person.terminal.expect("how\n")
        person.terminal.enter("exit 1")
        #expect(try !person.atPrompt().contains("kept"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: person.temporary) == [])
        person.terminal.type("\u{18}\u{5}")
        try person.terminal.expect("how\n")
        person.terminal.enter("kill -KILL $$")
        try person.terminal.expect("what the editor left is kept in ")
        let path = try person.terminal.expect("/line.mcsh\n") + "/line.mcsh"
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "get other\n")
        // Before the line is there again, keys are the terminal's own.
        _ = try person.atPrompt()
        person.terminal.type("\u{15}")
        try person.leave()
        server.stop()
    }

    /// Ctrl-\ at the question ends the program as it does elsewhere, but not before what was typed is kept.
    @Test func quitAtTheQuestion() throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old")
        let person = try Person(server)
        _ = try person.atPrompt()
        try person.begin()
        _ = try Self.run(server, "set", "k", "theirs")
        try person.finish("mine\n")
        try person.terminal.expect("[k]eep theirs? ")
        person.terminal.type("\u{1c}")
        #expect(try person.kept() == "mine")
        #expect(try person.terminal.end() != 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: person.temporary) == [])
        #expect(try Self.value(server) == "theirs")
        server.stop()
    }

    /// The variable is read as the shell reads it, which git does too; and nothing in it becomes names of files.
    @Test(arguments: ["sh 'EDITOR' 'two  words' '*' \"\"", "WORDS=1 sh 'EDITOR' 'two  words' '*' ''"])
    func theEditorHasQuotes(words: String) throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "k", "old")
        let script = "for word; do echo \"[$word]\"; done\nfor file; do :; done\necho new > \"$file\"\n"
        let person = try Person(server, script: script) { words.replacing("EDITOR", with: $0) }
        _ = try person.atPrompt()
        #expect(try person.ask("edit k").contains("[two  words]\n[*]\n[]\n[\(person.temporary)/mcsh-"))
        #expect(try Self.value(server) == "new")
        try person.leave()
        server.stop()
    }

    @Test func oneCommandAtATerminal() throws {
        let server = try MemcachedServer()
        _ = try Self.run(server, "set", "p:k", "old", "1h")
        let person = try Person(server, ["--prefix", "p:", "@1", "edit", "k", "--ttl", "2h"])
        try person.terminal.expect("the editor has 1 files")
        try person.finish("new\n")
        try person.terminal.expect("STORED  expires in 2 h")
        #expect(try person.terminal.end() == 0)
        #expect(try Self.value(server, "p:k") == "new")
        server.stop()
    }
}
