import Memcached
import NIOCore

// Looks at items that leave them as they are.

extension Performer {
    /// What a look told.
    enum Peek: Sendable {
        case absent
        case item(PeekedItem)
        case failed(Failure)
    }

    /// An item with its value, on a server that speaks meta commands.
    ///
    /// The right to store a stale item anew, which the server hands to whoever looks first, is given back. Servers of before
    /// 1.6.27 give the item another token then, so that it has to be read once more; with `gets`, which never takes that right.
    func peek(at key: Key, on server: Int, patch: Int, _ statement: Statement) async -> Peek {
        let answer = await client.perform(.peek(key: key), on: server)
        switch answer.result {
        case .failure(let error): return .failed(failure(error.beforeSending, statement))
        case .success(.peeked(nil)): return .absent
        case .success(.peeked(let item?)):
            guard item.marks.contains(.won) else { return .item(item) }
            let keepsToken = patch >= 27
            let request = Request.returnWin(key: key, token: item.token, keepsToken: keepsToken)
            _ = await client.perform(request, on: server)
            return keepsToken ? .item(item) : await read(again: item, key, on: server, statement)
        case .success(let reply): return .failed(failure(of: reply, answer, statement))
        }
    }

    private func read(again item: PeekedItem, _ key: Key, on server: Int, _ statement: Statement) async -> Peek {
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
                )
            )
        case .failure(let error): return .failed(failure(error.beforeSending, statement))
        case nil: return .failed(Failure(.connection, "\(client.servers[server]): an answer of another kind"))
        }
    }
}
