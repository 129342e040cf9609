/// What a client makes of an item, by the flags and the look of the bytes. ``Interpreter`` goes on from there, and decodes.
public struct ClientReading: Sendable {
    /// What kind of value it is.
    package enum Kind: Sendable {
        /// Text in UTF-8.
        case text
        case bytes
        /// Text where it is UTF-8, else bytes: a string of a language that does not tell one from the other.
        case string
        /// Decimal digits.
        case integerText
        /// A double as text, as this client's language writes it.
        case floatText
        /// `1`, `0` or nothing.
        case boolText
        case json
        case serialized(any SerializedFormat)
        /// Something that only this client writes, decoded by it: a number as Java has it.
        case own(@Sendable ([UInt8], DecodingLimits) throws(DecodingFault) -> ValueTree)
    }

    /// How the bytes go with it.
    public enum Fit: Int, Sendable, Comparable {
        /// The client would fail, or give its program something else than was stored: somebody else wrote it.
        case fails
        /// It reads it, but never writes it like this.
        case reads
        /// It writes such bytes with such flags.
        case writes

        /// Whether the bytes go worse with one than with the other.
        public static func < (one: Fit, other: Fit) -> Bool { one.rawValue < other.rawValue }
    }

    /// What a program gets, in a word of its language: `str`, `int`, `Integer`, `array`.
    public package(set) var type: String
    /// What its bytes are, once they are unpacked.
    package var kind: Kind
    /// How the bytes are packed, if they are.
    public package(set) var packing: Packing?
    /// How many bytes before the packed ones tell how long the value was (php-memcached).
    public package(set) var lengthHeader: Int
    /// How the bytes go with it.
    public package(set) var fit: Fit

    /// A reading of an item; without a packing its bytes are as they were.
    package init(type: String, kind: Kind, packing: Packing? = nil, lengthHeader: Int = 0, fit: Fit) {
        self.type = type
        self.kind = kind
        self.packing = packing
        self.lengthHeader = lengthHeader
        self.fit = fit
    }
}
