import Foundation

/// Reads answers and says whether each is the one that its statement must have.
struct ScriptJudge {
    private var model: ScriptModel
    private let addresses: [String]
    private let answers: ScriptProcess
    private let format: ScriptComparison.Format
    /// The token that each written version turned out to have.
    private var tokens: [Int: UInt64] = [:]
    private(set) var statements = 0
    /// The lines with an error, in order.
    private(set) var failedLines: [Int] = []

    init(model: ScriptModel, addresses: [String], answers: ScriptProcess, format: ScriptComparison.Format) {
        self.model = model
        self.addresses = addresses
        self.answers = answers
        self.format = format
    }

    /// Reads the answers to a statement.
    mutating func judge(_ statement: ScriptStatement) throws {
        if case .nothing = statement.meaning { return }
        statements += 1
        switch format {
        case .plain: try judgePlain(statement)
        case .json: try judgeJSON(statement)
        }
    }

    private mutating func noteFailure(at line: Int) {
        if failedLines.last != line { failedLines.append(line) }
    }

    /// Compares what is said of failures: the lines, each in its place, and the sum.
    func compare(errors: String, status: Int32) throws {
        var complaints = errors.split(separator: "\n")
        if let first = failedLines.first {
            let sum = "mcsh: \(statements) statements, \(failedLines.count) failed; the first at stdin:\(first)"
            guard complaints.popLast().map({ $0 == sum }) ?? false else {
                throw Child.Problem("the last line of standard error is not '\(sum)' but '\(errors.suffix(300))'")
            }
        }
        var told: [Int] = []
        for complaint in complaints {
            let parts = complaint.split(separator: ":", maxSplits: 2)
            guard parts.count == 3, parts[0] == "stdin", let line = Int(parts[1]) else {
                throw Child.Problem("'\(complaint)' on standard error")
            }
            if told.last != line { told.append(line) }
        }
        if told != failedLines {
            let place = zip(told, failedLines).first { $0 != $1 }
            throw Child.Problem(
                "\(told.count) lines failed, and \(failedLines.count) should have: first \(String(describing: place)), "
                    + "too many \(Set(told).subtracting(failedLines).sorted().prefix(5)), "
                    + "missing \(Set(failedLines).subtracting(told).sorted().prefix(5))"
            )
        }
        let expected: Int32 = failedLines.isEmpty ? 0 : 2
        if status != expected { throw Child.Problem("the exit status is \(status), not \(expected)") }
    }

    // MARK: Plain

    private mutating func judgePlain(_ statement: ScriptStatement) throws {
        switch statement.meaning {
        case .nothing, .setting: break
        case .wrong: noteFailure(at: statement.line)
        case .version(let server):
            for address in server.map({ [addresses[$0]] }) ?? addresses {
                let line = try answers.takeLine() ?? []
                guard line.starts(with: "\(address) version 1.".utf8) else {
                    throw Child.Problem("no version but '\(String(decoding: line, as: UTF8.self))'")
                }
            }
        case .flush(let server):
            for address in server.map({ [addresses[$0]] }) ?? addresses {
                guard try answers.take(line: Array("\(address) OK".utf8)) else { throw mismatch("\(address) OK") }
            }
            model.flush(server: server)
        case .items(let items):
            for request in items.requests {
                let server = model.server(of: request, target: items.server)
                let possible = model.possibilities(request, server: server)
                let happened = try takePlain(possible)
                if case .failed? = happened.first?.answer { noteFailure(at: statement.line) }
                model.settle(request, happened, server: server)
            }
        }
    }

    private func mismatch(_ expected: String) -> Child.Problem {
        Child.Problem("expected \(expected.prefix(300)), but there is \(answers.upcoming)")
    }

    private mutating func takePlain(_ possible: [ScriptModel.Possibility]) throws -> [ScriptModel.Possibility] {
        var failures: [ScriptModel.Possibility] = []
        for possibility in possible {
            guard let bytes = plain(possibility.answer) else {
                failures.append(possibility)
                continue
            }
            var happened = [possibility]
            if possible.count > 1 { happened = possible.filter { plain($0.answer) == bytes } }
            if case .value(let item, withToken: true) = possibility.answer {
                if try takeWithToken(item) { return happened }
            } else if try answers.take(line: bytes) {
                return happened
            }
        }
        if failures.isEmpty { throw mismatch("\(possible.map { "\($0.answer)" })") }
        return failures
    }

