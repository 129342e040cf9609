/// What comes back for a line whose grammar nobody knows, and where it ends.
///
/// The end is found with a fence: once the reply has begun, the server has read all of the line, so a `version` sent
/// then cannot be taken for its data, and the line `VERSION ...` that comes after it ends the reply.
struct RawReply {
    enum Step: Equatable {
        case wait
        case sendFence
        case finished
        /// More than anybody would read.
        case tooLong
    }

    static let fence = "version\r\n"
    private static let limit = 64 << 20

    private(set) var bytes: [UInt8] = []
    /// How much had come when the fence was sent.
    private var fenceSentAt: Int?

    mutating func received(_ new: some Sequence<UInt8>) -> Step {
        bytes += new
        if bytes.count > RawReply.limit { return .tooLong }
        guard let fenceSentAt else {
            fenceSentAt = bytes.count
            return .sendFence
        }
        guard bytes.last == ASCII.lineFeed else { return .wait }
        // The fence's line begins where another line ended, and not before the fence was sent.
        var start = bytes.endIndex - 1
        while start > fenceSentAt, bytes[start - 1] != ASCII.lineFeed { start -= 1 }
        guard start >= fenceSentAt, start == 0 || bytes[start - 1] == ASCII.lineFeed,
            bytes[start...].starts(with: "VERSION ".utf8)
        else { return .wait }
        bytes.removeSubrange(start...)
        return .finished
    }
}
