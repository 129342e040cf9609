import Foundation
import MemcachedTestSupport
import Testing

/// The flow of a script: answers come when they are due, nothing piles up, and who stops reading ends it quietly.
@Suite(.serialized) struct FlowTests {
    /// What it may need at most, in bytes, whatever the script.
    static let memory = 64 << 20

    /// Each answer is read before the next statement is written.
    @Test(arguments: ["plain", "json"])
    func aConversation(format: String) throws {
        let server = try MemcachedServer()
        let shell = try ScriptProcess(["-s", server.address, "-o", format])
        for number in 1...500 {
            shell.feed(Array("set k\(number % 7) v\(number)\n".utf8))
            let stored = try #require(try shell.takeLine())
            shell.feed(Array("get k\(number % 7)\n".utf8))
            let value = try #require(try shell.takeLine())
            if format == "plain" {
                #expect(stored == Array("STORED".utf8) && value == Array("v\(number)".utf8))
            } else {
                let answer = try JSONDecoder().decode(ShellAnswer.self, from: Data(value))
                #expect(answer.line == 2 * number && answer.value == "v\(number)")
            }
        }
        #expect(try shell.end() == 0)
        server.stop()
    }

    /// Everything that is due comes although the input stays open, also when it stops in the middle of a line.
    @Test(arguments: [1, 3])
    func burstsWithPauses(count: Int) throws {
        let seed = Seed.make()
        var random = SeededNumbers(seed: seed)
        let servers = try (0..<count).map { _ in try MemcachedServer() }
        let shell = try ScriptProcess(["-s", servers.map(\.address).joined(separator: ",")])
        var number = 0
        var values: [String: String] = [:]
        for _ in 0..<150 {
            var text = ""
            var expected: [String] = []
            for _ in 0..<1 + random.below(1 << (1 + random.below(9))) {
                number += 1
                let key = "k\(random.below(20))"
                if random.oneIn(2) {
                    text += "set \(key) v\(number)\n"
                    values[key] = "v\(number)"
                    expected.append("STORED")
                } else {
                    text += "get \(key)\n"
                    expected.append(values[key] ?? "MISS")
                }
            }
            let beginning = random.oneIn(2) ? "get k" : ""
            shell.feed(Array((text + beginning).utf8))
            for (index, line) in expected.enumerated() {
                let answer = try shell.takeLine() ?? []
                guard answer.elementsEqual(line.utf8) else {
                    shell.kill()
                    throw Child.Problem("seed \(seed): \(index) of \(expected.count) is not \(line)")
                }
            }
            if !beginning.isEmpty {
                shell.feed(Array("0\n".utf8))
                let answer = try shell.takeLine() ?? []
                #expect(answer.elementsEqual((values["k0"] ?? "MISS").utf8), "seed \(seed)")
            }
        }
        #expect(try shell.end() == 0)
        for server in servers { server.stop() }
    }

    /// Nobody reads for a while: it stops reading, too, and goes on where it was.
    @Test func aReaderThatPauses() throws {
        let server = try MemcachedServer(["-I", "2m", "-m", "256"])
        let shell = try ScriptProcess(["-s", server.address])
        let values = try store(count: 5, in: shell)
        // Long lines, so that what is under way is few of them.
        let comment = String(repeating: "#", count: 4000)
        var line: [UInt8] = []
        var count = 0
        var fed = 0
        repeat {
            line = Array("get k\(count % values.count) \(comment)\n".utf8)
            fed = shell.feed(line, patience: 700)
            count += 1
            try #require(count < 10_000, "it reads on for ever")
        } while fed == line.count
        let memory = try #require(shell.largestMemory)
        #expect(memory < Self.memory, "\(memory >> 20) MiB")
        // The rest of the statement that was cut, once there is room.
        let rest = Array(line[fed...])
        Thread.detachNewThread {
            shell.feed(rest)
            shell.endInput()
        }
        for number in 0..<count { try take(values[number % values.count], number, from: shell) }
        #expect(try shell.end() == 0)
        server.stop()
    }

