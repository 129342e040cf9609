/// Who waits for the reply to what was sent.
enum Waiter: Sendable {
    case one(PendingReply)
    /// A task that waits for more replies.
    case among(PendingReplies, place: Int)
    /// Tasks that each asked for a key, and whose keys were sent in one line.
    case sharing([PendingReply])
    /// Whoever sends batches.
    case lane(Lane)

    func succeed(_ reply: Reply) {
        switch self {
        case .one(let pending): pending.succeed(reply)
        case .among(let pending, let place): pending.settle(place, .success(reply))
        case .sharing(let tasks):
            for (place, pending) in tasks.enumerated() { pending.succeed(reply.part(place)) }
        case .lane: break
        }
    }

    /// `others` is what is said to those of whose part of a shared reply nothing need have come.
    func fail(_ error: MemcachedError, others: MemcachedError? = nil) {
        switch self {
        case .one(let pending): pending.fail(error)
        case .among(let pending, let place): pending.settle(place, .failure(error))
        case .sharing(let tasks):
            for (place, pending) in tasks.enumerated() { pending.fail(place == 0 ? error : others ?? error) }
        case .lane(let lane): lane.failed(error, error, track: .changes)
        }
    }
}

extension Reply {
    /// What a reply says of the key at `place`, to one of those who share it.
    func part(_ place: Int) -> Reply {
        if case .values(let items) = self { return .values([items[place]]) }
        return part(place..<place + 1)
    }

    /// What a reply says to one of those who share it: those whose keys stand at `places`.
    func part(_ places: Range<Int>) -> Reply {
        switch self {
        case .values(let items):
            return .values(Array(items[places]))
        case .interrupted(let items, let refusal):
            let own = Array(items[places])
            return own.contains { $0 == nil } ? .refused(refusal) : .values(own)
        default:
            return self
        }
    }
}
