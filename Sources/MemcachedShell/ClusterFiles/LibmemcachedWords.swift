import Memcached

/// A statement as it stands in the string, with its quotes, and its line.
struct LibmemcachedWord {
    let text: String
    let line: Int
}

/// Cuts a configuration string into statements.
///
/// libmemcached wants one blank between two of them and reads over line ends; in a configuration file it reads each line
/// by itself. Here any blanks and line ends do, so that both can be read.
struct LibmemcachedWords {
    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func next() throws(ClusterFileError) -> LibmemcachedWord? {
        skipBlanks()
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "#") {
            throw ClusterFileError(line: line, "a comment stands on a line of its own")
        }
        let start = index
        let startLine = line
        while index < bytes.count, bytes[index] > ASCII.space {
            if bytes[index] == UInt8(ascii: "\"") { try skipQuoted() } else { index += 1 }
        }
        // Another control character would neither be part of a word nor end it.
        guard index > start else { throw ClusterFileError(line: line, "a control character") }
        return LibmemcachedWord(text: String(decoding: bytes[start..<index], as: UTF8.self), line: startLine)
    }

    /// Blanks, line ends, and lines that begin with `#`.
    private mutating func skipBlanks() {
        var isLineStart = index == 0
        while index < bytes.count {
            switch bytes[index] {
            case ASCII.lineFeed:
                line += 1
                isLineStart = true
                index += 1
            case ASCII.space, ASCII.carriageReturn, 0x09: index += 1
            case UInt8(ascii: "#") where isLineStart:
                index = bytes[index...].firstIndex(of: ASCII.lineFeed) ?? bytes.count
            default: return
            }
        }
    }

    private mutating func skipQuoted() throws(ClusterFileError) {
        let startLine = line
        index += 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
            if bytes[index] == ASCII.lineFeed { line += 1 }
            index += 1
        }
        guard index < bytes.count else {
            throw ClusterFileError(line: startLine, "the quote that begins here does not end")
        }
        index += 1
    }

    /// What stands between the quotes, as it stands there: libmemcached takes no backslash out. `nil` without quotes.
    static func unquoted(_ text: String) -> String? {
        guard text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
        return String(text.dropFirst().dropLast())
    }

    /// Whether a text may stand without quotes: three characters or more, letters and digits at its ends.
    static func isBareString(_ text: String) -> Bool {
        guard text.utf8.count >= 3, let first = text.utf8.first, let last = text.utf8.last else { return false }
        return ASCIIClass.isAlphanumeric(first) && ASCIIClass.isAlphanumeric(last)
            && text.utf8.allSatisfy { ASCIIClass.isAlphanumeric($0) || ".-_".utf8.contains($0) }
    }
}
