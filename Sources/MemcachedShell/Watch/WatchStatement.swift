package import Memcached
import NIOCore

// What a watch asks of a server.

extension Performer {
    /// The server that a watched key is looked for on, all the time.
    package func server(of key: Key, _ statement: Statement) async -> Int {
        await places(of: [key], on: statement.target).first?.server ?? client.currentServer(of: key)
    }

    /// Looks at an item without using it. It is read only where something seems to have become of it.
    package func look(at key: Key, on server: Int, for watch: KeyWatch, _ statement: Statement) async -> KeyWatch.Look {
        let place = KeyPlace(server: server, dialect: await client.dialect(of: server))
        switch place.dialect {
        case .success(.meta): break
        case .success(.classic):
            let reason = "has no meta commands, so that each look would count as a use of the item"
            return .failed(Failure(.client, "\(client.servers[server]) \(reason)"))
        case .failure(let error): return .failed(failure(error, statement))
        }
        let answer = await client.perform(.inspect(key: key), on: server)
        switch answer.result {
        case .failure(let error): return .failed(failure(error, statement))
        case .success(.facts(nil)): return .absent
        case .success(.facts(let facts?)):
            if watch.wantsValue(token: facts.token, itemSize: facts.size) {
                return await read(key, in: place, statement)
            }
            return .item(
                KeyWatch.Sight(token: facts.token, itemSize: facts.size, end: facts.end(patch: place.patch ?? 0)),
                note: nil
            )
        case .success(let reply): return .failed(failure(of: reply, answer, statement))
        }
    }

    private func read(_ key: Key, in place: KeyPlace, _ statement: Statement) async -> KeyWatch.Look {
        switch await peek(at: key, in: place, statement) {
        case .absent: .absent
        case .failed(let failure): .failed(failure)
        case .item(let item, let note):
            .item(
                KeyWatch.Sight(
                    value: Array(item.value.readableBytesView),
                    flags: item.flags,
                    token: item.token,
                    end: ItemEnd(secondsLeft: item.secondsLeft)
                ),
                note: note
            )
        }
    }
}

extension ItemFacts {
    /// Before 1.6.24, -1 may also be the last second.
    fileprivate func end(patch: Int) -> ItemEnd? {
        let left = secondsLeft(patch: patch)
        return left < 0 && patch < 24 ? nil : ItemEnd(secondsLeft: left)
    }
}
