/// Whether a line that was typed goes on in the next one.
package enum Continuation: Equatable, Sendable {
    case complete
    /// A quote is open: the line end is part of the word.
    case quote
    /// A backslash outside quotes ends the line: neither it nor the line end means anything.
    case backslash

    package static func of(_ line: String) -> Continuation {
        let bytes = Array(line.utf8)
        var scanner = WordScanner(0..<bytes.count)
        var end = 0
        do throws(UsageError) {
            while let word = try scanner.next(in: bytes.span) {
                end = word.range.upperBound
                // What follows is in the words of another shell.
                if word.form == .bare, bytes[word.text].elementsEqual("|".utf8) {
                    return ProgramQuoting.continuation(of: bytes[end...])
                }
            }
        } catch {
            return error.isUnclosedQuote ? .quote : .complete
        }
        // In a comment, or behind a quote, it is itself.
        guard bytes.last == UInt8(ascii: "\\"), end == bytes.count else { return .complete }
        return .backslash
    }

    /// The line with what follows it.
    package func join(_ line: String, _ next: String) -> String {
        switch self {
        case .complete, .quote: line + "\n" + next
        case .backslash: line.dropLast() + next
        }
    }
}
