import Memcached

/// Splits a line into words.
///
/// A quote opens only at the start of a word: inside one it is an ordinary byte, so that `don't` and `{"a":1}` mean what
/// they show.
package enum Tokenizer {
    /// The words of a line, without its comment. A line end within quotes is part of the word.
    package static func tokens(of line: [UInt8]) throws(UsageError) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        while true {
            while index < line.count, isBlank(line[index]) { index += 1 }
            guard index < line.count, line[index] != UInt8(ascii: "#") else { return tokens }
            switch line[index] {
            case UInt8(ascii: "'"):
                tokens.append(try singleQuoted(line, &index))
                try requireEnd(of: line, index)
            case UInt8(ascii: "\""):
                tokens.append(try doubleQuoted(line, &index))
                try requireEnd(of: line, index)
            default:
                tokens.append(bare(line, &index))
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a
    }

    private static func bare(_ line: [UInt8], _ index: inout Int) -> Token {
        let start = index
        while index < line.count, !isBlank(line[index]) { index += 1 }
        let text = line[start..<index]
        let isReserved = ["|", "<", ">", ">>"].contains { text.elementsEqual($0.utf8) }
        return Token(text: text, form: isReserved ? .reserved : .bare, range: start..<index)
    }

    private static func singleQuoted(_ line: [UInt8], _ index: inout Int) throws(UsageError) -> Token {
        let start = index
        guard let end = line[(start + 1)...].firstIndex(of: UInt8(ascii: "'")) else { throw unclosed("'", at: start) }
        index = end + 1
        return Token(text: line[(start + 1)..<end], form: .quoted, range: start..<index)
    }

    private static func doubleQuoted(_ line: [UInt8], _ index: inout Int) throws(UsageError) -> Token {
        let start = index
        var text: [UInt8] = []
        index += 1
        while index < line.count {
            let byte = line[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return Token(text: text[...], form: .quoted, range: start..<index)
            case UInt8(ascii: "\\"): try unescape(line, &index, into: &text, quote: start)
            default: text.append(byte)
            }
        }
        throw unclosed("\"", at: start)
    }

    /// What follows a backslash within double quotes.
    private static func unescape(
        _ line: [UInt8],
        _ index: inout Int,
        into text: inout [UInt8],
        quote: Int
    ) throws(UsageError) {
        let backslash = index - 1
        guard index < line.count else { throw unclosed("\"", at: quote) }
        let letter = line[index]
        index += 1
        switch letter {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): text.append(letter)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "0"): text.append(0)
        case UInt8(ascii: "x"):
            let digits = line[index...].prefix(2)
            guard digits.count == 2, let value = hexadecimal(digits), let byte = UInt8(exactly: value) else {
                throw UsageError("\\x wants two hexadecimal digits", at: backslash)
            }
            text.append(byte)
            index += 2
        case UInt8(ascii: "u"):
            let problem = UsageError("\\u wants a Unicode character in hexadecimal: \\u{1F600}", at: backslash)
            guard index < line.count, line[index] == UInt8(ascii: "{"),
                let close = line[index...].prefix(10).firstIndex(of: UInt8(ascii: "}")),
                let value = hexadecimal(line[(index + 1)..<close]), let scalar = Unicode.Scalar(value)
            else { throw problem }
            text += Array(String(Character(scalar)).utf8)
            index = close + 1
        default:
            throw UsageError(
                "there is no such escape; known are \\\\ \\\" \\n \\r \\t \\0 \\xHH \\u{H...}",
                at: backslash
            )
        }
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt32? {
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private static func requireEnd(of line: [UInt8], _ index: Int) throws(UsageError) {
        guard index < line.count, !isBlank(line[index]) else { return }
        throw UsageError("a closing quote ends the word: a blank must follow it", at: index)
    }

    private static func unclosed(_ quote: String, at offset: Int) -> UsageError {
        var error = UsageError("this \(quote) is never closed", at: offset)
        error.isUnclosedQuote = true
        return error
    }
}
