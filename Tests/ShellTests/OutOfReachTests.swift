import Foundation
import MemcachedTestSupport
import Testing

/// Long scripts for servers that cannot be reached: every line is told so, and the server is not tried for each of them.
@Suite(.serialized) struct OutOfReachTests {
    /// Where nobody listens.
    static func nobody() throws -> String { "127.0.0.1:\(try FreePort.find())" }

    @Test(arguments: [("plain", 200_000), ("json", 20_000)])
    func oneOfThreeServersIsDown(format: String, count: Int) throws {
        let live = try (0..<2).map { _ in try MemcachedServer(["-m", "256"]) }
        let down = try Self.nobody()
        let options = [
            "-s", "\(live[0].address),\(down),\(live[1].address)", "--distribution", "gomemcache",
        ]
        let keys = (0..<1000).map { "k\($0)" }
        let routes = try Shell.run(options + ["-o", "plain", "where", "-"], input: keys.joined(separator: "\n").utf8)
        let lost = Set(routes.lines.filter { $0.hasSuffix(" \(down)") }.map { String($0.prefix { $0 != " " }) })
        #expect((200...500).contains(lost.count))

        var script = ""
        var expected: [String?] = []
        for number in 0..<count {
            let key = keys[number / 2 % keys.count]
            script += number.isMultiple(of: 2) ? "set \(key) v\(number)\n" : "get \(key)\n"
            expected.append(lost.contains(key) ? nil : number.isMultiple(of: 2) ? "STORED" : "v\(number - 1)")
        }
        let result = try Shell.run(options + ["-o", format], input: script.utf8)
        #expect(result.status == 3)
        let failures = try SurvivalTests.Failures(result, statements: count)
        let answers = try failures.answers(result, format: format, statements: count)
        let words = " \(down): connection refused"
        for (index, answer) in expected.enumerated() {
            guard answers[index + 1] == answer, failures.messages[index + 1] == (answer == nil ? words : nil) else {
                let said = failures.messages[index + 1] ?? answers[index + 1]
                Issue.record("line \(index + 1): \(said ?? "nothing") instead of \(answer ?? words)")
                break
            }
        }
        for server in live { server.stop() }
    }

    @Test(arguments: [[], ["--connections", "3"], ["--stop-on-error"]])
    func theOnlyServerIsDown(arguments: [String]) throws {
        let folder = try TemporaryFolder()
        for (server, reason) in [
            (try Self.nobody(), "connection refused"), ("unix:\(folder.path)/none", "there is no such socket"),
        ] {
            let stops = arguments == ["--stop-on-error"]
            // What stops leaves the rest in the pipe.
            let count = stops ? 1000 : 20_000
            let script = (1...count).map { $0.isMultiple(of: 2) ? "get k\($0)\n" : "set k\($0) 'v \($0)'\n" }.joined()
            let result = try Shell.script(script, servers: [server], arguments)
            let told = stops ? 1 : count
            var complaints = (1...told).map { "stdin:\($0): \(server): \(reason)" }
            let statements = told == 1 ? "1 statement" : "\(told) statements"
            complaints.append("mcsh: \(statements), \(told) failed; the first at stdin:1")
            let isRight = result.complaints == complaints
            #expect(isRight, "\(result.errors.prefix(500))")
            #expect(result.text.isEmpty && result.status == 3)
        }
    }

    /// Nobody is behind what accepts connections: that is tried now and then, not for every line.
    @Test(arguments: [[], ["--connections", "3"], ["-o", "json"]])
    func aServerThatClosesEveryConnection(arguments: [String]) async throws {
        let server = try await ScriptedServer(greeting: [.close]) { _, _ in [] }
        let count = 20_000
        let script = (1...count).map { "get k\($0)\n" }.joined()
        let result = try Shell.script(script, servers: ["127.0.0.1:\(server.port)"], arguments)
        #expect(result.status == 3)
        #expect(result.complaints.count == count + 1)
        #expect(result.complaints.last == "mcsh: \(count) statements, \(count) failed; the first at stdin:1")
        #expect(server.connections < 1000, "\(server.connections) connections")
        await server.stop()
    }

    /// What accepts connections and says nothing is waited for now and then, not for every line.
    @Test func aServerThatNeverAnswers() async throws {
        let server = try await ScriptedServer { _, _ in [] }
        let count = 20_000
        let script = (1...count).map { "get k\($0)\n" }.joined()
        let result = try Shell.script(script, servers: ["127.0.0.1:\(server.port)"], ["--timeout", "200ms"])
        #expect(result.status == 3)
        #expect(result.complaints.count == count + 1)
        #expect(
            result.complaints.contains { $0.contains(": not sent: the last connections ended without an answer (") }
        )
        #expect(server.connections < 1000, "\(server.connections) connections")
        await server.stop()
    }

    /// It is used again soon, and what was asked in between has failed, each line of it.
    @Test(arguments: [1, 3])
    func aServerThatComesBack(count: Int) throws {
        let servers = try (0..<count).map { _ in try MemcachedServer() }
        let list = servers.map(\.address).joined(separator: ",")
        let shell = try Conversation(["-s", list, "--distribution", "gomemcache", "-o", "json"])
        func ask(_ line: String) throws -> ShellAnswer {
            try JSONDecoder().decode(ShellAnswer.self, from: Data(try shell.ask(line).utf8))
        }
        let home = try ask("get k").server
        let server = try #require(servers.first { $0.address == home })
        server.stop()
        var failed = 0
        for _ in 0..<1000 {
            let answer = try ask("get k")
            #expect(answer.status == "error" && answer.error?.kind == "connection")
            failed += 1
        }
        try server.restart()
        let end = Date(timeIntervalSinceNow: 30)
        var answer = try ask("get k")
        while answer.status == "error", Date() < end {
            failed += 1
            answer = try ask("get k")
        }
        #expect(answer.status == "miss")
        #expect(try ask("set k v").status == "stored")
        #expect(try shell.end() == 3)
        let sum = "mcsh: \(failed + 3) statements, \(failed) failed; the first at stdin:2\n"
        #expect(shell.errors.hasSuffix(sum), "\(shell.errors.suffix(200))")
        for server in servers { server.stop() }
    }

    /// A person who has started the server again is not told what was.
    @Test func atThePromptEveryStatementTries() throws {
        let server = try MemcachedServer()
        let terminal = try Terminal(["-s", server.address])
        try terminal.expect("> ")
        server.stop()
        terminal.enter("get k")
        try terminal.expect("connection refused")
        try terminal.expect("> ")
        try server.restart()
        terminal.enter("get k")
        try terminal.expect("MISS")
        terminal.enter("quit")
        #expect(try terminal.end() == 0)
        server.stop()
    }
}
