import Memcached
import MemcachedValues
import NIOCore

// undo: puts back what the last statement replaced, if nobody has changed it since.

extension Performer {
    /// In bytes.
    private static let longestShownByUndo = 1024

    /// Goes on with what another one remembers, if it spoke to the same servers.
    package func keepUndo(of other: Performer) {
        if client.servers == other.client.servers { undoMemory = other.undoMemory }
    }

    func undo(_ statement: Statement) async throws(Failure) -> Outcome.Body {
        guard settings.remembersOldItems else {
            throw Failure(.usage, "undo is for the prompt: elsewhere nothing is remembered")
        }
        guard let step = undoMemory.last else {
            throw Failure(.usage, "there is nothing to take back")
        }
        if let obstacle = step.obstacle {
            undoMemory.removeLast()
            throw Failure(.usage, "\(step.command) cannot be taken back: \(obstacle)\(next)")
        }
        let now = ContinuousClock.now
        let requests = step.changes.map { request(toTakeBack: $0, at: now) }
        let objections = await objections(to: step.changes)
        // In a chain nothing is done behind what cannot be taken back.
        let isOpen = step.changes.indices.map { requests[$0] != nil && objections[$0] == nil }
        let chain = step.isChain ? isOpen.firstIndex(of: false).map { $0 + 1 } ?? isOpen.count : isOpen.count
        let sent = step.changes.indices.prefix(chain).filter { isOpen[$0] }
        let orders = sent.compactMap { index in
            requests[index].map { (request: $0, server: step.changes[index].server) }
        }
        let answers = step.isChain ? await performInTurn(orders) : await client.perform(orders)
        var results: [Int: Answer] = [:]
        for index in requests.indices where requests[index] != nil { results[index] = objections[index] }
        for (index, answer) in zip(sent, answers) { results[index] = answer }
        let left = Set(sent.dropFirst(answers.count)).union(step.changes.indices.dropFirst(chain))
        var outcomes: [ItemOutcome] = []
        var open: [UndoMemory.Change] = []
        for (index, change) in step.changes.enumerated() {
            if left.contains(index) {
                if !open.isEmpty { open.append(change) }
                outcomes.append(unbroken(change, step))
                continue
            }
            let outcome = await outcome(of: change, results[index], at: now, step, statement)
            if let failure = outcome.failure, failure.kind == .connection || failure.kind == .timeout {
                open.append(change)
            }
            outcomes.append(outcome)
        }
        undoMemory.removeLast()
        // What could not be asked for may be asked for again: the token keeps it from being done twice.
        if !open.isEmpty {
            var rest = step
            rest.changes = open
            undoMemory.remember(rest)
        }
        outcomes = await withNews(of: step, outcomes)
        return step.isList ? .items(outcomes) : outcomes.first.map { .item($0) } ?? .nothing
    }

    /// Performs requests one after the other, as long as they succeed.
    private func performInTurn(_ orders: [(request: Request, server: Int)]) async -> [Answer] {
        var answers: [Answer] = []
        for order in orders {
            answers += await client.perform([order])
            guard let last = answers.last, last.isDone else { break }
        }
        return answers
    }

    /// What there is to say of a change that stays, because the one before it was not taken back.
    private func unbroken(_ change: UndoMemory.Change, _ step: UndoMemory.Step) -> ItemOutcome {
        var outcome = ItemOutcome(key: typed(change.key), server: client.servers[change.server], status: .exists)
        let first = step.changes.first.map { Literal.word(typed($0.key)) } ?? ""
        outcome.note = "\(Literal.word(outcome.key)) was left alone, because \(first) did not come back"
        return outcome
    }

    /// What another `undo` would take back.
    private var next: String {
        guard let step = undoMemory.last else { return "; nothing before it is remembered" }
        let keys = step.changes.prefix(1).map { " " + Literal.word(typed($0.key)) }.joined()
        return "; undo again takes back \(step.command)\(keys)\(step.changes.count > 1 ? " and more" : "")"
    }

