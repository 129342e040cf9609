/// What an item's flags and bytes mean, as far as can be told.
public struct Meaning: Sendable {
    /// What the value is, once it is unpacked and decoded.
    public enum Content: Sendable {
        /// UTF-8.
        case text([UInt8])
        case bytes([UInt8])
        /// Data, and the language in which it is written out.
        case tree(ValueTree, any LiteralLanguage)
    }

    /// Another way in which it may be meant.
    public struct Alternative: Sendable {
        /// Those that would have written it so.
        public let clients: [any ClientLibrary]
        /// What their programs read: `bool`, `double`.
        public let type: String
    }

    /// The clients that write such an item, or the one that was asked for. Empty if none is known that does.
    public internal(set) var clients: [any ClientLibrary] = []
    /// What a program reads, in a word of its language; empty if nothing is known.
    public internal(set) var type = ""
    /// How it was written down: `pickle`, `JSON`.
    public internal(set) var format: String?
    /// How it was packed.
    public internal(set) var packing: Packing?
    /// How many bytes stand before the packed ones to tell the length.
    public internal(set) var lengthHeader = 0
    /// The number beside the bytes.
    public internal(set) var flags: UInt32 = 0
    /// Whether the bytes were taken for more than text or a number.
    var isStructured = false
    /// The bytes that the server keeps.
    public internal(set) var stored: [UInt8] = []
    /// How many bytes the server keeps.
    public var storedCount: Int { stored.count }
    /// The bytes before the client packed them, for whoever wants to change them; those that are stored if it did not, `nil`
    /// if they could not be unpacked.
    public internal(set) var unpacked: [UInt8]?
    /// How many there are after unpacking.
    public var unpackedCount: Int { unpacked?.count ?? storedCount }
    /// What the value is.
    public internal(set) var content: Content
    /// What it may be as well.
    public internal(set) var alternatives: [Alternative] = []
    /// Why the content is only the bytes that are stored.
    public internal(set) var fault: DecodingFault?
    /// What it would be for those that write such items, if the client that was asked for does not.
    public internal(set) var rival: String?
    /// Whether the flags alone said so: bytes that looked like something are a guess.
    public internal(set) var isGuessed = false

    /// Whether there is nothing to say but what the bytes themselves show.
    public var isPlain: Bool { packing == nil && format == nil && fault == nil && alternatives.isEmpty && type.isEmpty }

    /// Whether the flags say something that no known client would say of such bytes: they are a program's own, or the item
    /// is damaged.
    public var isUnclaimed: Bool { flags != 0 && clients.isEmpty }

    /// The JSON that a text is, if it is an object or an array.
    package func json(limits: DecodingLimits) -> ValueTree? {
        guard case .text(let text) = content, JSONFormat.isWhole(text) else { return nil }
        return try? JSONFormat().decode(text, limits: limits)
    }

    init(content: Content) {
        self.content = content
    }
}
