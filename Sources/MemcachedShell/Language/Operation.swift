package import Memcached

/// What a statement wants done.
package enum Operation: Sendable {
    case retrieve(keys: [Key], expiry: Expiry?, tokens: Bool)
    case store(StoreMode, [(key: Key, value: ArraySlice<UInt8>)], flags: UInt32, expiry: Expiry)
    case compareAndStore(key: Key, value: ArraySlice<UInt8>, flags: UInt32, expiry: Expiry, token: UInt64?)
    case count(CountDirection, key: Key, by: UInt64)
    case touch(key: Key, expiry: Expiry)
    case delete(keys: [Key])
    /// Everything that servers know of items, without using them.
    case inspect(keys: [Key])
    /// The same of the time that they have left.
    case timeLeft(keys: [Key])
    case transfer(Transfer)
    /// The same question to every server.
    case everywhere(Request)
    case raw(ArraySlice<UInt8>)
    case servers
    case locate(Location)
    case find(Key)
    case simulate(Simulation)
    case help(topic: String?)
    case undo
    case dialogue(Dialogue)
    case history(filter: String?)
    case quit
}

/// What goes on for a while, with a person.
package enum Dialogue: Sendable {
    case edit(Key, expiry: Expiry?)
    case watch(Key, every: Duration)
}

extension Operation {
    /// In what manner it is done, and the keys of servers that it names.
    enum Kind {
        /// Each key is one question to one server.
        case perKey([Key])
        /// It is done as a whole.
        case whole([Key])
        case dialogue([Key])
        /// It takes back what others did.
        case takingBack
    }

    /// All that the rest of the shell knows of an operation without doing it follows from this.
    var kind: Kind {
        switch self {
        case .retrieve(let keys, _, _), .delete(let keys): .perKey(keys)
        case .store(_, let pairs, _, _): .perKey(pairs.map(\.key))
        case .compareAndStore(let key, _, _, _, _), .count(_, let key, _), .touch(let key, _): .perKey([key])
        case .inspect(let keys), .timeLeft(let keys): .whole(keys)
        case .transfer(let transfer): .whole([transfer.source, transfer.destination])
        case .find(let key): .whole([key])
        case .everywhere, .raw, .servers, .locate, .simulate, .help, .history, .quit: .whole([])
        case .dialogue(.edit(let key, _)), .dialogue(.watch(let key, _)): .dialogue([key])
        case .undo: .takingBack
        }
    }
}
