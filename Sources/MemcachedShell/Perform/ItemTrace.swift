import Memcached
import NIOCore

// What a statement left, and whether it lies there still. A token alone does not tell: a server that was started again
// counts its tokens from the beginning, and a `touch` leaves the token as it is.

/// An item as it was left, without its value.
struct ItemTrace: Sendable, Equatable {
    private let count: Int
    private let hash: Int
    private let flags: UInt32
    /// When it was to expire, where the statement changed nothing else.
    var end: ItemEnd?

    init(_ value: some Sequence<UInt8>, flags: UInt32) {
        let bytes = Array(value)
        // Seeded anew in each process, so that nobody can make two values that look the same.
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        count = bytes.count
        hash = hasher.finalize()
        self.flags = flags
    }

    init(_ item: Item) { self.init(item.value.readableBytesView, flags: item.flags) }

    func isLeft(by item: Item) -> Bool {
        var other = ItemTrace(item)
        other.end = end
        return other == self
    }
}

extension Performer {
    /// For each change that is guarded by a token alone: what there is to say, in a server's words, if what it left does
    /// not lie there any longer; `nil` if it does.
    func objections(to changes: [UndoMemory.Change]) async -> [Answer?] {
        var objections = [Answer?](repeating: nil, count: changes.count)
        let guarded = changes.indices.filter { changes[$0].trace != nil && !changes[$0].before.isUnknown }
        let keys = guarded.map { (key: changes[$0].key, server: changes[$0].server) }
        let items = await read(keys)
        let timed = guarded.indices.filter { changes[guarded[$0]].trace?.end != nil }
        var ends: [Int: ItemEnd] = [:]
        for (place, end) in zip(timed, await self.ends(of: timed.map { keys[$0] })) { ends[place] = end?.end }
        for (place, index) in guarded.enumerated() {
            let change = changes[index]
            guard let trace = change.trace else { continue }
            let result: Result<Reply, MemcachedError>
            switch items[place] {
            case .failure(let error): result = .failure(error.beforeSending)
            case .success(nil): result = .success(.word(.notFound))
            case .success(let item?):
                var isSame = trace.isLeft(by: item) && item.token.map { .token($0) } == change.after
                if let end = trace.end { isSame = isSame && ends[place]?.isAbout(end) == true }
                if isSame { continue }
                result = .success(.word(.exists))
            // Nothing was told, so nothing is known to be as it was.
            case nil: result = .success(.word(.exists))
            }
            objections[index] = Answer(server: change.server, isRerouted: false, result: result)
        }
        return objections
    }

    /// When items expire, and the tokens they have; `nil` where their server does not tell.
    func ends(of keys: [(key: Key, server: Int)]) async -> [(token: UInt64, end: ItemEnd)?] {
        var patches: [Int: Int] = [:]
        for server in Set(keys.map(\.server)) {
            if case .success(.meta(let patch)) = await client.dialect(of: server) { patches[server] = patch }
        }
        let answers = await client.perform(keys.map { (request: .inspect(key: $0.key), server: $0.server) })
        let now = ContinuousClock.now
        return zip(keys, answers).map { key, answer in
            guard let patch = patches[key.server], case .success(.facts(let facts?)) = answer.result else { return nil }
            return (facts.token, ItemEnd(secondsLeft: facts.secondsLeft(patch: patch), at: now))
        }
    }
}

extension Statement {
    /// Whether an item has the same token afterwards.
    var leavesToken: Bool {
        switch operation {
        case .touch, .retrieve(_, .some, _): true
        default: false
        }
    }
}
