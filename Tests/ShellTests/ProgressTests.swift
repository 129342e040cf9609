import Foundation
import MemcachedTestSupport
import Testing

/// What a person sees while a long script runs.
@Suite struct ProgressTests {
    /// A script that goes on as long as somebody reads it, told to a program whose errors go to a terminal.
    private struct EndlessScript {
        let server: MemcachedServer
        let terminal: Terminal
        private let feeder = Process()

        init(_ line: String) throws {
            server = try MemcachedServer()
            let pipe = Pipe()
            feeder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            feeder.arguments = ["yes", line]
            feeder.standardOutput = pipe
            try feeder.run()
            terminal = try Terminal(
                ["-s", server.address],
                input: pipe.fileHandleForReading,
                output: FileHandle(forWritingAtPath: "/dev/null")
            )
            try pipe.fileHandleForReading.close()
            try pipe.fileHandleForWriting.close()
        }

        /// Ctrl-C, and what is on the screen at the end.
        func interrupt() throws -> Int32 {
            terminal.type("\u{3}")
            let status = try terminal.end()
            feeder.terminate()
            feeder.waitUntilExit()
            server.stop()
            return status
        }
    }

    @Test func aLongScriptTellsHowFarItCame() throws {
        let script = try EndlessScript("set k 1")
        try script.terminal.expect("lines · ")
        try script.terminal.expect(" a second")
        // It is written over, and taken away at the end.
        #expect(!script.terminal.transcript.contains("\n"))
        #expect(try script.interrupt() == 130)
        let rest = script.terminal.transcript
        let last = try #require(rest.range(of: "\r\u{1b}[K", options: .backwards))
        #expect(!rest[last.upperBound...].contains("a second"))
    }

    @Test func errorsAreCounted() throws {
        let script = try EndlessScript("incr nobody x")
        try script.terminal.expect(" errors")
        #expect(try script.interrupt() == 130)
    }
}
