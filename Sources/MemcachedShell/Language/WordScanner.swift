import Memcached

/// Finds the words of a line, one after the other: where they stand, without a copy of any.
///
/// A quote opens only at the start of a word: inside one it is an ordinary byte, so that `don't` and `{"a":1}` mean what
/// they show.
package struct WordScanner {
    package enum Form: Sendable {
        case bare
        /// In quotes, and what is within them is what is meant.
        case quoted
        /// In double quotes, with backslashes that mean something.
        case escaped
    }

    package struct Word: Sendable {
        /// What is within the quotes, or all of it.
        package let text: Range<Int>
        package let form: Form

        /// With its quotes.
        package var range: Range<Int> {
            form == .bare ? text : text.lowerBound - 1..<text.upperBound + 1
        }
    }

    /// Where it goes on.
    private var place: Int
    private let end: Int

    package init(_ range: Range<Int>) {
        place = range.lowerBound
        end = range.upperBound
    }

    /// The next word, or `nil` at the end of the line or where a comment begins. A line end within quotes is part of the
    /// word.
    package mutating func next(in line: Span<UInt8>) throws(UsageError) -> Word? {
        while place < end, WordScanner.isBlank(line[place]) { place += 1 }
        guard place < end else { return nil }
        switch line[place] {
        case UInt8(ascii: "#"):
            return nil
        case UInt8(ascii: "'"):
            let start = place
            guard let close = line.firstIndex(of: UInt8(ascii: "'"), from: start + 1), close < end else {
                throw WordScanner.unclosed("'", at: start)
            }
            place = close + 1
            try requireEnd(line)
            return Word(text: start + 1..<close, form: .quoted)
        case UInt8(ascii: "\""):
            let start = place
            var form = Form.quoted
            place += 1
            while place < end {
                switch line[place] {
                case UInt8(ascii: "\""):
                    place += 1
                    try requireEnd(line)
                    return Word(text: start + 1..<place - 1, form: form)
                case UInt8(ascii: "\\"):
                    // Whatever follows does not close the word.
                    form = .escaped
                    place += 2
                default:
                    place += 1
                }
            }
            throw WordScanner.unclosed("\"", at: start)
        default:
            let start = place
            skipBareWord(line)
            return Word(text: start..<place, form: .bare)
        }
    }

    private mutating func skipBareWord(_ line: Span<UInt8>) {
        // Eight bytes at a time, as long as none of them is a blank or below.
        while place + 8 <= end {
            let word = line.bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
            if (word &- 0x2121_2121_2121_2121) & ~word & 0x8080_8080_8080_8080 != 0 { break }
            place += 8
        }
        while place < end, !WordScanner.isBlank(line[place]) { place += 1 }
    }

    package static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a
    }

    private func requireEnd(_ line: Span<UInt8>) throws(UsageError) {
        guard place < end, !WordScanner.isBlank(line[place]) else { return }
        throw UsageError("a closing quote ends the word: a blank must follow it", at: place)
    }

    private static func unclosed(_ quote: String, at offset: Int) -> UsageError {
        var error = UsageError("this \(quote) is never closed", at: offset)
        error.isUnclosedQuote = true
        return error
    }
}
