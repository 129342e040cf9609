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

    /// How its values are to be shown.
    package var view = ViewRequest()

    /// Whether it can change data.
    package var changesData: Bool { command.effect == .writes || consequence != nil }

    /// Whether it is one that `undo` would have to take back.
    var changesItems: Bool {
        switch operation.kind {
        case .perKey, .whole: changesData
        // What a dialogue changes, it changes by statements of its own.
        case .dialogue, .takingBack: false
        }
    }
}

/// Which keys `where` is asked for, and how.
package struct Location: Sendable {
    /// As they were typed: each distribution has a prefix of its own.
    package var keys: [[UInt8]]
    /// Whether more keys come on standard input, a line each.
    package var readsInput = false
    package var down: [Int] = []
    /// Those named with `--as`; none for the session's own.
    package var distributions: [DistributionChoice] = []
    /// What the program gives to choose by in place of the key's own number.
    package var number: Int?

    package init(keys: [[UInt8]]) {
        self.keys = keys
    }
}

/// What `simulate` is asked for.
package struct Simulation: Sendable {
    package enum Change: String, Sendable, CaseIterable {
        case add, remove, weight
    }

    package enum Keys: Sendable, Equatable {
        /// So many, made up.
        case synthetic(Int)
        /// Those that the servers hold.
        case live
    }

    package var change: Change
    package var servers: [ServerAddress]
    package var keys: Keys
    /// What is used in place of the session's distribution.
    package var distribution: DistributionChoice?
}

/// What `copy` and `move` are asked for.
package struct Transfer: Sendable {
    package var source: Key
    package var destination: Key
    /// Whether what lies under the destination may be replaced.
    package var overwrites = false
    /// In place of the time that the source has left.
    package var expiry: Expiry?
    /// Whether the source is deleted afterwards, if it is still what was read.
    package var removesSource: Bool
}
