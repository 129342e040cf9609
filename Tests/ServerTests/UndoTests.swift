import Memcached
import MemcachedShell
import MemcachedTestSupport
import NIOCore
import Testing

/// What a prompt takes back, on real servers.
@Suite struct UndoTests {
    typealias Shell = PerformerTests.Shell

    private static func with(
        _ arguments: [String] = [],
        _ body: (Shell, Shell) async throws -> Void
    ) async throws {
        let server = try MemcachedServer(arguments)
        let shell = try Shell([server.address], detail: true, remembers: true)
        // Somebody else.
        let other = try Shell([server.address], detail: true)
        try await body(shell, other)
        await shell.client.shutDown()
        await other.client.shutDown()
        server.stop()
    }

    /// What went wrong with a line, in words.
    private static func message(_ shell: Shell, _ line: String = "undo") async throws -> String {
        try await shell.run(line).failures.first?.failure.message ?? ""
    }

    private static func text(_ item: ItemOutcome) -> String {
        item.value.map { String(buffer: $0) } ?? item.status.rawValue
    }

    /// Each way to change an item, and back.
    @Test(
        arguments: [
            ("set k new", "new"), ("set k new 1h --flags 9", "new"), ("replace k new", "new"), ("append k x", "7x"),
            ("prepend k x", "x7"), ("incr k 5", "12"), ("decr k 5", "2"), ("decr k 9", "0"), ("touch k 1h", "7"),
            ("gat 1h k", "7"), ("delete k", "miss"), ("set_multi k 1 m 2", "1"), ("delete_multi k nobody", "miss"),
            ("cas k new", "new"),
        ]
    )
    func anItemComesBackWhole(line: String, left: String) async throws {
        try await Self.with { shell, other in
            _ = try await shell.run("set k 7 5m --flags 3")
            _ = try await shell.run("gets k")
            #expect(try await shell.run(line).failures.isEmpty)
            let now = try await other.item("get k")
            #expect(Self.text(now) == left)
            let back = try await shell.run("undo")
            #expect(back.failures.isEmpty)
            let item = try await other.item("gets k")
            #expect(Self.text(item) == "7")
            #expect(item.flags == 3)
            let seconds = try #require(item.secondsLeft)
            #expect((270...300).contains(seconds), "\(seconds)")
            // And the statement before that.
            #expect(try await shell.item("undo").status == .deleted)
            #expect(try await other.item("get k").status == .miss)
            #expect(try await Self.message(shell) == "there is nothing to take back")
        }
    }

    /// The last second of memcached's calendar is not taken for one that is over.
    @Test(arguments: ["set k new", "delete k", "touch k 5", "move k other"])
    func theEndOfTheCalendar(line: String) async throws {
        try await Self.with { shell, other in
            _ = try await shell.run("set k old @2147483647")
            _ = try await shell.run("set clock 1 @2147483647")
            let left = try #require(try await other.item("gets clock").secondsLeft)
            #expect(try await shell.run(line).failures.isEmpty)
            // A second begins between what was told and what is given back.
            while try await other.item("gets clock").secondsLeft == left { await Task.yield() }
            #expect(try await shell.run("undo").failures.isEmpty)
            let item = try await other.item("gets k")
            #expect(Self.text(item) == "old")
            #expect((left - 60...left + 2).contains(item.secondsLeft ?? 0))
        }
    }

    @Test func aNumberThatBecomesShorter() async throws {
        try await Self.with { shell, other in
            _ = try await shell.run("set k 100")
            _ = try await shell.run("decr k 91")
            #expect(Self.text(try await other.item("get k")) == "9  ")
            _ = try await shell.run("incr k 1")
            _ = try await shell.run("undo")
            #expect(Self.text(try await other.item("get k")) == "9  ")
            _ = try await shell.run("undo")
            #expect(Self.text(try await other.item("get k")) == "100")
        }
    }

