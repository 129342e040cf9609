package import Memcached
import NIOCore

// What a server's answer says of a key.

extension Performer {
    /// How a key fared, by the answer to its request. What has to be remembered for later statements is remembered.
    package func outcome(of answer: Answer, key: Key, _ statement: Statement) async -> ItemOutcome {
        await outcome(of: answer, key: key, statement, storing: statement.value(of: key))
    }

    /// The same for a statement that stores a value which it does not hold itself.
    func outcome(
        of answer: Answer,
        key: Key,
        _ statement: Statement,
        storing stored: SentValue?
    ) async -> ItemOutcome {
        var outcome = outcome(key, answer)
        switch answer.result {
        case .success(.values(let items)):
            note(items.first.flatMap { $0 }, key, answer, statement, in: &outcome)
        case .success(.word(let word)):
            outcome.status = Status(word)
        case .success(.number(let number)):
            outcome.status = .ok
            outcome.number = number
        case .success(.meta(let reply)):
            outcome.status = Status(reply.code)
            outcome.token = reply.token
        case .success(let reply):
            outcome.fail(failure(of: reply, answer, statement))
        case .failure(let error):
            outcome.fail(failure(error, statement))
        }
        if outcome.status.isNegative {
            outcome.note = note(reason(outcome.status, key, statement), outcome.key)
        } else if outcome.failure == nil, statement.changesToken {
            tokens.noteOwnWrite(of: key)
        }
        if case .success(.refused(let refusal)) = answer.result, refusal.isNoNumber, let failure = outcome.failure {
            let shown = Literal.word(outcome.key)
            outcome.failure = Failure(
                failure.kind,
                "\(failure.message): it counts decimal digits only, and 'get \(shown)' shows what is there"
            )
        }
        if case .success(.refused(let refusal)) = answer.result, refusal.isTooLarge, let stored {
            if largestItems[answer.server] == nil {
                largestItems[answer.server] = await client.settings(of: answer.server).largestItem ?? ""
            }
            outcome.failure = tooLarge(stored, answer)
        }
        return outcome
    }

    private func note(
        _ item: Item?,
        _ key: Key,
        _ answer: Answer,
        _ statement: Statement,
        in outcome: inout ItemOutcome
    ) {
        guard let item else {
            outcome.status = .miss
            // The token is that of the last gets; a get is none.
            if statement.readsTokens { tokens.forget(key, server: answer.server) }
            return
        }
        outcome.status = .hit
        outcome.value = item.value
        outcome.flags = item.flags
        guard statement.readsTokens, let token = item.token else { return }
        outcome.token = token
        remember(token, of: key, server: answer.server)
    }

    /// Whether this session may remember a token of a key, as it was typed, so that its own writes have to be noted.
    package func mayRememberToken(ofTyped key: Span<UInt8>) -> Bool {
        settings.prefix.isEmpty ? tokens.mayHold(key) : !tokens.isEmpty
    }

    /// What a person needs to know of a value that the server would not take: how large it is, and what the limit is.
    private func tooLarge(_ value: SentValue, _ answer: Answer) -> Failure {
        let server = client.servers[answer.server]
        var message = "\(server): SERVER_ERROR object too large for cache: the value has \(value.count) bytes"
        if let limit = largestItems[answer.server], !limit.isEmpty {
            message += ", and the server's item_size_max is \(limit), key and bookkeeping included"
        }
        if value.replacesBlindly {
            message += "; an older value is gone: a set that fails deletes it"
        }
        return Failure(.server, message)
    }
}

extension Statement {
    /// Whether it gives an item a new token when it succeeds.
    fileprivate var changesToken: Bool {
        switch operation {
        case .store, .compareAndStore, .count, .delete, .transfer: true
        default: false
        }
    }

    /// The value that it stores under a key.
    fileprivate func value(of key: Key) -> SentValue? {
        switch operation {
        case .store(let mode, let pairs, _, _):
            pairs.last { $0.key == key }.map { SentValue(count: $0.value.count, replacesBlindly: mode == .set) }
        case .compareAndStore(_, let value, _, _, _): SentValue(count: value.count, replacesBlindly: false)
        default: nil
        }
    }
}

/// A value that a server was to store.
struct SentValue: Sendable {
    /// In bytes.
    let count: Int
    /// Whether it was sent with `set`, which deletes what was there even if it fails.
    let replacesBlindly: Bool
}

extension Refusal {
    fileprivate var isNoNumber: Bool {
        kind == .client && text.starts(with: "cannot increment or decrement non-numeric".utf8)
    }

    fileprivate var isTooLarge: Bool { kind == .server && text.starts(with: "object too large".utf8) }
}
