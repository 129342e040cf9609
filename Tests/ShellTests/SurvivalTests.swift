import Foundation
import MemcachedTestSupport
import Testing

/// Exactness when servers fail in the middle of a long script: what is told is true, and what is not known is said.
@Suite(.serialized) struct SurvivalTests {
    /// What a build that can have several connections is told besides.
    static let connections: [[String]] = {
        let help = (try? Shell.run(["--help"]).text) ?? ""
        return help.contains("--connections") ? [[], ["--connections", "2"]] : [[]]
    }()

    @Test(arguments: [1, 3], connections)
    func aServerThatIsKilledAndStartedAgain(count: Int, arguments: [String]) throws {
        let servers = try (0..<count).map { _ in try MemcachedServer(["-m", "256"]) }
        let run = try SurvivalRun(seed: Seed.make(), servers: servers.map(\.address), arguments)
        run.forgetful = [servers[0].address]
        let events = [
            SurvivalRun.Event(after: 1500) { servers[0].stop() },
            SurvivalRun.Event(after: 1500, signs: 1) { try servers[0].restart() },
        ]
        let report = try run.run(events, mustRecover: true)
        #expect(report.failed > 0 || count > 1)
        #expect(report.answeredAtTheEnd > 500)
        for server in servers { server.stop() }
    }

    @Test(arguments: connections)
    func oneOfThreeServersIsKilledForGood(arguments: [String]) throws {
        let servers = try (0..<3).map { _ in try MemcachedServer(["-m", "256"]) }
        let run = try SurvivalRun(seed: Seed.make(), servers: servers.map(\.address), arguments)
        run.forgetful = [servers[1].address]
        let events = [
            SurvivalRun.Event(after: 1500) { servers[1].stop() },
            // Only to go on until it was noticed.
            SurvivalRun.Event(after: 500, signs: 1) {},
        ]
        let report = try run.run(events, mustRecover: true)
        #expect(report.answeredAtTheEnd > 500)
        for server in servers { server.stop() }
    }

    /// What a server that stood still was told before, it may do later.
    @Test(arguments: [1, 3], connections)
    func aServerThatStandsStillForAWhile(count: Int, arguments: [String]) throws {
        let servers = try (0..<count).map { _ in try MemcachedServer(["-m", "256"]) }
        let addresses = servers.map(\.address)
        let run = try SurvivalRun(seed: Seed.make(), servers: addresses, ["--timeout", "300ms"] + arguments)
        run.isLate = true
        let events = [
            SurvivalRun.Event(after: 1500) { servers[0].pause() },
            // Alone, it may be waited for at each statement.
            SurvivalRun.Event(after: count == 1 ? 40 : 1500, signs: count == 1 ? 40 : 1) { servers[0].resume() },
        ]
        let report = try run.run(events, mustRecover: count > 1)
        #expect(report.failed > 0)
        for server in servers { server.stop() }
    }

    struct Refusing: Sendable, CustomTestStringConvertible {
        let format: String
        let oneIn: Int
        let knowsMeta: Bool
        var arguments: [String] = []
        var testDescription: String { "\(format), one in \(oneIn), \(knowsMeta ? "meta" : "classic") \(arguments)" }
    }

    static let refusals: [Refusing] = connections.flatMap { arguments in
        [(1000, true), (1000, false), (7, true), (7, false), (1, true)].flatMap { oneIn, knowsMeta in
            ["plain", "json"].map {
                Refusing(format: $0, oneIn: oneIn, knowsMeta: knowsMeta, arguments: arguments)
            }
        }
    }

