import Memcached

/// Splits a line into words.
package enum Tokenizer {
    /// The words of a line, without its comment.
    package static func tokens(of line: [UInt8]) throws(UsageError) -> [Token] {
        var tokens: [Token] = []
        var scanner = WordScanner(0..<line.count)
        while let word = try scanner.next(in: line.span) {
            let text = line[word.text]
            switch word.form {
            case .bare:
                let isReserved = ["|", "<", ">", ">>"].contains { text.elementsEqual($0.utf8) }
                tokens.append(Token(text: text, form: isReserved ? .reserved : .bare, range: word.range))
            case .quoted:
                tokens.append(Token(text: text, form: .quoted, range: word.range))
            case .escaped:
                tokens.append(Token(text: try unescaped(line, word.text)[...], form: .quoted, range: word.range))
            }
        }
        return tokens
    }

    /// What the inside of a word in double quotes means.
    static func unescaped(_ line: [UInt8], _ range: Range<Int>) throws(UsageError) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = line[index]
            index += 1
            if byte == UInt8(ascii: "\\") {
                try unescape(line, &index, range.upperBound, into: &text)
            } else {
                text.append(byte)
            }
        }
        return text
    }

    /// What follows a backslash within double quotes.
    private static func unescape(
        _ line: [UInt8],
        _ index: inout Int,
        _ end: Int,
        into text: inout [UInt8]
    ) throws(UsageError) {
        let backslash = index - 1
        let letter = line[index]
        index += 1
        switch letter {
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): text.append(letter)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "0"): text.append(0)
        case UInt8(ascii: "x"):
            let digits = line[index..<end].prefix(2)
            guard digits.count == 2, let value = hexadecimal(digits), let byte = UInt8(exactly: value) else {
                throw UsageError("\\x wants two hexadecimal digits", at: backslash)
            }
            text.append(byte)
            index += 2
        case UInt8(ascii: "u"):
            let problem = UsageError("\\u wants a Unicode character in hexadecimal: \\u{1F600}", at: backslash)
            guard index < end, line[index] == UInt8(ascii: "{"),
                let close = line[index..<end].prefix(10).firstIndex(of: UInt8(ascii: "}")),
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
}
