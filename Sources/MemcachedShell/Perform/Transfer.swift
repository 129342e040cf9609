import Memcached
import NIOCore

// copy and move: an item, from one key to another, whichever servers they belong to.

extension Performer {
    /// How far a transfer came.
    struct Transferred: Sendable {
        var outcome: ItemOutcome
        /// The server of the source.
        let origin: Int
        /// What was read, if something was; its token is still the one under which it lies.
        var item: SourceItem?
        /// Where it was stored, and by which answer.
        var stored: Answer?
        /// What is not known of the source, if it was to be deleted.
        var sourceIsUnknown = false
    }

    /// An item that is to be stored under another key.
    struct SourceItem: Sendable {
        let value: ByteBuffer
        let flags: UInt32
        let token: UInt64
        /// Never, where nobody tells.
        let end: ItemEnd
        let isStale: Bool
    }

    /// `seen` is what lies under the destination, where that was looked at so that it can be put back: then only that is
    /// replaced, and if somebody is faster, `race` is told.
    func transfer(
        _ transfer: Transfer,
        _ statement: Statement,
        seen: UndoMemory.Before? = nil,
        race: () -> Void = {}
    ) async throws(Failure) -> Transferred {
        let fixed = try exptime(of: transfer)
        let places = await places(of: [transfer.source, transfer.destination], on: statement.target)
        let glance = Glance(key: transfer.source, place: places[0])
        var outcome = ItemOutcome(
            key: typed(transfer.destination),
            server: client.servers[places[1].server],
            status: .notFound
        )
        outcome.origin = Origin(key: typed(transfer.source), server: client.servers[glance.place.server])
        var result = Transferred(outcome: outcome, origin: glance.place.server)
        if case .failure(let error) = places[1].dialect {
            result.outcome.fail(failure(error.beforeSending, statement))
            return result
        }
        let look: ItemLook?
        do throws(Failure) {
            (result.item, look) = try await read(glance, transfer, statement)
        } catch {
            result.outcome.fail(error)
            return result
        }
        guard let item = result.item, let exptime = fixed ?? item.end.exptime(at: .now) else {
            if let look, look.hasWon { _ = await returnWins([(glance, look)]) }
            result.outcome.note = words(statement.command.refusals[.notFound] ?? "", transfer)
            return result
        }
        await store(item, exptime, transfer, statement, on: places[1].server, seen: seen, race, in: &result)
        if result.outcome.status == .stored {
            if settings.wantsTimeLeft {
                result.outcome.secondsLeft = transfer.expiry == nil ? item.end.secondsLeft(at: .now) : nil
            }
            if item.isStale { result.outcome.note = words("KEY1 was stale, which KEY2 does not show", transfer) }
            if transfer.removesSource { await removeSource(item, glance, transfer, statement, in: &result) }
        }
        if let look, look.hasWon, result.outcome.origin?.isDeleted != true {
            if let note = await returnWins([(glance, look)]).first?.note {
                let before = result.outcome.note.map { "\($0); " } ?? ""
                result.outcome.note = before + words("of KEY1: ", transfer) + note
            }
        }
        return result
    }

    /// When the copy is to end, as it is sent, if that was said.
    func exptime(of transfer: Transfer) throws(Failure) -> Int64? {
        guard let expiry = transfer.expiry else { return nil }
        guard expiry.isOver(at: UnixTime.now) else { return try exptime(expiry) }
        let advice = transfer.removesSource ? "'delete KEY1' deletes it" : "'delete KEY2' deletes what is there"
        throw Failure(.usage, words("--ttl says a time that is over, so there would be no KEY2; \(advice)", transfer))
    }

    private static let withoutTokens =
        "hands out no tokens (memcached -C), so nobody can tell whether KEY1 is still what was read; nothing was done: "
        + "'copy KEY1 KEY2' and then 'delete KEY1' do not ask"

    // MARK: The steps

    /// The item that is to be stored; `nil` if there is none. With it, the look that it was read by.
    private func read(
        _ glance: Glance,
        _ transfer: Transfer,
        _ statement: Statement
    ) async throws(Failure) -> (SourceItem?, ItemLook?) {
        let server = client.servers[glance.place.server]
        switch glance.place.dialect {
        case .failure(let error):
            throw failure(error.beforeSending, statement)
        case .success(.meta):
            let look = await peek([glance], statement)[0]
            guard let item = try look.result.get() else { return (nil, look) }
            if transfer.removesSource, item.token == 0 {
                if look.hasWon { _ = await returnWins([(glance, look)]) }
                throw Failure(
                    .client,
                    "\(server) " + words(Performer.withoutTokens, transfer)
                )
            }
            return (SourceItem(item, at: .now), look)
        case .success(.classic):
            let reason = "\(server): the server knows no meta commands (memcached 1.6.13 and later do), so "
            if transfer.removesSource {
                let advice =
                    "KEY1 cannot be deleted on the condition that it is still what was read; nothing was done: "
                    + "'copy KEY1 KEY2 --ttl TTL' and then 'delete KEY1' do not ask"
                throw Failure(.client, reason + words(advice, transfer))
            }
            if transfer.expiry == nil {
                let advice =
                    "nobody can tell what time KEY1 has left; nothing was done: say with --ttl what KEY2 is to get"
                throw Failure(.client, reason + words(advice, transfer))
            }
            let request = Request.retrieve(keys: [glance.key], exptime: nil, tokens: false)
            let answer = await client.perform([(request: request, server: glance.place.server)])[0]
            switch answer.result {
            case .success(.values(let items)):
                return (items.first.flatMap { $0 }.map { SourceItem($0) }, nil)
            case .success(let reply): throw failure(of: reply, answer, statement)
            case .failure(let error): throw failure(ofQuestion: error, statement)
            }
        }
    }

