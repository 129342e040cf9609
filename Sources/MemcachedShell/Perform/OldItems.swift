import Memcached
import MemcachedValues
import NIOCore

// What lies under the keys of a statement that is about to change it.

extension Performer {
    /// A key, as its server told of it a moment before a statement.
    struct Sight: Sendable {
        let server: Int
        var before: UndoMemory.Before
    }

    /// Looks at keys, each on the server that the statement will go to.
    ///
    /// `me` tells the size and the time left without touching the item; only what is small enough to be kept is then
    /// read, with `gets`: a meta `get` would take the win token of a stale item from the application. Both must tell of the
    /// same token. A server that does not answer in time is a failure: to wait for it once more would be too long.
    func look(at keys: [Key], _ statement: Statement) async throws(MemcachedError) -> [Sight] {
        var sights = keys.map { key in
            Sight(server: target(of: key, statement), before: .unknown("its server could not be asked"))
        }
        var patches: [Int: Int] = [:]
        for server in Set(sights.map(\.server)) {
            switch await client.dialect(of: server) {
            case .success(.meta(let patch)): patches[server] = patch
            case .success(.classic):
                for index in sights.indices where sights[index].server == server {
                    sights[index].before = .unknown("\(client.servers[server]) does not tell of items by meta commands")
                }
            case .failure(let error) where error.code == .unreachable: break
            case .failure(let error): throw error.beforeSending
            }
        }
        let asked = sights.indices.filter { patches[sights[$0].server] != nil }
        let answers = await client.perform(asked.map { (.inspect(key: keys[$0]), sights[$0].server) })
        var facts: [(index: Int, facts: ItemFacts)] = []
        for (index, answer) in zip(asked, answers) {
            switch answer.result {
            case .success(.facts(nil)): sights[index].before = .absent
            case .success(.facts(let item?)) where item.size > UInt64(UndoMemory.largestValue):
                sights[index].before = .tooLarge(item.size)
            case .success(.facts(let item?)): facts.append((index, item))
            case .failure(let error) where error.code == .timeout || error.code == .cancelled:
                throw error.beforeSending
            case .success, .failure: break
            }
        }
        let now = ContinuousClock.now
        let items = await read(facts.map { (keys[$0.index], sights[$0.index].server) })
        for ((index, facts), item) in zip(facts, items) {
            let left = facts.secondsLeft(patch: patches[sights[index].server] ?? 0)
            sights[index].before = UndoMemory.Before(item, facts, end: ItemEnd(secondsLeft: left, at: now))
        }
        return sights
    }

    /// The server that a statement about a key goes to.
    private func target(of key: Key, _ statement: Statement) -> Int {
        if let target = statement.target { return target }
        // A token that was seen names the server.
        if case .compareAndStore(_, _, _, _, nil) = statement.operation, let entry = tokens[key] { return entry.server }
        return client.currentServer(of: key)
    }

    /// Items with their tokens; `nil` for those that could not be read.
    func read(_ keys: [(key: Key, server: Int)]) async -> [Result<Item?, MemcachedError>?] {
        let answers = await client.perform(
            keys.map { (.retrieve(keys: [$0.key], exptime: nil, tokens: true), $0.server) }
        )
        return answers.map { answer in
            switch answer.result {
            case .success(.values(let items)): .success(items.first ?? nil)
            case .success: nil
            case .failure(let error): .failure(error)
            }
        }
    }
}

extension UndoMemory.Before {
    fileprivate init(_ item: Result<Item?, MemcachedError>?, _ facts: ItemFacts, end: ItemEnd) {
        switch item {
        case .success(.some) where facts.token == 0: self = .unknown(UndoMemory.Before.withoutTokens)
        case .success(let item?) where item.token == facts.token:
            // A copy: the reply that it came in is larger.
            let value = ByteBuffer(bytes: item.value.readableBytesView)
            self = .item(
                UndoMemory.OldItem(value: value, flags: item.flags, end: end, token: facts.token)
            )
        case .success: self = .unknown(UndoMemory.Before.raced)
        case .failure, nil: self = .unknown("its server did not tell what was there")
        }
    }

    /// In bytes.
    static func tooLarge(_ size: UInt64) -> UndoMemory.Before {
        .unknown("the item, with \(ByteCount.words(size)), was too large to be kept")
    }

    /// All tokens are 0, so that none tells whether somebody else has changed an item.
    static let withoutTokens = "its server hands out no tokens (memcached -C)"
    static let raced = "somebody else changed it at the same moment"
}