    /// What is printed, but for the token and the line end; `nil` for nothing.
    private func plain(_ answer: ScriptModel.Answer) -> [UInt8]? {
        switch answer {
        case .word(let word): Array(word.spelled.utf8)
        case .number(let number): Array(String(number).utf8)
        case .value(let item, _): item.value
        case .failed: nil
        }
    }

    private mutating func takeWithToken(_ item: ScriptModel.Item) throws -> Bool {
        var length = 0
        var token: UInt64 = 0
        while let byte = try answers.peek(at: length), (0x30...0x39).contains(byte), length < 20 {
            token = token &* 10 &+ UInt64(byte - 0x30)
            length += 1
        }
        guard length > 0, try answers.peek(at: length) == 0x09 else { return false }
        guard try answers.take(line: item.value, after: length + 1) else { return false }
        try note(token, of: item)
        return true
    }

    /// The same item has the same token until it is written.
    private mutating func note(_ token: UInt64, of item: ScriptModel.Item) throws {
        if let known = tokens.updateValue(token, forKey: item.version), known != token {
            throw Child.Problem("the token is \(token), but it was \(known), and nobody has written since")
        }
    }

    // MARK: JSON

    private mutating func judgeJSON(_ statement: ScriptStatement) throws {
        let answer = try JSONAnswer(try answers.takeLine() ?? [])
        guard answer.number("line") == UInt64(statement.line) else { throw Child.Problem("another line: \(answer)") }
        switch statement.meaning {
        case .nothing: break
        case .wrong:
            try expect(answer, ScriptModel.Answer.failed)
            noteFailure(at: statement.line)
        case .setting:
            guard answer.text("command") == ":set", answer.text("status") == "ok" else {
                throw Child.Problem("not ok: \(answer)")
            }
        case .version(let server): try expect(answer, "version", server)
        case .flush(let server):
            try expect(answer, "flush_all", server)
            model.flush(server: server)
        case .items(let items):
            guard answer.text("command") == items.command else { throw Child.Problem("another command: \(answer)") }
            var parts = [answer]
            if items.isList {
                parts = answer.objects("items")
                guard parts.count == items.requests.count else { throw Child.Problem("not all items: \(answer)") }
            }
            var hasFailed = false
            for (request, part) in zip(items.requests, parts) {
                let server = model.server(of: request, target: items.server)
                let possible = model.possibilities(request, server: server)
                let happened = try possible.filter { try agrees(part, $0.answer, request, server) }
                guard let first = happened.first else {
                    throw Child.Problem("expected \("\(possible.map(\.answer))".prefix(600)), but there is \(part)")
                }
                switch first.answer {
                case .failed: hasFailed = true
                case .value(let item, withToken: true):
                    guard let token = part.number("cas") else { throw Child.Problem("no token: \(part)") }
                    try note(token, of: item)
                default: break
                }
                model.settle(request, happened, server: server)
            }
            if items.isList, answer.text("status") != (hasFailed ? "error" : "ok") {
                throw Child.Problem("another status of all: \(answer)")
            }
            if hasFailed { noteFailure(at: statement.line) }
        }
    }

    private func expect(_ answer: JSONAnswer, _ expected: ScriptModel.Answer) throws {
        guard answer.text("status") == "error", answer.object("error")?.text("message") != nil else {
            throw Child.Problem("no error: \(answer)")
        }
    }

    private func expect(_ answer: JSONAnswer, _ command: String, _ server: Int?) throws {
        let servers = answer.objects("servers")
        guard answer.text("command") == command, answer.text("status") == "ok",
            servers.map({ $0.text("server") }) == (server.map { [addresses[$0]] } ?? addresses),
            servers.allSatisfy({ $0.text("status") == "ok" })
        else { throw Child.Problem("not ok of \(command): \(answer)") }
    }

    private func agrees(
        _ part: JSONAnswer,
        _ answer: ScriptModel.Answer,
        _ request: ItemRequest,
        _ server: Int
    ) throws -> Bool {
        guard part.bytes("key") == model.keys[request.key] else { return false }
        if case .failed = answer {
            try expect(part, answer)
            return part.text("server").map { $0 == addresses[server] } ?? true
        }
        guard part.text("server") == addresses[server] else { return false }
        switch answer {
        case .word(let word): return part.text("status") == word.rawValue
        case .number(let number): return part.text("status") == "ok" && part.number("number") == number
        case .value(let item, _):
            return part.text("status") == "hit" && part.bytes("value") == item.value
                && part.number("flags") == UInt64(item.flags)
        case .failed: return false
        }
    }
}