    private func store(
        _ item: SourceItem,
        _ exptime: Int64,
        _ transfer: Transfer,
        _ statement: Statement,
        on server: Int,
        seen: UndoMemory.Before?,
        _ race: () -> Void,
        in result: inout Transferred
    ) async {
        let key = transfer.destination
        let origin = result.outcome.origin
        func plain(_ mode: StoreMode) -> Request {
            .store(mode, key: key, value: item.value, flags: item.flags, exptime: exptime)
        }
        var request = plain(transfer.overwrites ? .set : .add)
        if transfer.overwrites {
            switch seen {
            case .absent: request = plain(.add)
            case .item(let old):
                request = .compareAndStore(
                    key: key,
                    value: item.value,
                    flags: item.flags,
                    exptime: exptime,
                    token: old.token
                )
            case .unknown, nil: break
            }
        }
        var answer = await client.perform(request, on: seen == nil ? statement.target : server)
        if transfer.overwrites, answer.saysNo {
            race()
            request = plain(.set)
            answer = await client.perform(request, on: statement.target)
        }
        var replacesBlindly = false
        if case .store(.set, _, _, _, _) = request { replacesBlindly = true }
        let stored = SentValue(count: item.value.readableBytes, replacesBlindly: replacesBlindly)
        result.outcome = await outcome(of: answer, key: key, statement, storing: stored)
        result.outcome.token = nil
        result.outcome.origin = origin
        if result.outcome.status.isNegative {
            result.outcome.note = words(statement.command.refusals[result.outcome.status] ?? "", transfer)
        }
        result.stored = answer
    }

    /// Deletes what was read, if it is still that.
    private func removeSource(
        _ item: SourceItem,
        _ glance: Glance,
        _ transfer: Transfer,
        _ statement: Statement,
        in result: inout Transferred
    ) async {
        let request = Request.deleteIfUnchanged(key: glance.key, token: item.token)
        let answer = await client.perform([(request: request, server: glance.place.server)])[0]
        let problem: Failure
        result.outcome.origin?.isDeleted = false
        switch answer.result {
        case .success(.meta(let reply)) where reply.code == .done:
            result.outcome.origin?.isDeleted = true
            tokens.noteOwnWrite(of: glance.key)
            result.outcome.note = words("KEY1 is deleted", transfer) + (result.outcome.note.map { "; \($0)" } ?? "")
            return
        case .success(.meta(let reply)) where reply.code == .notFound:
            result.outcome.note = words("KEY1 was gone by then (deleted, expired or evicted)", transfer)
            return
        case .success(.meta):
            result.outcome.status = .exists
            result.outcome.note = words(statement.command.refusals[.exists] ?? "", transfer)
            return
        case .success(let reply): problem = failure(of: reply, answer, statement)
        case .failure(let error):
            result.sourceIsUnknown = error.mayHaveHappened
            problem = failure(error, statement)
        }
        let what =
            problem.mayHaveHappened
            ? "KEY2 is stored, and nobody knows whether KEY1 is deleted: " : "KEY2 is stored, but KEY1 is not deleted: "
        var told = Failure(problem.kind, words(what, transfer) + problem.message)
        told.mayHaveHappened = problem.mayHaveHappened
        result.outcome.fail(told)
    }

    /// A sentence about both keys, with their names in it.
    private func words(_ text: String, _ transfer: Transfer) -> String {
        let parts = text.split(separator: "KEY1", omittingEmptySubsequences: false).map { part in
            part.split(separator: "KEY2", omittingEmptySubsequences: false)
                .joined(separator: Literal.word(typed(transfer.destination)))
        }
        return parts.joined(separator: Literal.word(typed(transfer.source)))
    }
}

extension Performer.SourceItem {
    init(_ item: PeekedItem, at now: ContinuousClock.Instant) {
        value = item.value
        flags = item.flags
        token = item.token
        end = ItemEnd(secondsLeft: item.secondsLeft, at: now)
        isStale = item.marks.contains(.stale)
    }

    init(_ item: Item) {
        value = item.value
        flags = item.flags
        token = item.token ?? 0
        end = .never
        isStale = false
    }
}

extension Answer {
    /// Whether the server has stored nothing, because of what lay there.
    fileprivate var saysNo: Bool {
        if case .success(.word(let word)) = result { Status(word).isNegative } else { false }
    }
}
