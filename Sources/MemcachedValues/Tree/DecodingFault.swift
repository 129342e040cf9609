/// Why bytes could not be read as what they were taken for.
public struct DecodingFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// In a person's words, to stand behind "not decoded: ": `it ends in the middle of a string`.
    public let reason: String
    /// The byte at which it was noticed, where that says something.
    public let offset: Int?

    /// Whether there is nothing wrong with the bytes, but more in them than is read here.
    public private(set) var isLimit = false

    /// A reason, and the byte at which it was noticed.
    public init(_ reason: String, at offset: Int? = nil) {
        self.reason = reason
        self.offset = offset
    }

    private init(limit reason: String) {
        self.init(reason)
        isLimit = true
    }

    /// Whether two say the same.
    public static func == (one: DecodingFault, other: DecodingFault) -> Bool {
        one.reason == other.reason && one.offset == other.offset
    }

    /// The reason, with the place where there is one.
    public var description: String {
        guard let offset else { return reason }
        return "\(reason) (at byte \(offset))"
    }

    static func tooManyNodes(_ limit: Int) -> DecodingFault {
        DecodingFault(limit: "it has more than \(limit) parts")
    }

    static func tooDeep(_ limit: Int) -> DecodingFault {
        DecodingFault(limit: "it is nested more than \(limit) levels deep")
    }

    static func tooLarge(_ limit: Int) -> DecodingFault {
        DecodingFault(limit: "it unpacks to more than \(ByteCount.words(limit))")
    }
}
