/// The beginning of foreign bytes, made fit for an error message: nothing in it can drive a terminal or break a line.
package struct Excerpt: Sendable, Equatable, CustomStringConvertible {
    package let description: String

    /// At most `limit` bytes of `bytes`; all but printable ASCII is written as `\xHH`.
    package init(_ bytes: some Collection<UInt8>, limit: Int = 80) {
        var text = ""
        for byte in bytes.prefix(limit) {
            switch byte {
            case 0x5c: text += "\\\\"
            case 0x20...0x7e: text.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x0a: text += "\\n"
            case 0x0d: text += "\\r"
            default: text += "\\x" + ASCII.hex(byte)
            }
        }
        if bytes.count > limit { text += "..." }
        description = text
    }
}