    /// What restores the item, on the condition that nothing else became of it; `nil` if nothing can or has to be done.
    private func request(toTakeBack change: UndoMemory.Change, at now: ContinuousClock.Instant) -> Request? {
        switch (change.before, change.after) {
        case (.unknown, _), (.absent, .absent): return nil
        case (.absent, .token(let token)): return .deleteIfUnchanged(key: change.key, token: token)
        case (.item(let old), .token(let token)):
            guard let exptime = old.end.exptime(at: now) else {
                return .deleteIfUnchanged(key: change.key, token: token)
            }
            return .compareAndStore(
                key: change.key,
                value: old.value,
                flags: old.flags,
                exptime: exptime,
                token: token
            )
        case (.item(let old), .absent):
            guard let exptime = old.end.exptime(at: now) else { return nil }
            return .store(.add, key: change.key, value: old.value, flags: old.flags, exptime: exptime)
        }
    }

    private func outcome(
        of change: UndoMemory.Change,
        _ answer: Answer?,
        at now: ContinuousClock.Instant,
        _ step: UndoMemory.Step,
        _ statement: Statement
    ) async -> ItemOutcome {
        let shown = Literal.word(typed(change.key))
        let title = "\(step.command) \(shown)"
        guard let answer else {
            var outcome = ItemOutcome(key: typed(change.key), server: client.servers[change.server], status: .notFound)
            if case .unknown(let reason) = change.before {
                outcome.fail(Failure(.usage, "\(title) cannot be taken back: \(reason)"))
            } else if step.isChain {
                outcome.note = "\(shown) does not come back: it would have expired by now"
            } else {
                outcome.note = "\(title) is taken back by time: \(shown) would have expired by now"
            }
            return outcome
        }
        var outcome = await outcome(of: answer, key: change.key, statement)
        outcome.token = nil
        if case .success(.meta) = answer.result, outcome.status == .stored { outcome.status = .deleted }
        if outcome.failure != nil { return outcome }
        if !outcome.status.isNegative { tokens.noteOwnWrite(of: change.key) }
        switch outcome.status {
        case .stored:
            outcome.note = "\(title) is taken back"
            if case .item(let old) = change.before {
                // Of a long value the size is enough: this is no answer to get.
                if old.value.readableBytes <= Performer.longestShownByUndo {
                    outcome.value = old.value
                } else {
                    outcome.note = "\(title) is taken back: \(ByteCount.words(UInt64(old.value.readableBytes)))"
                }
                outcome.flags = old.flags
                outcome.secondsLeft = old.end.secondsLeft(at: now)
            }
        case .deleted:
            if case .absent = change.before {
                outcome.note = "\(title) is taken back: there was no \(shown) before"
            } else {
                outcome.note = "\(title) is taken back: what it held before would have expired by now"
            }
        case .notFound: outcome.note = "\(shown) is gone since (deleted, expired or evicted), so nothing was done"
        case .notStored: outcome.note = "there is a \(shown) again, which undo does not overwrite"
        default: outcome.note = "somebody else has changed \(shown) since, so nothing was done"
        }
        return outcome
    }

    /// Looks at the items afterwards: those that are back have new tokens, by which earlier statements can be taken back;
    /// of those that are not, it is told what they are now.
    private func withNews(of step: UndoMemory.Step, _ outcomes: [ItemOutcome]) async -> [ItemOutcome] {
        var outcomes = outcomes
        let seen = outcomes.indices.filter {
            outcomes[$0].status == .stored || outcomes[$0].status == .exists || outcomes[$0].status == .notStored
        }
        let items = await read(seen.map { (step.changes[$0].key, step.changes[$0].server) })
        for (index, item) in zip(seen, items) {
            guard case .success(let item?) = item, let token = item.token else { continue }
            let change = step.changes[index]
            guard outcomes[index].status == .stored else {
                let value = item.value.readableBytesView
                let shown = Literal.quoted(value.prefix(60)) + (value.count > 60 ? "... (\(value.count) bytes)" : "")
                outcomes[index].note = outcomes[index].note.map { "\($0); it is now \(shown)  token \(token)" }
                continue
            }
            guard case .item(let old) = change.before, item.flags == old.flags,
                item.value.readableBytesView.elementsEqual(old.value.readableBytesView)
            else { continue }
            if settings.wantsTokens { outcomes[index].token = token }
            undoMemory.follow(change.key, on: change.server, from: old.token, to: token, end: old.end)
        }
        return outcomes
    }
}

extension Answer {
    /// Whether what was asked for was done.
    fileprivate var isDone: Bool {
        switch result {
        case .success(.word(let word)): !Status(word).isNegative
        case .success(.meta(let reply)): reply.code == .done
        default: false
        }
    }
}