    /// Ten thousand questions fit into what is read at once, and their answers into no memory at all.
    @Test(arguments: [1, 3])
    func answersThatNobodyReadsAreNotFetched(count: Int) throws {
        let servers = try (0..<count).map { _ in try MemcachedServer(["-I", "2m", "-m", "256"]) }
        let shell = try ScriptProcess(["-s", servers.map(\.address).joined(separator: ",")])
        let values = try store(count: 5, in: shell)
        let lines = Array((0..<1000).map { "get k\($0 % 5)\n" }.joined().utf8)
        while shell.feed(lines, patience: 700) == lines.count {}
        for number in 0..<200 { try take(values[number % values.count], number, from: shell) }
        let memory = try #require(shell.largestMemory)
        #expect(memory < Self.memory, "\(memory >> 20) MiB")
        shell.kill()
        for server in servers { server.stop() }
    }

    /// Large values may come before the answer to a change that stands before them in the script: they are read all the
    /// same, but not without end.
    @Test func largeValuesThatOvertakeAChange() throws {
        let server = try MemcachedServer(["-I", "2m", "-m", "256"])
        let shell = try ScriptProcess(["-s", server.address, "--timeout", "30s"])
        let values = try store(count: 20, in: shell)
        // Short answers make the shell expect more of them.
        var script = [String](repeating: "get small", count: 10_000)
        for round in 0..<60 {
            script += ["get small\(round)", "set changed \(round)"]
            script += (0..<3).map { "get k\((round * 3 + $0) % values.count)" }
        }
        let text = Array(script.joined(separator: "\n").utf8) + [0x0a]
        Thread.detachNewThread { shell.feed(text) }
        for (number, line) in script.enumerated() {
            let words = line.split(separator: " ")
            if words[0] == "set" {
                try take(Array("STORED".utf8), number, from: shell)
            } else if words[1].hasPrefix("small") {
                try take(Array("MISS".utf8), number, from: shell)
            } else {
                try take(values[Int(words[1].dropFirst()) ?? 0], number, from: shell)
            }
        }
        let memory = try #require(shell.largestMemory)
        #expect(memory < Self.memory, "\(memory >> 20) MiB")
        #expect(try shell.end() == 0)
        server.stop()
    }

    /// Stores values of a MiB, each of its own.
    private func store(count: Int, in shell: ScriptProcess) throws -> [[UInt8]] {
        let values = (0..<count).map { [UInt8](repeating: 0x61 + UInt8($0), count: (1 << 20) + $0) }
        for (number, value) in values.enumerated() {
            shell.feed(Array("set k\(number) ".utf8) + value + [0x0a])
            #expect(try shell.takeLine() == Array("STORED".utf8))
        }
        return values
    }

    private func take(_ value: [UInt8], _ number: Int, from shell: ScriptProcess) throws {
        // Not through #expect, which would print what differs.
        if try shell.take(line: value) { return }
        shell.kill()
        throw Child.Problem("answer \(number): \(shell.upcoming.prefix(100)); \(shell.errors.suffix(300))")
    }

