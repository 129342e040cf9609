package import Memcached

// A statement, key by key.

extension Statement {
    /// The keys that it names, if each of them is one question to one server.
    package var keys: [Key] { if case .perKey(let keys) = operation.kind { keys } else { [] } }

    /// The keys of servers that it names.
    package var namedKeys: [Key] {
        switch operation.kind {
        case .perKey(let keys), .whole(let keys), .dialogue(let keys): keys
        case .takingBack: []
        }
    }

    /// Whether it goes on for a while, with a person.
    package var isDialogue: Bool { if case .dialogue = operation { true } else { false } }

    /// The same statement for one of its keys.
    func alone(at index: Int) -> Statement {
        guard isList else { return self }
        let operation: Operation =
            switch operation {
            case .retrieve(let keys, let expiry, let tokens):
                .retrieve(keys: [keys[index]], expiry: expiry, tokens: tokens)
            case .store(let mode, let pairs, let flags, let expiry):
                .store(mode, [pairs[index]], flags: flags, expiry: expiry)
            case .delete(let keys): .delete(keys: [keys[index]])
            default: operation
            }
        return Statement(
            command: command,
            operation: operation,
            target: target,
            isList: false,
            consequence: consequence,
            view: view
        )
    }

    /// Whether its answers bring tokens.
    package var readsTokens: Bool {
        if case .retrieve(_, _, tokens: true) = operation { true } else { false }
    }

    /// Whether to ask twice does no more than to ask once.
    package var isSafeToRepeat: Bool {
        if case .retrieve(_, nil, _) = operation { true } else { false }
    }
}
