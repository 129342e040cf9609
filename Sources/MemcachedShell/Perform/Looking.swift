import Memcached

// Looks at items that do not count as uses.

/// A key that is to be looked at.
struct Glance: Sendable {
    let key: Key
    let place: KeyPlace
}

/// What a look came to.
struct ItemLook: Sendable {
    /// `nil` is a miss.
    let result: Result<PeekedItem?, Failure>
    /// What became of the win, if the look took it from the application.
    var win: Win?
}

/// The right to store a stale item anew, which a look took, and what became of it.
enum Win: Sendable {
    /// It is there for whoever comes next, and the item is as it was.
    case returned
    /// The same, but the item has another token: a server before 1.6.27 gives it one.
    case returnedWithNewToken(was: UInt64)
    /// It could not be given back.
    case lost

    /// What a person needs to know of it.
    var note: String? {
        switch self {
        case .returned: nil
        case .returnedWithNewToken(let token):
            "it is stale, and to look at it took the win from the application; that was given back, but the token was "
                + "\(token) before: only memcached 1.6.27 and later can keep it"
        case .lost:
            "it is stale, and to look at it took the win from the application, which could not be given back: "
                + "until somebody stores it, everybody is told that somebody else does"
        }
    }
}

extension Performer {
    /// Looks at items, and gives back what that took.
    func look(_ glances: [Glance], _ statement: Statement) async -> [ItemLook] {
        // A key that is named twice is looked at once: the second look would find that the first has won.
        var places: [Key: Int] = [:]
        var single: [Glance] = []
        for glance in glances where places[glance.key] == nil {
            places[glance.key] = single.count
            single.append(glance)
        }
        var looks = await peek(single, statement)
        let won = looks.indices.filter { looks[$0].hasWon }
        for (index, win) in zip(won, await returnWins(won.map { (single[$0], looks[$0]) })) {
            looks[index].win = win
        }
        return glances.compactMap { glance in places[glance.key].map { looks[$0] } }
    }

    /// Looks at items, and keeps what that took.
    func peek(_ glances: [Glance], _ statement: Statement) async -> [ItemLook] {
        let answers = await client.perform(
            glances.map { (request: .peek(key: $0.key), server: $0.place.server) }
        )
        return answers.map { answer in
            switch answer.result {
            case .success(.peeked(let item)): ItemLook(result: .success(item))
            case .success(let reply): ItemLook(result: .failure(failure(of: reply, answer, statement)))
            case .failure(let error): ItemLook(result: .failure(failure(ofQuestion: error, statement)))
            }
        }
    }

    /// Gives back the win of items. Also in a session that is read-only: it undoes what the look did.
    func returnWins(_ won: [(glance: Glance, look: ItemLook)]) async -> [Win] {
        // Before 1.6.27 a server refuses to be told the token.
        let keeps = won.map { ($0.glance.place.patch ?? 0) >= 27 }
        let answers = await client.perform(
            won.enumerated().map { index, won in
                let token = won.look.token ?? 0
                return (
                    request: .returnWin(key: won.glance.key, token: token, keepsToken: keeps[index]),
                    server: won.glance.place.server
                )
            }
        )
        return answers.enumerated().map { index, answer in
            guard case .success(.meta(let reply)) = answer.result else { return .lost }
            switch reply.code {
            case .done: return keeps[index] ? .returned : .returnedWithNewToken(was: won[index].look.token ?? 0)
            // Somebody has stored or deleted it: there is nothing to win any longer.
            case .exists, .notFound: return .returned
            default: return .lost
            }
        }
    }
}

extension ItemLook {
    var item: PeekedItem? { if case .success(let item) = result { item } else { nil } }
    var token: UInt64? { item?.token }
    var hasWon: Bool { item?.marks.contains(.won) ?? false }
}
