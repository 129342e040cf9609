import Memcached
import NIOCore

// copy and move at a prompt, where they can be taken back.

extension Performer {
    func rememberedTransfer(_ transfer: Transfer, _ statement: Statement) async throws(Failure) -> Outcome.Body {
        // What is wrong is told before anybody is asked.
        _ = try exptime(of: transfer)
        // Not at the source, which is read without being used.
        var sights: [Sight]
        do throws(MemcachedError) {
            sights = try await look(at: [transfer.destination], statement)
        } catch {
            var outcome = ItemOutcome(key: typed(transfer.destination), server: error.server, status: .error)
            outcome.fail(failure(error, statement))
            return .item(outcome)
        }
        var wasRaced = false
        let done = try await self.transfer(transfer, statement, seen: sights[0].before) { wasRaced = true }
        if wasRaced { sights[0].before = .unknown(UndoMemory.Before.raced) }
        var changes: [UndoMemory.Change] = []
        if let change = await destinationChange(transfer.destination, done, sights[0]) { changes.append(change) }
        // The source comes back before its copy goes.
        if let change = sourceChange(transfer.source, done) { changes.insert(change, at: 0) }
        guard !changes.isEmpty else { return .item(done.outcome) }
        var step = UndoMemory.Step(command: statement.command.name, changes: changes, isList: changes.count > 1)
        step.isChain = true
        // All of it or nothing.
        for case .unknown(let reason) in changes.map(\.before) { step.obstacle = reason }
        if step.obstacle != nil { step.changes = [] }
        undoMemory.remember(step)
        return .item(done.outcome)
    }

    /// `nil` if nothing was changed there.
    private func destinationChange(_ key: Key, _ done: Transferred, _ sight: Sight) async -> UndoMemory.Change? {
        guard let answer = done.stored, let item = done.item else { return nil }
        var change = UndoMemory.Change(key: key, server: sight.server, before: sight.before, after: .absent)
        switch answer.result {
        case .success(.word(.stored)): break
        case .failure(let error) where error.mayHaveHappened:
            change.before = .unknown("nobody knows whether it was done")
            return change
        // A set that fails has deleted what was there; that happens only where it was not seen.
        case .success(.refused(let refusal)) where refusal.kind == .server && sight.before.isUnknown: return change
        default: return nil
        }
        if answer.server != sight.server {
            change.before = .unknown("it went to another server than the one that was asked before")
        }
        if change.before.isUnknown { return change }
        guard case .success(let left?)? = await read([(key, sight.server)]).first, let token = left.token,
            left.flags == item.flags, left.value == item.value
        else {
            change.before = .unknown(UndoMemory.Before.raced)
            return change
        }
        if token == 0 {
            change.before = .unknown(UndoMemory.Before.withoutTokens)
        } else {
            change.after = .token(token)
            change.trace = ItemTrace(left)
        }
        return change
    }

    private func sourceChange(_ key: Key, _ done: Transferred) -> UndoMemory.Change? {
        let isDeleted = done.outcome.origin?.isDeleted == true
        guard isDeleted || done.sourceIsUnknown, let item = done.item else { return nil }
        // It was deleted on the condition that it was still what was read.
        let before: UndoMemory.Before = isDeleted ? .init(item) : .unknown("nobody knows whether it was done")
        return UndoMemory.Change(key: key, server: done.origin, before: before, after: .absent)
    }
}

extension UndoMemory.Before {
    fileprivate init(_ item: Performer.SourceItem) {
        guard item.value.readableBytes <= UndoMemory.largestValue else {
            self = .tooLarge(UInt64(item.value.readableBytes))
            return
        }
        // A copy: the reply that it came in is larger.
        let value = ByteBuffer(bytes: item.value.readableBytesView)
        self = .item(
            UndoMemory.OldItem(value: value, flags: item.flags, end: item.end, token: item.token)
        )
    }
}
