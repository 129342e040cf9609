import Memcached
import NIOCore

extension ItemFact {
    /// What there is to say of an item's bytes and flags: what they mean belongs here.
    static func facts(of item: PeekedItem) -> [ItemFact] {
        let value = excerpt(of: item.value.readableBytesView)
        return [
            ItemFact("value", title: "value", .elsewhere, plain: value, value),
            ItemFact("flags", title: "flags", .elsewhere, plain: "\(item.flags)", "\(item.flags)"),
        ]
    }

    /// In bytes.
    private static let longestExcerpt = 60

    /// The beginning of a value, on one line.
    private static func excerpt(of value: ByteBufferView) -> String {
        let isCut = value.count > longestExcerpt
        return Literal.quoted(value.prefix(longestExcerpt)) + (isCut ? "... (\(value.count) bytes)" : "")
    }
}
