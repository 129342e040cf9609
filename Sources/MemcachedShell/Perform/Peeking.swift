import Memcached
import NIOCore

// One item, looked at without being used.

extension Performer {
    /// What a look told.
    enum Peek: Sendable {
        case absent
        /// And what a person needs to know of the look itself, if there is something.
        case item(PeekedItem, note: String?)
        case failed(Failure)
    }

    /// An item with its value and the token that it has after the look, on a server that speaks meta commands.
    func peek(at key: Key, in place: KeyPlace, _ statement: Statement) async -> Peek {
        guard let look = await look([Glance(key: key, place: place)], statement).first else { return .absent }
        switch look.result {
        case .failure(let failure): return .failed(failure)
        case .success(nil): return .absent
        case .success(let item?):
            // A stale item got another token when the win was given back, and has to be read once more: with gets, which
            // never takes a win.
            guard case .returnedWithNewToken? = look.win else { return .item(item, note: look.win?.note) }
            return await read(again: item, key, on: place.server, note: look.win?.note, statement)
        }
    }

    private func read(
        again item: PeekedItem,
        _ key: Key,
        on server: Int,
        note: String?,
        _ statement: Statement
    ) async -> Peek {
        switch await read([(key, server)]).first ?? nil {
        case .success(nil): return .absent
        case .success(let now?):
            return .item(
                PeekedItem(
                    value: now.value,
                    flags: now.flags,
                    token: now.token ?? 0,
                    secondsLeft: item.secondsLeft,
                    marks: item.marks
                ),
                note: note
            )
        case .failure(let error): return .failed(failure(error.beforeSending, statement))
        case nil: return .failed(Failure(.connection, "\(client.servers[server]): an answer of another kind"))
        }
    }
}
