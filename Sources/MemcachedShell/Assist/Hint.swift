/// What is said of a line while it is being typed: a pure function of the line and the table.
package struct Hint: Equatable, Sendable {
    package let text: String
    /// Whether the line is wrong as it is; else the text says what it still wants.
    package let isWrong: Bool
    /// Which bytes of the line are wrong.
    package let place: Range<Int>?
    /// Whether the next word, or the one that is being typed, is a key.
    package var wantsKey = false

    /// `nil` if there is nothing to say. A word that may still become right is not called wrong.
    package static func of(_ line: [UInt8], cursor: Int, binder: Binder) -> Hint? {
        let trimmed = line.drop { $0 == 0x20 || $0 == 0x09 }
        if trimmed.first == UInt8(ascii: ":") { return setting(line) }
        guard let tokens = tokens(of: line), let first = tokens.first else { return nil }
        if tokens.contains(where: { $0.form == .reserved }) { return connected(line, cursor: cursor, binder) }
        // What ends at the cursor is being typed, unless a blank follows it.
        let typed = tokens.last.flatMap {
            $0.range.map { $0.upperBound >= line.count && cursor == line.count } == true ? $0 : nil
        }
        let hasTarget = first.form == .bare && first.text.first == UInt8(ascii: "@")
        let words = hasTarget ? tokens[1...] : tokens[...]
        guard let name = words.first else {
            return typed == nil ? fault(in: line, tokens, binder, except: nil) : nil
        }
        guard let command = CommandTable.command(named: name.string) else {
            if typed == name, name.form == .bare { return beginning(of: name, hasTarget: hasTarget) }
            return fault(in: line, tokens, binder, except: nil)
        }
        if let fault = fault(in: line, tokens, binder, except: typed) { return fault }
        var given = words.dropFirst()
        let current = Expectation(after: typed == nil || given.isEmpty ? given : given.dropLast(), of: command)
        // The beginning of an option is no word of its own yet.
        if let typed, given.last == typed, typed.form == .bare, typed.text.first == UInt8(ascii: "-"),
            current.parameter.map(\.isOptional) ?? true, current.option == nil,
            current.options.allSatisfy({
                !typed.text.prefix { $0 != UInt8(ascii: "=") }.elementsEqual("--\($0.name)".utf8)
            })
        {
            given.removeLast()
        }
        let expected = Expectation(after: given, of: command)
        var hint = Hint(text: expected.rest.joined(separator: " "), isWrong: false, place: nil)
        hint.wantsKey = [current, expected].contains { $0.option == nil && $0.parameter?.isKey == true }
        return hint.text.isEmpty && !hint.wantsKey ? nil : hint
    }

    /// Of a line that goes to a program or a file: what the sign wants, or what is wrong with the words themselves.
    private static func connected(_ line: [UInt8], cursor: Int, _ binder: Binder) -> Hint? {
        do throws(UsageError) {
            let typed = try TypedLine(line)
            let words = typed.source == nil ? typed.words : try typed.words(withValue: [])
            // A word behind the file may not be finished.
            let isOpen = typed.words.last?.range?.upperBound == line.count && cursor == line.count
            return isOpen ? nil : fault(in: line, words, binder, except: nil)
        } catch {
            if error.isIncomplete {
                let sign = error.offset.map { line[$0] }
                return Hint(text: sign == UInt8(ascii: "|") ? "PROGRAM" : "FILE", isWrong: false, place: nil)
            }
            return Hint(text: error.message, isWrong: true, place: error.offset.map { $0..<line.count })
        }
    }

    /// The words of a line whose last quote may be open.
    private static func tokens(of line: [UInt8]) -> [Token]? {
        do throws(UsageError) {
            return try Tokenizer.tokens(of: line)
        } catch {
            guard error.isUnclosedQuote, let offset = error.offset else { return nil }
            return (try? Tokenizer.tokens(of: line + [line[offset]]))
        }
    }

    /// A name that is not finished yet: wrong only if none begins so.
    private static func beginning(of name: Token, hasTarget: Bool) -> Hint? {
        let typed = name.string.lowercased()
        let commands = CommandTable.all.filter { $0.name.hasPrefix(typed) && ($0.takesTarget || !hasTarget) }
        guard let command = commands.first else {
            return Hint(text: CommandTable.unknown(name.string), isWrong: true, place: name.range)
        }
        guard commands.count == 1 else { return nil }
        return Hint(text: command.usage, isWrong: false, place: nil)
    }

    /// What the binder says of the words, if they are wrong already.
    private static func fault(in line: [UInt8], _ tokens: [Token], _ binder: Binder, except typed: Token?) -> Hint? {
        do throws(UsageError) {
            _ = try binder.statement(tokens)
            return nil
        } catch {
            guard !error.isIncomplete else { return nil }
            let word = tokens.first { $0.range?.lowerBound == error.offset }
            // Of the word that is being typed only a key is judged: more letters never mend it.
            if let typed, word == nil || word == typed, !error.isForGood { return nil }
            let place = word?.range ?? error.offset.map { $0..<line.count }
            return Hint(text: error.message, isWrong: true, place: place.map { $0.clamped(to: 0..<line.count) })
        }
    }

    /// `:set NAME VALUE`.
    private static func setting(_ line: [UInt8]) -> Hint? {
        guard let tokens = tokens(of: line), let first = tokens.first else { return nil }
        let isOpen = tokens.last?.range?.upperBound == line.count
        guard let words = SettingWords.behindSet(tokens).map(Array.init) else {
            let beginnings = SettingWords.beginnings
            if isOpen, tokens.count == 1, beginnings.contains(where: { $0.word.utf8.starts(with: first.text) }) {
                return nil
            }
            return Hint(text: SettingWords.unknown, isWrong: true, place: first.range)
        }
        guard let name = words.first else { return Hint(text: "[NAME VALUE]", isWrong: false, place: nil) }
        guard let setting = ShellSetting.named(name.string) else {
            let isBeginning = ShellSetting.all.contains { $0.name.hasPrefix(name.string) }
            if isOpen, words.count == 1, isBeginning { return nil }
            return Hint(text: ShellSetting.unknown(name.string), isWrong: true, place: name.range)
        }
        guard words.count > 1 else { return Hint(text: setting.usage, isWrong: false, place: nil) }
        guard words.count == 2, let fault = setting.fault(of: words[1].string) else { return nil }
        if isOpen, case .choice(let choices) = setting.values,
            choices.contains(where: { $0.hasPrefix(words[1].string) })
        {
            return nil
        }
        return Hint(text: fault, isWrong: true, place: words[1].range)
    }
}

extension Hint {
    /// The same for a line that begins so many bytes later.
    package func moved(by count: Int) -> Hint {
        guard let place else { return self }
        let first = max(0, place.lowerBound - count)
        return Hint(
            text: text,
            isWrong: isWrong,
            place: first..<max(first, place.upperBound - count),
            wantsKey: wantsKey
        )
    }
}

extension Parameter {
    var isKey: Bool {
        switch kind {
        case .key, .namedKey: true
        default: false
        }
    }
}
