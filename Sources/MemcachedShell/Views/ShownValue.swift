import MemcachedValues
import NIOCore

/// A value, as it will be put on a screen. Its bytes are not touched before: there may be a hundred million of them.
struct ShownValue {
    enum Body {
        /// In quotes, as it could be typed back.
        case text(ByteBuffer)
        case hex(ByteBuffer)
        case base64(ByteBuffer)
        /// As they are, but for what drives a terminal.
        case bytes(ByteBuffer)
        case tree(ValueTree, any LiteralLanguage, count: Int)
    }

    /// What it is, in a line that stands above it.
    var note: String?
    /// Why it is not shown as what it is taken for, or what else there is to know of it.
    var warning: String?
    var body: Body
    /// Whether no known client gives such flags to such bytes.
    var isUnclaimed = false
}