    /// A key that was not there is not there again; and the order is that of a stack, whatever happened between.
    /// A server that was started again counts its tokens from 1, so that a token may be another item's by now.
    @Test(.timeLimit(.minutes(1)))
    func aTokenOfAServerThatWasStartedAgainIsNotTrusted() async throws {
        let server = try MemcachedServer()
        let shell = try Shell([server.address], detail: true, remembers: true)
        let other = try Shell([server.address], detail: true)
        _ = try await shell.run("set k mine")
        let token = try await shell.item("gets k").token
        try server.restart()
        while shell.client.endedConnections(to: 0) == 0 { await Task.yield() }
        _ = try await other.run("set k theirs")
        #expect(try await other.item("gets k").token == token)
        #expect(
            try await Self.message(shell, "cas k again").contains("the connection was lost since the last gets of k")
        )
        #expect(Self.text(try await other.item("get k")) == "theirs")
        _ = try await shell.run("gets k")
        #expect(try await shell.run("cas k again").failures.isEmpty)
        #expect(Self.text(try await other.item("get k")) == "again")
        await shell.client.shutDown()
        await other.client.shutDown()
        server.stop()
    }

    @Test func stepByStep() async throws {
        try await Self.with { shell, other in
            let lines = ["add k a", "append k b", "delete k", "set k c", "incr n", "set n 1", "incr n", "set k d"]
            let values = [
                ["a", "miss"], ["ab", "miss"], ["miss", "miss"], ["c", "miss"], ["c", "1"], ["c", "2"], ["d", "2"],
            ]
            for line in lines { _ = try await shell.run(line) }
            for value in values.reversed() {
                #expect(Self.text(try await other.item("get k")) == value[0])
                #expect(Self.text(try await other.item("get n")) == value[1])
                #expect(try await shell.run("undo").failures.isEmpty)
            }
            #expect(try await other.item("get k").status == .miss)
        }
    }

    @Test(arguments: [
        ("set k mine", "set k theirs", Status.exists, "somebody else has changed k since"),
        ("set k mine", "delete k", .notFound, "k is gone since"),
        ("delete k", "set k theirs", .notStored, "there is a k again"),
        ("touch k 1h", "append k !", .exists, "somebody else has changed k since"),
    ])
    func whatOthersDidStays(own: String, theirs: String, status: Status, note: String) async throws {
        try await Self.with { shell, other in
            _ = try await shell.run("set k old")
            _ = try await shell.run(own)
            _ = try await other.run(theirs)
            let before = Self.text(try await other.item("gets k"))
            let item = try await shell.item("undo")
            #expect(item.status == status)
            #expect(item.note?.hasPrefix(note) == true, "\(item.note ?? "")")
            if status != .notFound { #expect(item.note?.contains("it is now \"\(before)\"  token ") == true) }
            #expect(Self.text(try await other.item("gets k")) == before)
        }
    }

    /// A server that was started again counts its tokens from the beginning, so that somebody else's item comes to have
    /// the token that ours had.
    @Test(arguments: [
        ["set k mine"], ["set k old", "set k mine"], ["set k mine", "append k !"], ["set k 1", "incr k"],
    ])
    func aServerThatWasStartedAgain(lines: [String]) async throws {
        for (value, flags) in [("theirs", 0), ("mine", 7)] {
            let server = try MemcachedServer()
            let shell = try Shell([server.address], detail: true, remembers: true)
            for line in lines { _ = try await shell.run(line) }
            let token = try #require(try await shell.item("gets k").token)
            try server.restart()
            let other = try Shell([server.address], detail: true)
            for _ in 0..<token {
                if try await other.item("gets k").token == token { break }
                _ = try await other.run("set k \(value) --flags \(flags)")
            }
            #expect(try await other.item("gets k").token == token)
            let item = try await shell.item("undo")
            #expect(item.status == .exists)
            #expect(item.note?.hasPrefix("somebody else has changed k since, so nothing was done; it is now") == true)
            #expect(Self.text(try await other.item("get k")) == value)
            await shell.client.shutDown()
            await other.client.shutDown()
            server.stop()
        }
    }

    /// A `touch` leaves the token as it is.
    @Test(arguments: [("touch k 2h", "touch k 10m"), ("gat 2h k", "touch k 0"), ("touch k 0", "gat 10m k")])
    func aTouchOfSomebodyElseStays(own: String, theirs: String) async throws {
        try await Self.with { shell, other in
            _ = try await shell.run("set k old 1h")
            _ = try await shell.run(own)
            _ = try await other.run(theirs)
            let before = try await other.item("gets k").secondsLeft
            let item = try await shell.item("undo")
            #expect(item.status == .exists)
            #expect(item.note?.hasPrefix("somebody else has changed k since") == true, "\(item.note ?? "")")
            let after = try #require(try await other.item("gets k").secondsLeft)
            #expect((after - 2...after + 2).contains(before ?? 0))
        }
    }

    @Test func oneTouchAfterTheOther() async throws {
        try await Self.with { shell, other in
            for line in ["set k old 1h", "touch k 2h", "touch k 0", "gat 4h k"] { _ = try await shell.run(line) }
            for seconds: ClosedRange<Int64> in [-1...(-1), 7190...7200, 3590...3600] {
                #expect(try await shell.item("undo").status == .stored)
                #expect(seconds.contains(try await other.item("gets k").secondsLeft ?? 0))
            }
            #expect(try await shell.item("undo").status == .deleted)
        }
    }

    @Test func aKeyThatWasNotThere() async throws {
        try await Self.with { shell, other in
            _ = try await shell.run("set k mine")
            _ = try await other.run("set k theirs")
            #expect(try await shell.item("undo").status == .exists)
            #expect(Self.text(try await other.item("get k")) == "theirs")
        }
    }

    /// A `set` that is refused deletes the older value: that comes back, too.
    @Test func whatAServerDroppedForAValueThatIsTooLarge() async throws {
        try await Self.with { shell, other in
            _ = try await shell.run("set k old")
            #expect(try await shell.run("set k \(String(repeating: "x", count: 2 << 20))").failures.count == 1)
            #expect(try await other.item("get k").status == .miss)
            #expect(Self.text(try await shell.item("undo")) == "old")
            #expect(Self.text(try await other.item("get k")) == "old")
            // What was refused and harmed nothing is not remembered.
            #expect(try await shell.run("append k \(String(repeating: "x", count: 2 << 20))").failures.count == 1)
            #expect(try await shell.item("undo").status == .deleted)
        }
    }

    @Test func whatCannotBeTakenBack() async throws {
        try await Self.with(["-I", "8m"]) { shell, _ in
            _ = try await shell.run("set a 1")
            _ = try await shell.run("set large \(String(repeating: "x", count: 5 << 20))")
            _ = try await shell.run("delete large")
            _ = try await shell.run("set_multi k 1 k 2")
            _ = try await shell.run("flush_all 3600")
            #expect(
                try await Self.message(shell)
                    == "flush_all cannot be taken back: what it did was not seen; undo again takes back set_multi"
            )
            #expect(try await Self.message(shell).contains("it names a key twice; undo again takes back delete large"))
            #expect(
                try await Self.message(shell).contains(
                    "delete large cannot be taken back: the item, with 5 MB, was too large"
                )
            )
            // What it stored is deleted already.
            #expect(try await shell.item("undo").status == .notFound)
            #expect(try await shell.item("undo").status == .deleted)
        }
    }

    @Test func notElsewhereAndNotWhereNothingMayBeChanged() async throws {
        try await Self.with { shell, other in
            _ = try await shell.run("set k v")
            #expect(try await Self.message(other).contains("for the prompt"))
            shell.performer.settings.isReadOnly = true
            #expect(try await Self.message(shell).contains("read-only"))
        }
    }

    /// A stale item is seen without its win token being taken from the application.
    @Test func aStaleItemStaysStale() async throws {
        try await Self.with { shell, _ in
            _ = try await shell.run("set k old")
            _ = try await shell.run("raw 'md k I T300'")
            _ = try await shell.run("touch k 200")
            guard case .bytes(let bytes, _, _) = try await shell.run("raw 'mg k v'").body else { return }
            #expect(String(decoding: bytes, as: UTF8.self).contains(" W"))
        }
    }

    /// Somebody else writes between the look and the statement: it is done all the same, and never taken back to what it
    /// did not replace.
    @Test(arguments: [("set k new", "ms k 3 C7 c", "set k 0 0 3"), ("delete k", "md k C7", "delete k")])
    func aRaceIsNoticed(line: String, guarded: String, plain: String) async throws {
        let server = try await ScriptedServer { line, _ in
            switch line.split(separator: " ").first {
            case "version": [.send("VERSION 1.6.30\r\n")]
            case "mn": [.send("MN\r\n")]
            case "me": [.send("ME k exp=-1 la=1 cas=7 fetch=no cls=1 size=60\r\n")]
            case "gets": [.send("VALUE k 0 3 7\r\nold\r\nEND\r\n")]
            case "ms" where line.contains(" C"), "md": [.send("EX\(ScriptedServer.opaque(of: line))\r\n")]
            case "ms", "set": []
            case "delete": [.send("DELETED\r\n")]
            case "new": line == "new" ? [] : []
            default: []
            }
        }
        let shell = try Shell(["127.0.0.1:\(server.port)"], remembers: true) { $0.timeout = .milliseconds(300) }
        _ = try await shell.run(line)
        #expect(server.received.contains { $0.hasPrefix(guarded) })
        #expect(server.received.contains(plain))
        let message = try await Self.message(shell)
        #expect(
            message.contains(
                line.hasPrefix("set") ? "nobody knows whether it was done" : "changed it at the same moment"
            )
        )
        await shell.client.shutDown()
        await server.stop()
    }

    /// Where all tokens are 0, nothing tells whether somebody else has changed an item.
    @Test func aServerWithoutTokens() async throws {
        try await Self.with(["-C"]) { shell, other in
            for line in ["set k 1", "set k 2", "incr k 1", "delete k"] {
                let outcome = try await shell.run(line)
                #expect(outcome.failures.isEmpty)
                #expect(try await Self.message(shell).contains("hands out no tokens (memcached -C)"))
            }
            #expect(try await other.item("get k").status == .miss)
        }
    }

    /// Without meta commands nobody tells when an item expires, so nothing is asked and nothing is promised.
    @Test func aServerOfAnotherTime() async throws {
        let server = try await ScriptedServer { line, _ in
            switch line.split(separator: " ").first {
            case "version": [.send("VERSION 1.4.39\r\n")]
            case "delete": [.send("DELETED\r\n")]
            default: [.send("ERROR\r\n")]
            }
        }
        let shell = try Shell(["127.0.0.1:\(server.port)"], remembers: true)
        #expect(try await shell.item("delete k").status == .deleted)
        #expect(server.received == ["version", "delete k"])
        let message = try await Self.message(shell)
        #expect(message.hasSuffix("does not tell of items by meta commands"))
        await shell.client.shutDown()
        await server.stop()
    }

    /// A server that does not answer is waited for once.
    @Test func aServerThatDoesNotAnswer() async throws {
        let server = try await ScriptedServer { line, _ in
            switch line {
            case "version": [.send("VERSION 1.6.30\r\n")]
            case "mn": [.send("MN\r\n")]
            default: []
            }
        }
        let shell = try Shell(["127.0.0.1:\(server.port)"], remembers: true) { $0.timeout = .milliseconds(200) }
        let failure = try #require(try await shell.run("set k v").failures.first?.failure)
        #expect(failure.kind == .timeout)
        #expect(failure.message.contains("nothing was sent"))
        #expect(!server.received.contains { $0.contains("set k") || $0.hasPrefix("ms") })
        await shell.client.shutDown()
        await server.stop()
    }
}
