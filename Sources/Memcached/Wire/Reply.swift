public import NIOCore

/// A whole reply of a server, whose grammar was told by the question.
package enum Reply: Sendable, Equatable {
    case word(ReplyWord)
    /// What a counter stands at.
    case number(UInt64)
    /// One element for each key asked for, in that order; `nil` is a miss.
    case values([Item?])
    /// Values, and then a refusal in the place of the rest: the slots still `nil` are unknown, not misses.
    case interrupted(values: [Item?], Refusal)
    case stats([Stat])
    case version(String)
    case meta(MetaReply)
    /// What `me` tells of an item; `nil` is a miss.
    case facts(ItemFacts?)
    /// What a look at an item told; `nil` is a miss.
    case peeked(PeekedItem?)
    /// `ERROR`, `CLIENT_ERROR`, `SERVER_ERROR` and their kin: a legal reply to every question.
    case refused(Refusal)
}

/// The one-word replies.
package enum ReplyWord: String, Sendable, CaseIterable {
    case stored = "STORED"
    case notStored = "NOT_STORED"
    case exists = "EXISTS"
    case notFound = "NOT_FOUND"
    case deleted = "DELETED"
    case touched = "TOUCHED"
    case ok = "OK"
}

/// One line of `stats`: both parts as the server spells them, the value possibly empty or with blanks.
package struct Stat: Sendable, Equatable {
    package let name: [UInt8]
    package let value: [UInt8]
}

/// The reply to a meta command that returns no value.
package struct MetaReply: Sendable, Equatable {
    package enum Code: String, Sendable {
        case done = "HD"
        case notStored = "NS"
        case exists = "EX"
        case notFound = "NF"
        /// The answer to `mn`.
        case noop = "MN"
    }

    package let code: Code
    /// The token, when it was asked for with `c`.
    package let token: UInt64?

    package init(code: Code, token: UInt64?) {
        self.code = code
        self.token = token
    }
}

/// What the debug command `me` tells of an item.
package struct ItemFacts: Sendable, Equatable {
    /// Seconds left; negative: none (or, before 1.6.24, the seconds left with the wrong sign).
    package let exp: Int64
    package let token: UInt64
    /// Bytes of the whole item in the server's memory, not of the value alone.
    package let size: UInt64
    /// Seconds since the item was last used.
    package let secondsSinceUse: Int64?
    /// Whether it was fetched since it was stored.
    package let wasFetched: Bool?
    /// The slab class that its memory is of.
    package var slabClass: UInt64?
}

/// A server's refusal, in its own words.
package struct Refusal: Sendable, Equatable {
    package enum Kind: Sendable {
        /// `ERROR`: the command is unknown, or switched off.
        case unknownCommand
        /// `CLIENT_ERROR`: what was sent is not acceptable.
        case client
        /// `SERVER_ERROR` and all others: the server could not do it.
        case server
    }

    package let kind: Kind
    /// What follows the first word; may be empty.
    package let text: [UInt8]
}

/// An item as a server returned it.
public struct Item: Sendable, Equatable {
    /// The stored bytes, exactly.
    public let value: ByteBuffer
    /// The number stored beside the bytes, by which client libraries mark what the bytes mean. 32 bits.
    public let flags: UInt32
    /// The item's token, by which ``MemcachedClient/compareAndSet(_:to:flags:expires:token:)`` can tell whether it was
    /// changed since; `nil` when it was not asked for. Only ever compare tokens: their order means nothing.
    public let token: UInt64?

    /// The value as text; bytes that are not UTF-8 appear as replacement characters.
    public var string: String { String(decoding: value.readableBytesView, as: UTF8.self) }
    /// The value as an array of bytes.
    public var bytes: [UInt8] { Array(value.readableBytesView) }

    package init(value: ByteBuffer, flags: UInt32, token: UInt64?) {
        self.value = value
        self.flags = flags
        self.token = token
    }
}
