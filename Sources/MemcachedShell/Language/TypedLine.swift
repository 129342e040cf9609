/// A line as it is typed at a prompt: a statement, and what it is connected with.
///
///     get k | jq .
///     get k > file
///     set k --ttl 5m < file
///
/// Files may be named anywhere among the words; what follows `|` is the program's, up to the end of the line, in the
/// words of `/bin/sh`. In a script these signs are errors: data must never start a program.
package struct TypedLine: Sendable {
    package enum Destination: Sendable, Equatable {
        /// A command line for `/bin/sh`.
        case program(String)
        case file(Token, appends: Bool)
    }

    /// The words of the statement itself.
    package private(set) var words: [Token] = []
    /// The file whose bytes are the value.
    package private(set) var source: Token?
    package private(set) var destination: Destination?

    package init(_ line: [UInt8]) throws(UsageError) {
        let bar = TypedLine.bar(in: line)
        var tokens = try Tokenizer.tokens(of: bar.map { Array(line[..<$0]) } ?? line)[...]
        while let token = tokens.popFirst() {
            guard token.form == .reserved else {
                words.append(token)
                continue
            }
            guard let file = tokens.popFirst(), file.form != .reserved else {
                throw .incomplete("a file must follow \(token.string)", at: token.range?.lowerBound)
            }
            try connect(token, file)
        }
        if let bar { try connectProgram(line, bar) }
    }

    private mutating func connect(_ sign: Token, _ file: Token) throws(UsageError) {
        if file.text.isEmpty || file.text.contains(0) { throw UsageError("no file has such a name", at: file) }
        if sign.text.elementsEqual("<".utf8) {
            if source != nil { throw UsageError("a value comes from one file", at: sign) }
            source = file
        } else {
            if destination != nil { throw UsageError("an answer goes to one place", at: sign) }
            destination = .file(file, appends: sign.text.count == 2)
        }
    }

    private mutating func connectProgram(_ line: [UInt8], _ bar: Int) throws(UsageError) {
        if destination != nil { throw UsageError("an answer goes to one place", at: bar) }
        let command = line[(bar + 1)...].drop { WordScanner.isBlank($0) }
        if command.isEmpty { throw .incomplete("a program must follow |", at: bar) }
        if command.contains(0) { throw UsageError("a program's words cannot hold a byte 0", at: bar) }
        destination = .program(String(decoding: command, as: UTF8.self))
    }

    /// Where the sign stands behind which a program is named.
    static func bar(in line: [UInt8]) -> Int? {
        var scanner = WordScanner(0..<line.count)
        while let word = try? scanner.next(in: line.span) {
            if word.form == .bare, line[word.text].elementsEqual("|".utf8) { return word.text.lowerBound }
        }
        return nil
    }

    /// The words without the files among them and their signs, as far as the sign behind which a program is named.
    static func withoutFiles(_ tokens: [Token]) -> [Token] {
        var words: [Token] = []
        var isFile = false
        for token in tokens {
            let isSign = token.form == .reserved
            if isSign && token.text.elementsEqual("|".utf8) || !isSign && !isFile { words.append(token) }
            isFile = isSign
        }
        return words
    }

    // MARK: The value

    /// The words with a value from elsewhere in the place of the command's VALUE, so that a TTL may follow it.
    package func words(withValue value: [UInt8]) throws(UsageError) -> [Token] {
        var index = 0
        if let first = words.first, first.form == .bare, first.text.first == UInt8(ascii: "@") { index = 1 }
        guard index < words.count, let command = CommandTable.command(named: words[index].string) else { return words }
        let place = command.parameters.firstIndex { if case .value = $0.kind { true } else { false } }
        guard let place else {
            throw UsageError("\(command.name) takes no VALUE, so < means nothing here", at: source?.range?.lowerBound)
        }
        index += 1
        if command.repetition == .all {
            let end = command.endOfPositionals(in: words)
            // Behind a key that has no value yet.
            guard (end - index) % command.parameters.count == place else {
                throw UsageError("a KEY must stand before the file with its VALUE", at: source?.range?.lowerBound)
            }
            index = end
        } else {
            index += place
        }
        // What is missing before it is told by the binder.
        guard index <= words.count else { return words }
        var result = words
        result.insert(Token(text: value[...], form: .quoted, range: nil), at: index)
        return result
    }
}

extension CommandSpec {
    /// Where the last of a statement's positional words ends: before the options, which stand last.
    package func endOfPositionals(in words: [Token]) -> Int {
        words.firstIndex { word in
            options.contains { word.string == "--\($0.name)" || word.string.hasPrefix("--\($0.name)=") }
        } ?? words.count
    }
}
