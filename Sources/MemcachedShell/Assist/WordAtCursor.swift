/// The word that is being typed: what stands in front of the cursor, up to the blank before it.
struct WordAtCursor {
    enum Quoting {
        case bare, single, double
    }

    /// The whole words before it.
    let before: [Token]
    /// Where it begins in the line, with its quote.
    let start: Int
    let quoting: Quoting
    /// What it means as far as it goes.
    let meaning: [UInt8]
    /// What follows the cursor without a blank.
    let tail: ArraySlice<UInt8>

    /// `nil` where no word can be completed: in a comment, behind a closing quote, in a broken escape.
    init?(in line: [UInt8], cursor: Int) {
        let head = line[..<cursor]
        var scanner = WordScanner(0..<cursor)
        var start = cursor
        var quoting = Quoting.bare
        do throws(UsageError) {
            var end = 0
            while let word = try scanner.next(in: line.span) {
                end = word.range.upperBound
                if end == cursor {
                    guard word.form == .bare else { return nil }
                    start = word.range.lowerBound
                }
            }
            // The scanner ends at a comment.
            if start == cursor, head[end...].contains(UInt8(ascii: "#")) { return nil }
        } catch {
            guard error.isUnclosedQuote, let offset = error.offset else { return nil }
            start = offset
            quoting = line[offset] == UInt8(ascii: "'") ? .single : .double
        }
        guard let before = try? Tokenizer.tokens(of: Array(line[..<start])) else { return nil }
        self.before = before
        self.start = start
        self.quoting = quoting
        switch quoting {
        case .bare: meaning = Array(line[start..<cursor])
        case .single: meaning = Array(line[(start + 1)..<cursor])
        case .double:
            let content = Array(line[(start + 1)..<cursor])
            // A backslash at the end has nothing behind it yet.
            guard WordAtCursor.isWhole(content), let text = try? Tokenizer.unescaped(content, 0..<content.count) else {
                return nil
            }
            meaning = text
        }
        let rest = line[cursor...]
        tail = rest.prefix { !WordScanner.isBlank($0) }
    }

    private static func isWhole(_ content: [UInt8]) -> Bool {
        var index = 0
        while index < content.count {
            if content[index] == UInt8(ascii: "\\") { index += 1 }
            index += 1
        }
        return index == content.count
    }

    /// How a word is written in its place, closed where it stands alone; `nil` if what is typed would have to change
    /// although something follows it.
    func written(_ word: [UInt8], isForeign: Bool) -> [UInt8]? {
        let isInMiddle = !tail.isEmpty
        switch quoting {
        case .bare:
            // In quotes, @ and -- would be a key's.
            if !isForeign { return word }
            let literal = Array(Literal.word(word).utf8)
            if isInMiddle, literal.first == UInt8(ascii: "\"") { return nil }
            return literal
        case .single:
            // Between single quotes all bytes are themselves; but what cannot be shown there needs the others.
            let isPlain = !word.contains(UInt8(ascii: "'")) && Escaping.text(word).utf8.elementsEqual(word)
            if isPlain { return [UInt8(ascii: "'")] + word + (isInMiddle ? [] : [UInt8(ascii: "'")]) }
            return isInMiddle ? nil : Array(Literal.quoted(word).utf8)
        case .double:
            let literal = Array(Literal.quoted(word).utf8)
            return isInMiddle ? literal.dropLast() : literal
        }
    }
}
