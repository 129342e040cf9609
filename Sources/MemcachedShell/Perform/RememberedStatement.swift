import Memcached
import NIOCore

// Statements that can be taken back: at a prompt, where a person's mistakes are few and their time is cheap.
//
// That what was seen is what was replaced is not left to luck. `set`, `replace` and `delete` are sent so that they only
// succeed on the item that was seen; if somebody was faster, they are sent again as they were typed, and cannot be taken
// back. `add` has nothing before it and `cas` has its token. What `append`, `prepend`, `incr`, `decr` and `touch` left is read,
// and must be what comes of the item that was seen.

extension Performer {
    func remembered(_ statement: Statement) async throws(Failure) -> Outcome.Body {
        if case .transfer(let transfer) = statement.operation {
            return try await rememberedTransfer(transfer, statement)
        }
        let keys = statement.keys
        guard !keys.isEmpty, keys.count <= UndoMemory.mostKeys, Set(keys).count == keys.count else {
            let body = try await body(of: statement)
            let reason =
                keys.isEmpty ? nil : keys.count > UndoMemory.mostKeys ? "it has too many keys" : "it names a key twice"
            noteUnseen(body, statement, reason)
            return body
        }
        // What is wrong is told before anybody is asked.
        let exptime = try exptime(of: statement.operation) ?? 0
        var sights: [Sight]
        do throws(MemcachedError) {
            sights = try await look(at: keys, statement)
        } catch {
            return list(keys.map { key in unsent(key, error, statement) }, statement)
        }
        var outcomes = await attempt(statement, keys, exptime, &sights)
        let open = keys.indices.filter { outcomes[$0] == nil }
        if open.count == keys.count {
            for (index, outcome) in zip(open, items(try await body(of: statement))) { outcomes[index] = outcome }
        } else {
            for index in open {
                let alone = statement.isList ? statement.alone(at: index) : statement
                outcomes[index] = items(try await body(of: alone)).first
            }
        }
        var done = outcomes.compactMap { $0 }
        remember(await changes(statement, keys, &sights, done), statement)
        if case .store = statement.operation, !settings.wantsTokens || keys.count > 1 {
            for index in done.indices { done[index].token = nil }
        }
        return list(done, statement)
    }

    private func unsent(_ key: Key, _ error: MemcachedError, _ statement: Statement) -> ItemOutcome {
        var outcome = ItemOutcome(key: typed(key), server: error.server, status: .error)
        outcome.fail(failure(error, statement))
        return outcome
    }

    private func items(_ body: Outcome.Body) -> [ItemOutcome] {
        switch body {
        case .item(let item): [item]
        case .items(let items): items
        default: []
        }
    }

    // MARK: Only on the item that was seen

    /// Does what can be done on the very items that were seen; `nil` for keys for which the statement has to be sent as it
    /// was typed.
    private func attempt(
        _ statement: Statement,
        _ keys: [Key],
        _ exptime: Int64,
        _ sights: inout [Sight]
    ) async -> [ItemOutcome?] {
        var outcomes = [ItemOutcome?](repeating: nil, count: keys.count)
        let requests = keys.indices.compactMap { index in
            guardedRequest(statement, index, sights[index].before, exptime).map { (index: index, request: $0) }
        }
        let answers = await client.perform(requests.map { ($0.request, sights[$0.index].server) })
        for ((index, _), answer) in zip(requests, answers) {
            switch answer.result {
            case .failure(let error) where error.code == .unreachable: continue
            case .success(.refused(let refusal)) where refusal.kind == .unknownCommand: continue
            default: break
            }
            var outcome = await outcome(of: answer, key: keys[index], statement)
            if outcome.status.isNegative {
                sights[index].before = .unknown(UndoMemory.Before.raced)
                continue
            }
            if case .delete = statement.operation, outcome.status == .stored { outcome.status = .deleted }
            let key = keys[index]
            let belongs = client.distribution.server(for: key.bytes.span, log: nil)
            outcome.isRerouted = statement.target == nil && answer.server != belongs
            outcomes[index] = outcome
        }
        return outcomes
    }

