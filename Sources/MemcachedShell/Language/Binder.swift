package import Memcached
import MemcachedValues

/// Turns the words of a statement into what it means, by the command table; or says which word is wrong, and why.
package struct Binder: Sendable {
    private let servers: [ServerAddress]
    private let prefix: KeyPrefix
    /// Whether `--word` in the place of a key is probably an option that was mistyped: somebody types, and can put it in
    /// quotes. In a script it is just a word.
    package var suspectsOptions = false

    package init(servers: [ServerAddress], prefix: KeyPrefix = KeyPrefix()) {
        self.servers = servers
        self.prefix = prefix
    }

    /// The statement that these words make; `nil` if there are none.
    package func statement(_ tokens: [Token]) throws(UsageError) -> Statement? {
        var words = tokens[...]
        if let reserved = words.first(where: { $0.form == .reserved }) {
            throw UsageError(
                "\(reserved.string) is reserved for programs and files; in quotes it is a word",
                at: reserved
            )
        }
        guard let first = words.first else { return nil }
        var target: Int?
        if first.form == .bare, first.text.first == UInt8(ascii: "@") {
            target = try server(first.string.dropFirst(), at: first)
            words.removeFirst()
        }
        guard let name = words.popFirst() else {
            throw .incomplete("a statement must follow \(first.string)", at: first.range?.lowerBound)
        }
        guard let command = CommandTable.command(named: name.string) else {
            throw UsageError(CommandTable.unknown(name.string), at: name)
        }
        do throws(UsageError) {
            if target != nil, !command.takesTarget {
                throw UsageError("\(command.name) is not for one server, so @ means nothing here", at: first)
            }
            let arguments = try arguments(of: command, words, name: name)
            return Statement(
                command: command,
                operation: try command.operation(arguments),
                target: target,
                isList: arguments.isList,
                consequence: command.consequences.isEmpty ? nil : command.consequences[arguments.deed],
                view: ViewRequest(arguments)
            )
        } catch {
            var error = error
            error.command = command.name
            throw error
        }
    }

    // MARK: Words to arguments

    private func arguments(
        of command: CommandSpec,
        _ words: ArraySlice<Token>,
        name: Token
    ) throws(UsageError) -> Arguments {
        var arguments = Arguments()
        var words = words
        try bindPositionals(of: command, &words, into: &arguments, name: name)
        while let word = words.popFirst() {
            guard let (option, inline) = option(word, of: command) else {
                throw UsageError(surplus(word, of: command), at: word)
            }
            var given: Argument?
            if let parameter = option.parameter {
                guard let value = inline ?? words.popFirst() else {
                    throw .incomplete(
                        "--\(option.name) wants \(Binder.article(parameter.name))",
                        at: word.range?.lowerBound
                    )
                }
                given = try argument(value, parameter)
            } else if inline != nil {
                throw .forGood("--\(option.name) stands alone: there is nothing to say behind it", at: word)
            }
            if arguments.options[option.name] != nil, !option.repeats {
                throw UsageError("--\(option.name) is given twice", at: word)
            }
            arguments.options[option.name, default: []] += given.map { [$0] } ?? []
        }
        return arguments
    }

    private func bindPositionals(
        of command: CommandSpec,
        _ words: inout ArraySlice<Token>,
        into arguments: inout Arguments,
        name: Token
    ) throws(UsageError) {
        func isOption() -> Bool { words.first.map { option($0, of: command) != nil } ?? true }
        var round = 0
        repeat {
            var last: [Argument] = []
            for (place, parameter) in command.parameters.enumerated() {
                // In the place of a word that must be there, --x is just a word.
                let mayBeAbsent = parameter.isOptional
                if words.isEmpty || (mayBeAbsent && isOption()) {
                    if mayBeAbsent { continue }
                    throw .incomplete(
                        "\(command.name) wants \(Binder.article(parameter.name)) (usage: \(command.usage))",
                        at: words.first?.range?.lowerBound ?? name.range?.lowerBound
                    )
                }
                guard let word = words.popFirst() else { continue }
                if mayBeAbsent, case .expiry = parameter.kind, TimeText.expiry(word.string) == nil {
                    // Most often, this is a value that was to be in quotes.
                    let surplus = surplus(word, of: command)
                    let isGuess = surplus.hasSuffix("?")
                    throw UsageError(
                        isGuess ? surplus : "\(surplus), and no TTL either: \(TimeText.expiryRule)",
                        at: word
                    )
                }
                last.append(try argument(word, parameter))
                while place == command.parameters.count - 1, command.repetition == .last, !isOption() {
                    guard let word = words.popFirst() else { break }
                    try checkNoOption(word, of: command)
                    last.append(try argument(word, parameter))
                }
            }
            arguments.positional += last
            round += 1
            if command.repetition == .all, let word = words.first { try checkNoOption(word, of: command) }
        } while command.repetition == .all && !isOption()
        let words = command.parameters.contains { if case .namedKey = $0.kind { true } else { false } }
        let count = words ? arguments.positional.count : arguments.keys.count
        arguments.isList = command.repetition == .all ? round > 1 : count > 1
    }

    /// A word in a message. One that is long is told by its beginning.
    private static func shown(_ word: Token) -> String {
        guard word.text.count > 60 else { return Escaping.text(word.text) }
        let beginning = word.text.prefix(60)
        return Escaping.text(beginning.dropLast(beginning.incompleteTail)) + "..."
    }

    private static func article(_ name: String) -> String {
        let sounds = name.count == 1 ? "AEFHILMNORSX" : "AEIOU"
        return sounds.contains(name.prefix(1)) ? "an \(name)" : "a \(name)"
    }

    /// Where words may go on without end, one that is an option elsewhere, or nearly one here, is hardly meant as a key.
    private func checkNoOption(_ word: Token, of command: CommandSpec) throws(UsageError) {
        guard suspectsOptions, word.form == .bare, word.text.starts(with: "--".utf8), option(word, of: command) == nil
        else { return }
        let name = String(decoding: word.text.dropFirst(2).prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
        let isOptionElsewhere = CommandTable.all.contains { $0.options.contains { $0.name == name } }
        let nearest = NearestName.of(name.lowercased(), among: command.options.map(\.name))
        guard isOptionElsewhere || nearest != nil else { return }
        let advice = nearest.map { " (did you mean '--\($0)'?)" } ?? ""
        throw UsageError(
            "'\(Binder.shown(word))' is no option of \(command.name)\(advice); in quotes it is a key",
            at: word
        )
    }

    private func surplus(_ word: Token, of command: CommandSpec) -> String {
        let shown = Binder.shown(word)
        if word.form == .bare, word.text.starts(with: "--".utf8), !command.options.isEmpty {
            let name = String(decoding: word.text.dropFirst(2).prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
            if let nearest = NearestName.of(name.lowercased(), among: command.options.map(\.name)) {
                return "'\(shown)' is no option of \(command.name); did you mean '--\(nearest)'?"
            }
            let known = command.options.map { "--\($0.name)" }.joined(separator: ", ")
            return "'\(shown)' is no option of \(command.name), which has \(known)"
        }
        let takesValue = command.parameters.contains { if case .value = $0.kind { true } else { false } }
        let advice = takesValue ? "; a value with blanks needs quotes" : ""
        return "'\(shown)' is one word too many for \(command.name)\(advice)"
    }

    /// The option that a word names, and its value if that is glued on with `=`.
    private func option(_ word: Token, of command: CommandSpec) -> (OptionSpec, Token?)? {
        guard word.form == .bare, word.text.starts(with: "--".utf8) else { return nil }
        let body = word.text.dropFirst(2)
        let name = body.prefix { $0 != UInt8(ascii: "=") }
        guard let option = command.options.first(where: { name.elementsEqual($0.name.utf8) }) else { return nil }
        if name.count == body.count { return (option, nil) }
        let start = name.endIndex + 1
        let range = word.range.map { $0.lowerBound + 3 + name.count..<$0.upperBound }
        return (option, Token(text: body[start...], form: .quoted, range: range))
    }

    // MARK: One word

    private func argument(_ word: Token, _ parameter: Parameter) throws(UsageError) -> Argument {
        switch parameter.kind {
        case .key:
            return .key(try key(word))
        case .value, .text:
            return .bytes(word.text)
        case .expiry:
            guard let expiry = TimeText.expiry(word.string) else {
                throw UsageError("'\(Binder.shown(word))': \(TimeText.expiryRule)", at: word)
            }
            return .expiry(expiry)
        case .number(let range):
            guard let number = ASCII.unsigned(word.text), range.contains(number) else {
                throw .forGood(
                    "\(parameter.name) is a number from \(range.lowerBound) to \(range.upperBound), "
                        + "not '\(Binder.shown(word))'",
                    at: word
                )
            }
            return .number(number)
        case .duration(let least):
            guard let duration = TimeText.duration(word.string) else {
                throw UsageError("'\(Binder.shown(word))': \(TimeText.durationRule)", at: word)
            }
            if duration < least {
                throw UsageError("\(parameter.name) is at least \(TimeText.milliseconds(least)) ms", at: word)
            }
            return .duration(duration)
        case .choice(let choices):
            let text = word.string
            guard choices.contains(text) else {
                let nearest = NearestName.of(text.lowercased(), among: choices)
                throw UsageError(
                    "'\(Binder.shown(word))' is not one of \(choices.joined(separator: ", "))"
                        + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                    at: word
                )
            }
            return .choice(text)
        case .server:
            return .server(try server(word.string, at: word))
        case .address:
            return .address(try address(word))
        case .namedKey:
            // Standard input can be read once; in quotes, - is a key like any other.
            if word.form == .bare, word.text.elementsEqual("-".utf8) { return .standardInput }
            if let fault = Key(bytes: word.text).fault, !fault.isLength {
                throw fault == .empty ? UsageError("\(fault)", at: word) : .forGood("\(fault)", at: word)
            }
            return .bytes(word.text)
        case .distribution:
            let choice = DistributionChoice(word.string)
            do {
                try choice.check()
            } catch {
                throw UsageError(error.description, at: word)
            }
            return .distribution(choice)
        case .keySource:
            if word.text.elementsEqual("live".utf8) { return .keySource(.live) }
            guard let number = ASCII.unsigned(word.text), (1...100_000_000).contains(number) else {
                throw UsageError(
                    "'\(Binder.shown(word))' is neither live nor a number from 1 to 100000000",
                    at: word
                )
            }
            return .keySource(.synthetic(Int(number)))
        case .signedNumber:
            guard let number = Int(word.string) else {
                throw UsageError("'\(Binder.shown(word))' is no whole number", at: word)
            }
            return .signedNumber(number)
        case .topic:
            return .choice(word.string)
        }
    }

    private func key(_ word: Token) throws(UsageError) -> Key {
        if word.text.isEmpty { throw UsageError("\(Key.Fault.empty)", at: word) }
        let key = prefix.key(typed: word.text)
        if let shortened = prefix.shortened(word.text) {
            throw .forGood(
                "\(Key.Fault.tooLong(word.text.count)); the client sends it as \(Literal.word(shortened))",
                at: word
            )
        }
        guard let fault = key.fault else { return key }
        if case .forbiddenByte(let byte, let offset) = fault {
            throw .forGood("\(Key.Fault.forbiddenByte(byte, offset: offset - prefix.length))", at: word)
        }
        throw .forGood("\(fault)" + (prefix.isEmpty ? "" : " with its prefix"), at: word)
    }

    /// A server by its number, or any server as it is written.
    private func address(_ word: Token) throws(UsageError) -> ServerAddress {
        let text = word.string
        if ASCII.unsigned(word.text) != nil || servers.contains(where: { $0.name == text }) {
            return servers[try server(text, at: word)]
        }
        do {
            return try ServerAddress(parsing: word.string)
        } catch {
            throw UsageError(Escaping.text(error.description.utf8), at: word)
        }
    }

    /// A server by its number from 1, its name, or its address.
    private func server(_ text: some StringProtocol, at token: Token) throws(UsageError) -> Int {
        if let number = ASCII.unsigned(text.utf8) {
            guard number >= 1, number <= UInt64(servers.count) else {
                throw UsageError("there is no server \(number); they are numbered 1 to \(servers.count)", at: token)
            }
            return Int(number) - 1
        }
        if let index = servers.firstIndex(where: { $0.name.map { $0 == text } ?? false }) { return index }
        if let address = try? ServerAddress(parsing: text),
            let index = servers.firstIndex(where: { $0.endpoint == address.endpoint })
        {
            return index
        }
        let more = servers.count > 20 ? ", ..." : ""
        let known = servers.prefix(20).map(\.description).joined(separator: ", ") + more
        throw UsageError("'\(Escaping.text(text.utf8))' is none of the servers: \(known)", at: token)
    }
}
