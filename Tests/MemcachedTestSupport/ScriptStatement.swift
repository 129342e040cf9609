/// One line of a generated script, and what it asks for.
package struct ScriptStatement: Sendable {
    package enum Meaning: Sendable {
        /// A blank line or a comment: no statement at all.
        case nothing
        /// A statement that cannot be meant: an error of its line, and nothing is sent.
        case wrong
        /// `:set output`.
        case setting
        /// `version`, of every server or of one.
        case version(server: Int?)
        /// `flush_all`, of every server or of one.
        case flush(server: Int?)
        case items(Items)
    }

    /// A statement about keys.
    package struct Items: Sendable {
        /// The command's name as `-o json` has it.
        package let command: String
        package let requests: [ItemRequest]
        /// Whether JSON lists its outcomes.
        package let isList: Bool
        /// The server that `@N` names.
        package let server: Int?
    }

    package let line: Int
    package let meaning: Meaning
    /// As it is in the script, without its line end.
    package let text: [UInt8]

    /// The keys that it is about.
    package var keys: Set<Int> {
        if case .items(let items) = meaning { Set(items.requests.map(\.key)) } else { [] }
    }

    /// The text for messages.
    package var excerpt: String {
        String(decoding: text.prefix(300), as: UTF8.self).debugDescription + (text.count > 300 ? "..." : "")
    }
}

/// What a statement wants of one key.
package struct ItemRequest: Sendable {
    package enum Mode: String, Sendable { case set, add, replace, append, prepend }

    package enum Token: Sendable {
        /// What the last `gets` of the session saw.
        case remembered
        /// One that no server ever gave out.
        case wrong
    }

    package enum Action: Sendable {
        /// `expiry`: what `gat` makes of the item's end.
        case get(withToken: Bool, expiry: ItemExpiry?)
        case store(Mode, [UInt8], flags: UInt32, ItemExpiry)
        case compareAndStore([UInt8], flags: UInt32, ItemExpiry, Token)
        case count(isUp: Bool, by: UInt64)
        case touch(ItemExpiry)
        case delete
    }

    /// An index into the script's keys.
    package let key: Int
    package let action: Action
}

/// When an item ends, as far as a test that waits for nothing can see.
package enum ItemExpiry: Sendable {
    case muchLater, atOnce
}
