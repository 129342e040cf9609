package import Memcached

/// A statement, understood: nothing in it is left to be checked.
package struct Statement: Sendable {
    package let command: CommandSpec
    package let operation: Operation
    /// The server named with `@`, an index into the servers.
    package let target: Int?
    /// Whether several keys were given, so that the answer is a list.
    package let isList: Bool
    /// What it destroys, in words, if it destroys something; then a person is asked first.
    package let consequence: String?

    /// Whether it can change data.
    package var changesData: Bool { command.effect == .writes || consequence != nil }
}

/// What a statement wants done.
package enum Operation: Sendable {
    case retrieve(keys: [Key], expiry: Expiry?, tokens: Bool)
    case store(StoreMode, [(key: Key, value: ArraySlice<UInt8>)], flags: UInt32, expiry: Expiry)
    case compareAndStore(key: Key, value: ArraySlice<UInt8>, flags: UInt32, expiry: Expiry, token: UInt64?)
    case count(CountDirection, key: Key, by: UInt64)
    case touch(key: Key, expiry: Expiry)
    case delete(keys: [Key])
    /// The same question to every server.
    case everywhere(Request)
    case raw(ArraySlice<UInt8>)
    case servers
    case locate(keys: [Key], down: [Int])
    case help(topic: String?)
    case history
    case quit
}
