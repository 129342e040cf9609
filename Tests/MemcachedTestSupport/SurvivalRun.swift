import Foundation
import Synchronization

/// A script without end, told to servers that are stopped, killed and started meanwhile, of which every answer is looked
/// at: each value names the line that stored it, so that what is told can be compared with what can be true.
package final class SurvivalRun {
    /// What happens, once so many statements are answered since the last thing that happened, and so many of them show
    /// that a server is missing: they failed, or were sent elsewhere.
    package struct Event {
        let after: Int
        let signs: Int
        let act: () throws -> Void

        package init(after: Int, signs: Int = 0, _ act: @escaping () throws -> Void) {
            self.after = after
            self.signs = signs
            self.act = act
        }
    }

    package struct Report: Sendable {
        package var statements = 0
        package var failed = 0
        /// How many statements were answered properly after the last event.
        package var answeredAtTheEnd = 0
    }

    private enum Action: Sendable { case set, get, delete }

    private struct Statement: Sendable {
        let action: Action
        let keys: [Int]
    }

    /// What a key may hold on a server: the line that stored it, or 0 for nothing.
    private struct Held {
        var possible: Set<Int> = [0]
        /// What was sent and may still be done at any later time.
        var late: Set<Int> = []
    }

    private let seed: UInt64
    private let process: ScriptProcess
    private let keyCount = 200
    private let statements = Mutex<[Statement]>([])
    private let isEnough = Mutex(false)
    private let fed = DispatchSemaphore(value: 0)
    private var held: [String: [Held]] = [:]
    /// The servers that may lose everything at any time.
    package var forgetful: Set<String> = []
    /// Whether a server may do later what it did not answer in time.
    package var isLate = false

    package init(seed: UInt64, servers: [String], _ arguments: [String]) throws {
        self.seed = seed
        process = try ScriptProcess(["-s", servers.joined(separator: ","), "-o", "json"] + arguments)
        for server in servers { held[server] = Array(repeating: Held(), count: keyCount) }
    }

    /// Runs until everything has happened, and some more; if `mustRecover`, until statements succeed again.
    package func run(_ events: [Event], mustRecover: Bool) throws -> Report {
        Thread.detachNewThread { self.feed() }
        var report = Report()
        var failed: [Int] = []
        do {
            var events = events[...]
            var sinceEvent = 0
            var signs = 0
            let end = Date(timeIntervalSinceNow: 40)
            var line = 0
            while let text = try process.takeLine() {
                line += 1
                let answer = try JSONAnswer(text)
                let isFine = try judge(answer, line)
                if !isFine || answer.isRerouted { signs += 1 }
                report.statements += 1
                if !isFine { failed.append(line) }
                sinceEvent += 1
                if let event = events.first, sinceEvent >= event.after, signs >= event.signs {
                    try event.act()
                    events.removeFirst()
                    (sinceEvent, signs) = (0, 0)
                } else if events.isEmpty {
                    if isFine { report.answeredAtTheEnd += 1 }
                    let isSettled = report.answeredAtTheEnd > 500 || !mustRecover
                    if sinceEvent > 1000, isSettled { isEnough.withLock { $0 = true } }
                }
                if line % 100 == 0, Date() > end { isEnough.withLock { $0 = true } }
            }
            guard events.isEmpty else { throw Child.Problem("nobody noticed what happened, in \(line) statements") }
            report.failed = failed.count
            fed.wait()
            let status = try process.end()
            try compare(failed, report, status)
            return report
        } catch {
            isEnough.withLock { $0 = true }
            process.kill()
            throw Child.Problem("seed \(seed): \(error)\n standard error: \(process.errors.suffix(500))")
        }
    }

    // MARK: Feeding

    private func feed() {
        var random = SeededNumbers(seed: seed)
        var line = 0
        while !isEnough.withLock({ $0 }) {
            var batch: [Statement] = []
            var text = ""
            for _ in 0..<50 {
                line += 1
                let key = random.below(keyCount)
                switch random.below(20) {
                case ..<8:
                    batch.append(Statement(action: .set, keys: [key]))
                    text += "set k\(key) v\(line):k\(key)\n"
                case ..<16:
                    batch.append(Statement(action: .get, keys: [key]))
                    text += "get k\(key)\n"
                case 16:
                    let keys = (0..<4).map { _ in random.below(keyCount) }
                    batch.append(Statement(action: .get, keys: keys))
                    text += "get \(keys.map { "k\($0)" }.joined(separator: " "))\n"
                default:
                    batch.append(Statement(action: .delete, keys: [key]))
                    text += "delete k\(key)\n"
                }
            }
            statements.withLock { $0 += batch }
            let bytes = Array(text.utf8)
            if process.feed(bytes) < bytes.count { break }
        }
        process.endInput()
        fed.signal()
    }

    // MARK: Judging

    /// Whether a statement was answered, and throws if the answer cannot be true.
    private func judge(_ answer: JSONAnswer, _ line: Int) throws -> Bool {
        guard let statement = statements.withLock({ line <= $0.count ? $0[line - 1] : nil }) else {
            throw Child.Problem("more answers than statements: \(answer)")
        }
        guard answer.number("line") == UInt64(line) else { throw Child.Problem("line \(line) is missing: \(answer)") }
        let parts = statement.keys.count > 1 ? answer.objects("items") : [answer]
        guard parts.count == statement.keys.count else { throw Child.Problem("not all keys: \(answer)") }
        var isFine = true
        for (key, part) in zip(statement.keys, parts) {
            guard part.text("key") == "k\(key)" else { throw Child.Problem("line \(line) is of k\(key): \(answer)") }
            guard let server = part.text("server"), var held = held[server]?[key] else {
                throw Child.Problem("no server: \(answer)")
            }
            if forgetful.contains(server) { held.possible.insert(0) }
            guard judge(part, statement.action, key, line, &held) else {
                throw Child.Problem(
                    "this cannot be: \(answer); k\(key) of \(server) can hold what came from the lines "
                        + "\(held.possible.sorted().suffix(20))"
                )
            }
            if part.text("status") == "error" { isFine = false }
            self.held[server]?[key] = held
        }
        return isFine
    }

    private func judge(_ part: JSONAnswer, _ action: Action, _ key: Int, _ line: Int, _ held: inout Held) -> Bool {
        var result: Int?
        switch (action, part.text("status")) {
        case (.set, "stored"): result = line
        case (.delete, "deleted"):
            guard held.possible != [0] else { return false }
            result = 0
        case (.delete, "not_found"), (.get, "miss"):
            guard held.possible.contains(0) else { return false }
            result = 0
        case (.get, "hit"):
            let words = (part.text("value") ?? "").split(separator: ":")
            guard words.count == 2, words[1] == "k\(key)", let origin = Int(words[0].dropFirst()), origin < line,
                held.possible.contains(origin)
            else { return false }
            result = origin
        case (_, "error"):
            guard let error = part.object("error"), let kind = error.text("kind"), error.text("message") != nil,
                ["connection", "timeout"].contains(kind)
            else { return false }
            if action != .get {
                let written = action == .set ? line : 0
                held.possible.insert(written)
                if isLate || kind == "timeout" { held.late.insert(written) }
            }
        default: return false
        }
        if let result { held.possible = held.late.union([result]) }
        return true
    }

    /// Every failure is told on standard error in its place, and the sum is right.
    private func compare(_ failed: [Int], _ report: Report, _ status: Int32) throws {
        let count = statements.withLock { $0.count }
        guard report.statements == count else {
            throw Child.Problem("\(count) statements, and \(report.statements) answers")
        }
        var complaints = process.errors.split(separator: "\n")
        guard let first = failed.first else {
            guard status == 0 else { throw Child.Problem("nothing failed, but the status is \(status)") }
            return
        }
        let sum = "mcsh: \(count) statements, \(failed.count) failed; the first at stdin:\(first)"
        guard complaints.popLast().map({ $0 == sum }) ?? false else {
            throw Child.Problem("the last line is not '\(sum)'")
        }
        guard status == 3 else { throw Child.Problem("the exit status is \(status)") }
        let told = Set(
            complaints.filter { !$0.contains(" is down (") && !$0.hasSuffix(" is back") }
                .compactMap { Int($0.split(separator: ":")[1]) }
        )
        guard told == Set(failed) else {
            let missing = Set(failed).subtracting(told).sorted().prefix(5)
            let surplus = told.subtracting(failed).sorted().prefix(5)
            throw Child.Problem("untold failures \(missing), failures that were none \(surplus)")
        }
    }
}

/// What feeds and what judges share nothing but what is behind a lock.
extension SurvivalRun: @unchecked Sendable {}