    /// A server that has no memory for some values: each is told of its own line, or it is said that it is unknown.
    @Test(arguments: refusals)
    func aServerThatRefusesSomeValues(refusing: Refusing) async throws {
        let server = try await RefusingServer(refusingOneIn: refusing.oneIn, knowsMeta: refusing.knowsMeta)
        let count = 5000
        // Sets of keys that come once, and of a few that come again and again, with questions between.
        var script = ""
        var sets: [Int: (key: String, value: String)] = [:]
        var gets: [Int: String] = [:]
        for line in 1...count {
            if line.isMultiple(of: 5) {
                gets[line] = "k\(line - 4)"
                script += "get k\(line - 4)\n"
            } else {
                let key = line.isMultiple(of: 13) ? "again\(line % 7)" : "k\(line)"
                sets[line] = (key, "v\(line)")
                script += "set \(key) v\(line)\n"
            }
        }
        for line in 1...count {
            gets[count + line] = "k\(line)"
            script += "get k\(line)\n"
        }
        let arguments = ["-o", refusing.format, "--timeout", "20s"] + refusing.arguments
        let result = try Shell.script(script, servers: [server.address], arguments)
        let failures = try Failures(result, statements: 2 * count)
        let answers = try failures.answers(result, format: refusing.format, statements: 2 * count)
        let refused = server.refused

        var unknown = 0
        var state: [String: Set<String>] = [:]
        for line in 1...2 * count {
            if let (key, value) = sets[line] {
                if let message = failures.messages[line] {
                    // Told as refused is what was refused; the rest is told as unknown.
                    if message.contains("SERVER_ERROR") && !message.contains("may or may not") {
                        #expect(refused.contains(value), "line \(line): \(message)")
                        state[key] = ["MISS"]
                    } else {
                        #expect(message.contains("may or may not have been stored"), "line \(line): \(message)")
                        unknown += 1
                        state[key, default: ["MISS"]].formUnion([value, "MISS"])
                    }
                } else {
                    #expect(answers[line] == "STORED" && !refused.contains(value), "line \(line)")
                    state[key] = [value]
                }
            } else if let key = gets[line] {
                let answer = try #require(answers[line], "line \(line): \(failures.messages[line] ?? "")")
                #expect(state[key, default: ["MISS"]].contains(answer), "line \(line): \(answer)")
                state[key] = [answer]
            }
        }
        let total = server.counts.classic + server.counts.meta
        // Nothing is sent twice.
        #expect(total == sets.count)
        #expect(refused.count == total / refusing.oneIn)
        #expect(failures.messages.count - unknown <= refused.count)
        #expect(result.status == (refused.isEmpty ? 0 : 2) || unknown > 0)
        if unknown > 0 { print("\(refusing.testDescription): \(unknown) unknown") }
        await server.stop()
    }

    /// A real server whose memory is full, and which may not evict.
    @Test(arguments: ["plain", "json"])
    func aServerWithoutMemory(format: String) throws {
        let server = try MemcachedServer(["-M", "-m", "4"])
        let count = 2000
        func value(_ line: Int) -> String { "\(line):" + String(repeating: "x", count: 8000 + line % 9) }
        var script = ""
        for line in 1...count { script += "set k\(line) \(value(line))\n" }
        for line in 1...count { script += "get k\(line)\n" }
        script += "stats\n"
        let result = try Shell.script(script, servers: [server.address], ["-o", format])
        let failures = try Failures(result, statements: 2 * count + 1)
        let answers = try failures.answers(result, format: format, statements: 2 * count)
        var stored = 0
        for line in 1...count {
            if let message = failures.messages[line] {
                #expect(message.contains("SERVER_ERROR out of memory"), "\(message)")
                #expect(answers[count + line] == "MISS")
            } else {
                stored += 1
                #expect(answers[line] == "STORED")
                #expect(answers[count + line] == value(line))
            }
        }
        #expect(stored > 0 && stored < count)
        let items = format == "plain" ? "curr_items \(stored)\n" : "\"curr_items\":\(stored),"
        #expect(result.text.contains(items))
        server.stop()
    }

    /// What standard error tells of the lines of a script.
    struct Failures {
        private(set) var messages: [Int: String] = [:]

        init(_ result: Shell.Result, statements: Int) throws {
            // That a server is down is told beside.
            var complaints = result.complaints.filter { !$0.contains(" is down (") }
            let sum = complaints.popLast()
            for complaint in complaints {
                let parts = complaint.split(separator: ":", maxSplits: 2)
                guard parts.count == 3, parts[0] == "stdin", let line = Int(parts[1]) else {
                    throw Child.Problem("'\(complaint)' on standard error")
                }
                messages[line] = String(parts[2])
            }
            let first = messages.keys.min() ?? 0
            let expected = "mcsh: \(statements) statements, \(messages.count) failed; the first at stdin:\(first)"
            if let sum, sum != expected { throw Child.Problem("'\(sum)' instead of '\(expected)'") }
        }

        /// The answers of the other lines, as plain output has them, from one-line values.
        func answers(_ result: Shell.Result, format: String, statements: Int) throws -> [Int: String] {
            var answers: [Int: String] = [:]
            if format == "plain" {
                var lines = result.lines[...]
                for line in 1...statements where messages[line] == nil { answers[line] = lines.popFirst() }
            } else {
                for (index, answer) in try result.answers.prefix(statements).enumerated() {
                    guard answer.line == index + 1 else { throw Child.Problem("line \(index + 1) is missing") }
                    if answer.error == nil {
                        answers[index + 1] = answer.value ?? answer.status.uppercased()
                    } else if messages[index + 1] == nil {
                        throw Child.Problem("line \(index + 1) failed, and standard error does not know")
                    }
                }
            }
            return answers
        }
    }
}
