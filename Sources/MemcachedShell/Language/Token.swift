/// A word of a statement, which remembers where it was written.
package struct Token: Sendable, Equatable {
    package enum Form: Sendable {
        /// Written without quotes: may also be an option, a comment sign or a reserved sign.
        case bare
        /// Written in quotes: a word and nothing else.
        case quoted
        /// `|`, `<`, `>` or `>>` alone, outside quotes.
        case reserved
    }

    /// The bytes that it means.
    package let text: ArraySlice<UInt8>
    package let form: Form
    /// Where it stands in the line, with its quotes; `nil` for an argument that was never part of a line.
    package let range: Range<Int>?

    package init(text: ArraySlice<UInt8>, form: Form, range: Range<Int>?) {
        self.text = text
        self.form = form
        self.range = range
    }

    /// A word that came already split, as the arguments of a command line do.
    package init(word: [UInt8]) {
        self.init(text: word[...], form: .bare, range: nil)
    }

    package var string: String { String(decoding: text, as: UTF8.self) }
}

/// Something wrong with a statement, found before anything was sent.
package struct UsageError: Error, Sendable, Equatable {
    package let message: String
    /// Where in the line, in bytes from its start, if there is a line.
    package let offset: Int?
    /// An open quote may be closed on the next line, at a prompt.
    package var isUnclosedQuote = false
    /// Nothing that is there is wrong, but something is missing at the end.
    package var isIncomplete = false
    /// More letters at the end of the word would not mend it.
    package var isForGood = false
    /// The command whose words are wrong, if it is known.
    package var command: String?

    package init(_ message: String, at offset: Int? = nil) {
        self.message = message
        self.offset = offset
    }

    /// Something is missing.
    static func incomplete(_ message: String, at offset: Int?) -> UsageError {
        var error = UsageError(message, at: offset)
        error.isIncomplete = true
        return error
    }

    /// The word is wrong, and stays so however it goes on.
    static func forGood(_ message: String, at token: Token) -> UsageError {
        var error = UsageError(message, at: token)
        error.isForGood = true
        return error
    }

    package init(_ message: String, at token: Token) {
        self.init(message, at: token.range?.lowerBound)
    }

    /// The column of the place, in characters from 1.
    package func column(in line: some Collection<UInt8>) -> Int? {
        // Bytes 10xxxxxx continue a character.
        offset.map { offset in line.prefix(offset).reduce(1) { $0 + ($1 & 0xc0 == 0x80 ? 0 : 1) } }
    }
}

extension UsageError {
    /// What there is to say of a line that is wrong.
    package func outcome(of line: [UInt8]) -> Outcome {
        var text = message
        if let column = column(in: line) { text = "column \(column): \(message)" }
        // The line may not even split into words.
        let words = line.prefix(200).split { $0 == 0x20 || $0 == 0x09 }
        let name = words.first { $0.first != UInt8(ascii: "@") }.map { String(decoding: $0, as: UTF8.self) } ?? ""
        return .failure(Failure(.usage, text), command: command ?? name)
    }

    /// What there is to say of words that are wrong together.
    package func outcome(of words: [Token]) -> Outcome {
        let name = words.first { $0.text.first != UInt8(ascii: "@") }?.string ?? ""
        return .failure(Failure(.usage, message), command: command ?? name)
    }
}