    private func guardedRequest(
        _ statement: Statement,
        _ index: Int,
        _ before: UndoMemory.Before,
        _ exptime: Int64
    ) -> Request? {
        switch (statement.operation, before) {
        case (.store(.set, let pairs, let flags, _), .absent):
            let value = ByteBuffer(bytes: pairs[index].value)
            return .setIfUnchanged(key: pairs[index].key, value: value, flags: flags, exptime: exptime, from: .absent)
        case (.store(.set, let pairs, let flags, _), .item(let old)):
            let value = ByteBuffer(bytes: pairs[index].value)
            return .setIfUnchanged(
                key: pairs[index].key,
                value: value,
                flags: flags,
                exptime: exptime,
                from: .token(old.token)
            )
        case (.store(.replace, let pairs, let flags, _), .item(let old)):
            // The classic command: of an item that cannot be replaced, a meta one would leave nothing.
            return .compareAndStore(
                key: pairs[index].key,
                value: ByteBuffer(bytes: pairs[index].value),
                flags: flags,
                exptime: exptime,
                token: old.token
            )
        case (.delete(let keys), .item(let old)): return .deleteIfUnchanged(key: keys[index], token: old.token)
        default: return nil
        }
    }

    // MARK: What it left

    private func changes(
        _ statement: Statement,
        _ keys: [Key],
        _ sights: inout [Sight],
        _ outcomes: [ItemOutcome]
    ) async -> [UndoMemory.Change] {
        let marks = await marks(statement, keys, &sights, outcomes)
        var changes: [UndoMemory.Change] = []
        for (index, outcome) in outcomes.enumerated() {
            var before = sights[index].before
            var after = marks[index]?.after ?? .absent
            var trace = marks[index]?.trace
            if let failure = outcome.failure {
                if failure.mayHaveHappened {
                    before = .unknown("nobody knows whether it was done")
                } else if failure.kind == .server, case .store(.set, _, _, _) = statement.operation, case .item = before
                {
                    // The server has dropped the older value.
                    after = .absent
                    trace = nil
                } else {
                    continue
                }
            } else if outcome.status.isNegative {
                continue
            } else if outcome.server != client.servers[sights[index].server] {
                before = .unknown("it went to another server than the one that was asked before")
            } else if marks[index] == nil, !before.isUnknown {
                before = .unknown(UndoMemory.Before.raced)
            }
            changes.append(
                .init(key: keys[index], server: sights[index].server, before: before, after: after, trace: trace)
            )
        }
        return changes
    }

    private typealias Mark = (after: ItemState, trace: ItemTrace?)

    /// What was left under each key, where that is what comes of the item that was seen.
    private func marks(
        _ statement: Statement,
        _ keys: [Key],
        _ sights: inout [Sight],
        _ outcomes: [ItemOutcome]
    ) async -> [Mark?] {
        var marks = [Mark?](repeating: nil, count: keys.count)
        var open: [Int] = []
        for (index, outcome) in outcomes.enumerated() {
            if outcome.failure != nil || outcome.status.isNegative || sights[index].before.isUnknown { continue }
            if case .delete = statement.operation {
                marks[index] = (.absent, nil)
            } else if case .store(.set, let pairs, let flags, _) = statement.operation, let token = outcome.token,
                token != 0
            {
                marks[index] = (.token(token), ItemTrace(pairs[index].value, flags: flags))
            } else {
                open.append(index)
            }
        }
        let seen = open.map { (key: keys[$0], server: sights[$0].server) }
        let ends = statement.leavesToken ? await ends(of: seen) : []
        for (place, item) in await read(seen).enumerated() {
            let index = open[place]
            guard case .success(let item?) = item, let token = item.token,
                statement.leaves(item, at: index, from: sights[index].before, answer: outcomes[index])
            else { continue }
            if token == 0 {
                sights[index].before = .unknown(UndoMemory.Before.withoutTokens)
            } else {
                var trace = ItemTrace(item)
                if statement.leavesToken {
                    guard let told = ends[place], told.token == token else { continue }
                    trace.end = told.end
                }
                marks[index] = (.token(token), trace)
            }
        }
        return marks
    }

    // MARK: Remembering

    private func remember(_ changes: [UndoMemory.Change], _ statement: Statement) {
        guard !changes.isEmpty else { return }
        undoMemory.remember(
            UndoMemory.Step(command: statement.command.name, changes: changes, isList: statement.isList)
        )
    }

    /// Something was changed that nobody has looked at before.
    private func noteUnseen(_ body: Outcome.Body, _ statement: Statement, _ reason: String?) {
        let outcome = Outcome(statement, body: body)
        if !items(body).isEmpty, items(body).allSatisfy({ $0.failure != nil || $0.status.isNegative }) { return }
        if case .servers(let servers) = body, !servers.contains(where: { $0.failure?.mayHaveHappened ?? true }) {
            return
        }
        let obstacle = reason ?? "what it did was not seen"
        undoMemory.remember(
            UndoMemory.Step(command: outcome.command, changes: [], isList: statement.isList, obstacle: obstacle)
        )
    }
}

extension UndoMemory.Before {
    var isUnknown: Bool { if case .unknown = self { true } else { false } }
}
