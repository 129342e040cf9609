package import NIOCore

/// One question to one server, without its spelling: ``RequestWriter`` alone knows the wire's syntax.
package enum Request: Sendable {
    /// `get`, `gets`, `gat`, `gats`: several keys of one server in one line. `exptime` makes it a `gat`.
    case retrieve(keys: [Key], exptime: Int64?, tokens: Bool)
    case store(StoreMode, key: Key, value: ByteBuffer, flags: UInt32, exptime: Int64)
    case compareAndStore(key: Key, value: ByteBuffer, flags: UInt32, exptime: Int64, token: UInt64)
    /// A meta `set` that answers with the token of what it stored. Only `set`: when a server is out of memory or the
    /// value is too large, a meta store of *any* mode deletes the old item, where the classic `add`, `replace`,
    /// `append`, `prepend` and `cas` leave it alone.
    case setReturningToken(key: Key, value: ByteBuffer, flags: UInt32, exptime: Int64, opaque: Opaque = .next())
    /// The same, but only if nothing became of the item meanwhile.
    case setIfUnchanged(
        key: Key,
        value: ByteBuffer,
        flags: UInt32,
        exptime: Int64,
        from: ItemState,
        opaque: Opaque = .next()
    )
    case count(CountDirection, key: Key, by: UInt64)
    case touch(key: Key, exptime: Int64)
    case delete(key: Key)
    /// A meta `delete` of the item that has this token, and of no other.
    case deleteIfUnchanged(key: Key, token: UInt64, opaque: Opaque = .next())
    case flushAll(delay: UInt32?)
    case version
    case stats(report: String?)
    case verbosity(UInt32)
    /// `me`: what the server knows of an item, told without touching it. A meta `get` would hand out the win token of
    /// a stale item, and so take it away from the application.
    case inspect(key: Key)
    /// A meta `get` that leaves an item's place among the used ones and its fetch mark as they are. One thing it cannot
    /// leave alone: to whoever first looks at a stale item the server hands the win, the right to store it anew, and
    /// ``PeekedItem/marks`` tells that this one took it; ``returnWin(key:token:keepsToken:)`` gives it back.
    case peek(key: Key, opaque: Opaque = .next())
    /// Marks a stale item that has this token as stale once more, so that the next one to look at it wins. From 1.6.27
    /// on it can keep its token; before, every mark gives it a new one.
    case returnWin(key: Key, token: UInt64, keepsToken: Bool, opaque: Opaque = .next())
    /// `mn`: does nothing, and shows that meta commands are understood.
    case metaNoop
}

/// The storage commands that differ only in when they store.
package enum StoreMode: String, Sendable, CaseIterable {
    case set, add, replace, append, prepend
}

/// What a server held under a key when somebody looked.
package enum ItemState: Sendable, Equatable {
    case absent
    case token(UInt64)
}

package enum CountDirection: String, Sendable {
    case increment = "incr"
    case decrement = "decr"
}

extension Request {
    /// The grammar of the reply that is due. Without the question, memcached's replies are ambiguous.
    package var replyShape: ReplyShape {
        switch self {
        case .retrieve(let keys, _, let tokens): .values(keys: keys, tokens: tokens)
        case .store(let mode, _, _, _, _): .word(mode == .set ? [.stored] : [.stored, .notStored])
        case .compareAndStore: .word([.stored, .exists, .notFound])
        case .setReturningToken(_, _, _, _, let opaque), .setIfUnchanged(_, _, _, _, _, let opaque),
            .deleteIfUnchanged(_, _, let opaque), .returnWin(_, _, _, let opaque):
            .meta(opaque)
        case .metaNoop: .meta(nil)
        case .count: .number
        case .touch: .word([.touched, .notFound])
        case .delete: .word([.deleted, .notFound])
        case .flushAll, .verbosity: .word([.ok])
        case .version: .version
        case .stats: .stats
        case .inspect(let key): .facts(key: key)
        case .peek(_, let opaque): .peek(opaque)
        }
    }

    /// Whether asking twice does no more than asking once, so that a lost answer may be asked for again.
    package var isSafeToRepeat: Bool {
        switch self {
        case .retrieve(_, let exptime, _): exptime == nil
        case .version, .inspect, .metaNoop: true
        case .stats(let report): report != "reset"
        // A second look would not tell that the first one took the win.
        case .peek: false
        case .store, .compareAndStore, .setReturningToken, .setIfUnchanged, .count, .touch, .delete, .deleteIfUnchanged,
            .returnWin, .flushAll, .verbosity:
            false
        }
    }

    /// Whether it means nothing on another server: a token is a number of the server that gave it.
    package var isBoundToItsServer: Bool {
        switch self {
        case .compareAndStore, .setIfUnchanged, .deleteIfUnchanged, .returnWin: true
        default: false
        }
    }

    /// Whether a data block follows the command line. A server that refuses such a line may read the block as
    /// commands, so the stream cannot be trusted afterwards.
    package var carriesData: Bool {
        switch self {
        case .store, .compareAndStore, .setReturningToken, .setIfUnchanged: true
        default: false
        }
    }

    /// Whether it only asks for values, at which neither a server nor a proxy that is well closes the connection.
    var isPlainRetrieval: Bool {
        if case .retrieve(_, nil, _) = self { true } else { false }
    }

    /// The key that decides where it goes.
    var firstKey: Key? {
        switch self {
        case .retrieve(let keys, _, _): keys.first
        case .store(_, let key, _, _, _), .compareAndStore(let key, _, _, _, _),
            .setReturningToken(let key, _, _, _, _),
            .setIfUnchanged(let key, _, _, _, _, _), .count(_, let key, _), .touch(let key, _), .delete(let key),
            .deleteIfUnchanged(let key, _, _), .inspect(let key), .peek(let key, _), .returnWin(let key, _, _, _):
            key
        case .flushAll, .version, .stats, .verbosity, .metaNoop: nil
        }
    }

    /// The first thing that is wrong with one of its keys.
    var fault: Key.Fault? {
        guard case .retrieve(let keys, _, _) = self else { return firstKey?.fault }
        for key in keys {
            if let fault = key.fault { return fault }
        }
        return nil
    }

    /// The keys that the request names.
    package var keys: [Key] {
        switch self {
        case .retrieve(let keys, _, _): keys
        case .store(_, let key, _, _, _), .compareAndStore(let key, _, _, _, _),
            .setReturningToken(let key, _, _, _, _),
            .setIfUnchanged(let key, _, _, _, _, _), .count(_, let key, _), .touch(let key, _), .delete(let key),
            .deleteIfUnchanged(let key, _, _), .inspect(let key), .peek(let key, _), .returnWin(let key, _, _, _):
            [key]
        case .flushAll, .version, .stats, .verbosity, .metaNoop: []
        }
    }
}
