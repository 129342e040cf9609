import Foundation
import MemcachedTestSupport
import Testing

/// An item that is watched, by the built program.
@Suite(.serialized) struct WatchTests {
    private static func run(_ server: MemcachedServer, _ words: String...) throws {
        _ = try Shell.run(["-s", server.address] + words)
    }

    @Test func atThePrompt() throws {
        let session = try TerminalTests.Session()
        let (server, terminal) = (session.server, session.terminal)
        terminal.enter("watch key k --every 10ms")
        try terminal.expect("  none     \(server.address)\n")
        try Self.run(server, "set", "k", "one\ntwo\n", "--flags", "3")
        try terminal.expect("  stored   token 1  flags 3  8 B  never expires  \(server.address)\n")
        try Self.run(server, "set", "k", "one\n2\n", "1h")
        try terminal.expect("  changed  token 2  flags 0  6 B  expires in ")
        try terminal.expect("  @@ line 1 @@\n    one\n  - two\n  + 2\n")
        try Self.run(server, "touch", "k", "2h")
        try terminal.expect("  touched  token 2  6 B  expires in ")
        try Self.run(server, "delete", "k")
        try terminal.expect("  gone     \(server.address)\n")
        terminal.type("\u{3}")
        try terminal.expect("^C\n4 changes in ")
        try terminal.expect(session.prompt)
        // It did not count as a use of anything.
        #expect(try session.ask("set k v").hasPrefix("STORED"))
        terminal.enter("watch key k")
        try terminal.expect("  there    token 3  1 B")
        terminal.type("\u{3}")
        try terminal.expect("0 changes in ")
        try terminal.expect(session.prompt)
        #expect(try session.ask("raw \"me k\"").contains(" fetch=no "))
        #expect(try session.ask("watch key k | cat").contains("watch talks with you"))
        #expect(try session.leave() == 0)
    }

    /// A line at once for each change, for a program that reads.
    @Test func throughAPipe() throws {
        let server = try MemcachedServer()
        try Self.run(server, "set", "k", "a")
        let program = Process()
        let output = Pipe()
        program.executableURL = URL(fileURLWithPath: Shell.program)
        program.arguments = ["-s", server.address, "-o", "json", "watch", "key", "k", "--every", "10ms"]
        program.environment = Shell.environment
        program.standardInput = FileHandle.nullDevice
        program.standardOutput = output
        program.standardError = FileHandle.nullDevice
        try program.run()
        var unread = Data()
        func line() throws -> String {
            while true {
                if let end = unread.firstIndex(of: 0x0a) {
                    defer { unread = Data(unread[(end + 1)...]) }
                    return String(decoding: unread[..<end], as: UTF8.self)
                }
                let data = output.fileHandleForReading.availableData
                if data.isEmpty { throw Child.Problem("it ended") }
                unread += data
            }
        }
        #expect(try line().contains(#""event":"there""#))
        try Self.run(server, "set", "k", "b")
        let changed = try line()
        #expect(
            changed.hasPrefix(
                #"{"command":"watch","status":"hit","key":"k","server":"\#(server.address)","event":"changed","#
            )
        )
        #expect(changed.hasSuffix(#""value":"b","flags":0,"cas":2,"expires_in":null}"#))
        // A server that goes away is told once, and once that it is back: empty now.
        server.stop()
        #expect(try line().contains(#""event":"lost""#))
        try server.restart()
        #expect(try line().contains(#""status":"miss""#))
        try Self.run(server, "set", "k", "c")
        #expect(try line().contains(#""event":"stored""#))
        kill(program.processIdentifier, SIGINT)
        program.waitUntilExit()
        #expect(program.terminationStatus == 130)
        server.stop()
    }

    /// A reader that goes away ends it, also while nothing happens.
    @Test func theReaderGoes() throws {
        let server = try MemcachedServer()
        let command = "'\(Shell.program)' -s \(server.address) watch key k --every 1h | head -n 1"
        let result = try Shell.run("/bin/sh", ["-c", command])
        #expect(result.lines.count == 1 && result.text.contains("\tnone\t"))
        #expect(result.status == 0 && result.errors == "")
        server.stop()
    }

    @Test func whereItMakesNoSense() throws {
        let server = try MemcachedServer()
        let script = try Shell.script("watch key k\nset k v\n", servers: [server.address])
        #expect(script.status == 2 && script.text.contains("STORED"))
        #expect(script.errors.contains("watch goes on until Ctrl-C, so it is not for a script"))
        let often = try Shell.run(["-s", server.address, "watch", "key", "k", "--every", "9ms"])
        #expect(often.status == 2 && often.errors.contains("DURATION is at least 10 ms"))
        server.stop()
        let lost = try Shell.run(["-s", server.address, "watch", "key", "k"])
        #expect(lost.status == 3)
    }
}
