import Memcached

/// JSON as mcrouter's configurations have it, with comments, made fit for a reader that knows none.
enum JSONComments {
    /// The text with a blank for each character of a comment; lines stay lines, and what is in quotes stays.
    ///
    /// `//` and `/* */` are what folly's `stripComments` takes out for mcrouter.
    static func blanked(_ text: String) throws(ClusterFileError) -> String {
        let slash = UInt8(ascii: "/")
        let star = UInt8(ascii: "*")
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        var bytes = Array(text.utf8)
        var index = 0
        var line = 1

        /// Blanks up to `end`.
        func blank(to end: Int) {
            while index < end {
                if bytes[index] == ASCII.lineFeed { line += 1 } else { bytes[index] = ASCII.space }
                index += 1
            }
        }

        while index < bytes.count {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            switch bytes[index] {
            case quote:
                index += 1
                while index < bytes.count, bytes[index] != quote {
                    if bytes[index] == ASCII.lineFeed { line += 1 }
                    // What is escaped is neither an end nor a line of its own.
                    index +=
                        bytes[index] == backslash && index + 1 < bytes.count && bytes[index + 1] != ASCII.lineFeed
                        ? 2 : 1
                }
                index = min(index + 1, bytes.count)
            case slash where next == slash:
                blank(to: bytes[index...].firstIndex(of: ASCII.lineFeed) ?? bytes.count)
            case slash where next == star:
                var end = index + 2
                while end + 1 < bytes.count, bytes[end] != star || bytes[end + 1] != slash { end += 1 }
                guard end + 1 < bytes.count else {
                    throw ClusterFileError(line: line, "the comment that begins here does not end")
                }
                blank(to: end + 2)
            case let byte:
                if byte == ASCII.lineFeed { line += 1 }
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
