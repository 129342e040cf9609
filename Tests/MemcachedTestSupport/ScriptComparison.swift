import Foundation

/// A generated script, fed to the built program while its answers are compared with what a ``ScriptModel`` says.
package struct ScriptComparison: Sendable {
    package enum Format: String, Sendable { case plain, json }

    /// How the script arrives.
    package enum Pieces: Sendable {
        /// In pieces of many lines.
        case lines
        /// In pieces of random size, cut anywhere.
        case random
    }

    package var seed: UInt64
    package var addresses: [String]
    package var weights: [Int]
    package var format = Format.plain
    package var pieces = Pieces.lines
    package var keyCount = 300
    /// What else the program is told.
    package var arguments: [String] = []
    /// What the script may hold; all that there is, if not said.
    package var contents: RandomScript.Contents?
    /// How many statements, and after how many seconds it may be fewer: a machine may be slow.
    package var count: Int
    package var seconds = 20.0

    package init(seed: UInt64, addresses: [String], weights: [Int], count: Int) {
        self.seed = seed
        self.addresses = addresses
        self.weights = weights
        self.count = count
    }

    /// How it went, where it went well.
    package struct Report: Sendable {
        /// Lines, also those without a statement.
        package let lines: Int
        package let statements: Int
        package let failed: Int
    }

    /// Runs it to its end. Throws what went wrong, with the seed and the place.
    package func run() throws -> Report {
        let servers = zip(addresses, weights).map { "\($0):\($1)" }.joined(separator: ",")
        let process = try ScriptProcess(["-s", servers, "-o", format.rawValue, "--timeout", "30s"] + arguments)
        let keys = ScriptKeys(count: keyCount)
        let contents = contents ?? RandomScript.Contents(serverCount: addresses.count, format: format.rawValue)
        let queue = StatementQueue()
        Thread.detachNewThread { [self] in
            feed(RandomScript(seed: seed, keys: keys, contents: contents), to: process, queue)
        }
        var judge = ScriptJudge(
            model: ScriptModel(keys: keys.names, weights: weights),
            addresses: addresses,
            answers: process,
            format: format
        )
        var last: ScriptStatement?
        do {
            var lines = 0
            while let batch = queue.take() {
                for statement in batch {
                    last = statement
                    lines += 1
                    try judge.judge(statement)
                }
            }
            last = nil
            let status = try process.end()
            try judge.compare(errors: process.errors, status: status)
            return Report(lines: lines, statements: judge.statements, failed: judge.failedLines.count)
        } catch {
            process.kill()
            let place = last.map { " at line \($0.line), \($0.excerpt)" } ?? " at the end"
            let past = last.map { history(of: $0, keys, contents) } ?? ""
            let errors = process.errors.suffix(400)
            throw Child.Problem("seed \(seed)\(place): \(error)\(past)\n standard error: \(errors)")
        }
    }

    /// What was done before to the same keys, the last of it.
    private func history(of last: ScriptStatement, _ keys: ScriptKeys, _ contents: RandomScript.Contents) -> String {
        var script = RandomScript(seed: seed, keys: keys, contents: contents)
        let concerned = last.keys
        var lines: [String] = []
        for _ in 1..<last.line {
            let statement = script.next()
            _ = script.lineEnd()
            if case .flush = statement.meaning { lines.append("\n  line \(statement.line): \(statement.excerpt)") }
            if statement.keys.isDisjoint(with: concerned) { continue }
            lines.append("\n  line \(statement.line): \(statement.excerpt)")
        }
        return "; before" + lines.suffix(8).joined()
    }

    private func feed(_ script: RandomScript, to process: ScriptProcess, _ queue: StatementQueue) {
        var script = script
        var random = SeededNumbers(seed: ~seed)
        let end = Date(timeIntervalSinceNow: seconds)
        var made = 0
        var rest: [UInt8] = []
        making: while made < count, Date() < end {
            var batch: [ScriptStatement] = []
            for _ in 0..<min(200, count - made) {
                let statement = script.next()
                batch.append(statement)
                rest += statement.text
                rest += script.lineEnd()
            }
            made += batch.count
            queue.add(batch)
            // All but the last byte, which is to be the last line's end if this was the last batch.
            var start = 0
            while start < rest.count - 1 {
                var size = rest.count - 1 - start
                // From a byte to much, each order of magnitude as often as the others.
                if pieces == .random { size = min(size, 1 + random.below(1 << (4 + random.below(13)))) }
                // It has ended, and whoever reads its answers will find out.
                guard process.feed(Array(rest[start..<start + size])) == size else { break making }
                start += size
            }
            rest.removeFirst(start)
        }
        // A last line without an end is a line.
        if random.oneIn(2), rest.last == 0x0a { rest.removeLast() }
        process.feed(rest)
        process.endInput()
        queue.add(nil)
    }
}