    /// Ctrl-C ends it although it waits for whoever should read.
    @Test(arguments: ["plain", "json"])
    func ctrlCWhileNobodyReads(format: String) throws {
        let server = try MemcachedServer(["-I", "2m", "-m", "256"])
        let shell = try ScriptProcess(["-s", server.address, "-o", format])
        shell.feed(Array("set k ".utf8) + [UInt8](repeating: 0x76, count: 1 << 20) + [0x0a])
        _ = try #require(try shell.takeLine())
        // One value is more than the pipe holds, so that the same write waits that filled it.
        shell.feed(Array(String(repeating: "get k\n", count: 1000).utf8))
        try shell.waitUntilOutputIsFull()
        #expect(try shell.interrupt() == 130)
        #expect(
            shell.errors.hasPrefix("mcsh: interrupted: ") && shell.errors.hasSuffix("carried out\n"),
            "\(shell.errors)"
        )
        server.stop()
    }

    /// What it says of the largest item is asked in the middle of all that is under way.
    @Test(arguments: ["plain", "json"], [[], ["--connections", "2"]])
    func valuesThatAreTooLarge(format: String, arguments: [String]) throws {
        let server = try MemcachedServer(["-m", "256"])
        let count = 20_000
        let tooLarge: Set = [1, 2, 700, 5000, 5001, 12_345, count]
        func size(_ line: Int) -> Int { 1_100_000 + line }
        var script = ""
        for line in 1...count {
            if tooLarge.contains(line) {
                script += "set k\(line) \(String(repeating: "x", count: size(line)))\n"
            } else {
                script += line.isMultiple(of: 2) ? "get k\(line - 1)\n" : "set k\(line) v\(line)\n"
            }
        }
        let result = try Shell.script(script, servers: [server.address], ["-o", format] + arguments)
        let failures = try SurvivalTests.Failures(result, statements: count)
        let answers = try failures.answers(result, format: format, statements: count)
        #expect(Set(failures.messages.keys) == tooLarge)
        for (line, message) in failures.messages {
            let words = "SERVER_ERROR object too large for cache: the value has \(size(line)) bytes, and the server's"
            #expect(message.contains(words), "line \(line): \(message)")
        }
        for line in 1...count where !tooLarge.contains(line) {
            let value = tooLarge.contains(line - 1) ? "MISS" : "v\(line - 1)"
            let expected = line.isMultiple(of: 2) ? value : "STORED"
            guard answers[line] == expected else {
                Issue.record("line \(line): \(answers[line] ?? "nothing") instead of \(expected)")
                break
            }
        }
        #expect(result.status == 2)
        server.stop()
    }

    struct Load: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let servers: Int
        let valueSize: Int
        let statements: Int
        /// How many statements of ten read.
        let reads: Int
    }

    /// All is read as it comes; what is kept meanwhile is bounded.
    @Test(arguments: [
        Load(testDescription: "gets of a MiB", servers: 1, valueSize: 1 << 20, statements: 600, reads: 9),
        Load(testDescription: "sets of a MiB", servers: 1, valueSize: 1 << 20, statements: 200, reads: 1),
        Load(testDescription: "a long script", servers: 1, valueSize: 10, statements: 200_000, reads: 5),
        Load(testDescription: "twenty servers", servers: 20, valueSize: 10, statements: 60_000, reads: 5),
        Load(
            testDescription: "gets of a MiB, twenty servers",
            servers: 20,
            valueSize: 1 << 20,
            statements: 600,
            reads: 9
        ),
    ])
    func memoryStaysFlat(load: Load) throws {
        let servers = try (0..<load.servers).map { _ in try MemcachedServer(["-I", "2m", "-m", "256"]) }
        let shell = try ScriptProcess(["-s", servers.map(\.address).joined(separator: ","), "--timeout", "30s"])
        let value = [UInt8](repeating: 0x76, count: load.valueSize)
        let made = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var count = 0
        Thread.detachNewThread {
            // A slow machine does what it can.
            let end = Date(timeIntervalSinceNow: 5)
            var batch: [UInt8] = []
            while count < load.statements, Date() < end {
                let number = count / 10
                if count % 10 < 10 - load.reads {
                    batch += Array("set k\(number % 50) ".utf8) + value + [0x0a]
                } else {
                    batch += Array("get k\(number % 50)\n".utf8)
                }
                count += 1
                if batch.count > 10_000 || count == load.statements {
                    if shell.feed(batch) < batch.count { break }
                    batch = []
                }
            }
            shell.feed(batch)
            // Without an answer of its own, so that the end is known.
            shell.feed(Array("version\n".utf8))
            made.signal()
        }
        var answers = 0
        reading: while let first = try shell.peek() {
            switch first {
            case UInt8(ascii: "S"): #expect(try shell.take(line: Array("STORED".utf8)))
            case UInt8(ascii: "v"):
                let isRight = try shell.take(line: value)
                #expect(isRight)
                if !isRight { break reading }
            default: break reading
            }
            answers += 1
        }
        for _ in servers {
            let version = try shell.takeLine() ?? []
            #expect(version.starts(with: "127.0.0.1:".utf8))
        }
        made.wait()
        #expect(answers == count)
        let memory = try #require(shell.largestMemory)
        print(load.testDescription, "\(count) statements, \(memory >> 20) MiB")
        #expect(memory < Self.memory, "\(memory >> 20) MiB")
        #expect(try shell.end() == 0)
        for server in servers { server.stop() }
    }

    @Test func aReaderThatHasEnough() throws {
        let server = try MemcachedServer()
        let folder = try TemporaryFolder()
        let errors = try folder.file("errors", "")
        let shell = "\(Shell.program) -s \(server.address)"
        let result = try Shell.run(
            "/bin/sh",
            ["-c", "\(shell) set k v; yes 'get k' 2> /dev/null | \(shell) 2> \(errors) | head -1000"]
        )
        #expect(result.status == 0 && result.errors == "")
        #expect(result.lines == ["STORED"] + Array(repeating: "v", count: 1000))
        #expect(try String(contentsOfFile: errors, encoding: .utf8) == "")
        server.stop()
    }
}
