package import Memcached
import MemcachedValues
import NIOCore

// What an edit wants of the servers: to look at an item without using it, and to store it on conditions.

extension Performer {
    /// An item as it is now, with the place it has among the used ones left alone; `nil` if there is none.
    ///
    /// A server without meta commands is asked with `gets`, which it takes for a use, and does not tell when the item expires.
    package func look(at key: Key, on server: Int?, _ statement: Statement) async -> Result<EditedItem?, Failure> {
        guard let place = await places(of: [key], on: server ?? statement.target).first else { return .success(nil) }
        switch place.dialect {
        case .failure(let error): return .failure(failure(error.beforeSending, statement))
        case .success(.classic): return await plainLook(at: key, on: place.server, statement)
        case .success(.meta): return await quietLook(at: key, in: place, statement)
        }
    }

    private func plainLook(at key: Key, on server: Int, _ statement: Statement) async -> Result<EditedItem?, Failure> {
        switch await read([(key, server)]).first ?? nil {
        case nil: return .failure(Failure(.connection, "\(client.servers[server]): an answer of another kind"))
        case .failure(let error): return .failure(failure(error.beforeSending, statement))
        case .success(nil): return .success(nil)
        case .success(let item?):
            if item.value.readableBytes > EditedItem.largestValue { return .failure(tooLarge(key)) }
            return .success(
                EditedItem(server: server, value: item.bytes, flags: item.flags, token: item.token ?? 0, end: nil)
            )
        }
    }

    private func quietLook(
        at key: Key,
        in place: KeyPlace,
        _ statement: Statement
    ) async -> Result<EditedItem?, Failure> {
        // How large it is comes first: it need not be read for that.
        let answer = await client.perform(.inspect(key: key), on: place.server)
        switch answer.result {
        case .failure(let error): return .failure(failure(error.beforeSending, statement))
        case .success(.facts(nil)): return .success(nil)
        case .success(.facts(let facts?)):
            if facts.size > UInt64(EditedItem.largestValue) { return .failure(tooLarge(key)) }
        // It is looked at all the same: "me" is a debug command, which may be switched off.
        case .success: break
        }
        switch await peek(at: key, in: place, statement) {
        case .absent: return .success(nil)
        case .failed(let failure): return .failure(failure)
        case .item(let item, let note):
            return .success(
                EditedItem(
                    server: place.server,
                    value: Array(item.value.readableBytesView),
                    flags: item.flags,
                    token: item.token,
                    end: ItemEnd(secondsLeft: item.secondsLeft),
                    note: note
                )
            )
        }
    }

    private func tooLarge(_ key: Key) -> Failure {
        let shown = Literal.word(typed(key))
        let limit = ByteCount.words(UInt64(EditedItem.largestValue))
        return Failure(
            .usage,
            "\(shown) is larger than \(limit), too large to edit: 'get \(shown) > FILE' and 'set \(shown) < FILE'"
        )
    }

    /// Stores what was edited, on the condition that the item is still the one that was seen.
    ///
    /// By the classic commands: they leave the older item alone where the server has no room for the new one.
    package func write(_ writing: EditWriting, of key: Key, _ statement: Statement) async -> ItemOutcome {
        let value = writing.value[...]
        let operation: Operation
        if let token = writing.token {
            operation = .compareAndStore(
                key: key,
                value: value,
                flags: writing.flags,
                expiry: writing.expiry,
                token: token
            )
        } else {
            operation = .store(.add, [(key: key, value: value)], flags: writing.flags, expiry: writing.expiry)
        }
        return await perform(operation, of: key, expiry: writing.expiry, on: writing.server, statement)
    }

    private func perform(
        _ operation: Operation,
        of key: Key,
        expiry: Expiry,
        on server: Int,
        _ statement: Statement
    ) async -> ItemOutcome {
        let part = Statement(
            command: statement.command,
            operation: operation,
            target: server,
            isList: false,
            consequence: nil
        )
        var outcome: ItemOutcome
        switch await perform(part).body {
        case .item(let item): outcome = item
        case .failure(let failure):
            outcome = ItemOutcome(key: typed(key), status: .error)
            outcome.fail(failure)
        default: return ItemOutcome(key: typed(key), status: .ok)
        }
        if outcome.failure == nil, !outcome.status.isNegative, settings.wantsTimeLeft {
            switch expiry {
            case .never: outcome.secondsLeft = -1
            case .after(let duration): outcome.secondsLeft = duration.components.seconds
            case .at, .immediately: break
            }
        }
        return outcome
    }
}
