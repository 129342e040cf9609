/// What may come next in a statement, after the words that are there: found by the same walk through the command's
/// parameters that the binder makes.
struct Expectation {
    /// What the next word is, by its place; `nil` if only options may follow.
    private(set) var parameter: Parameter?
    /// The option whose value the next word is.
    private(set) var option: OptionSpec?
    /// The options that may come next; none where a word must come first.
    private(set) var options: [OptionSpec] = []
    /// All that may still come, in the words of the command's usage.
    private(set) var rest: [String] = []

    init(after words: ArraySlice<Token>, of command: CommandSpec) {
        var walk = Walk(command: command)
        for word in words { walk.take(word) }
        option = walk.option
        let unused = command.options.filter { $0.repeats || !walk.used.contains($0.name) }
        if let parameter = option?.parameter {
            rest.append(parameter.name)
        } else {
            parameter = walk.next
        }
        if option == nil, parameter == nil || walk.mayEnd { options = unused }
        rest += walk.rest
        rest += unused.filter { $0.name != option?.name || $0.repeats }.map { "[\($0.usage)]" }
    }

    private struct Walk {
        let command: CommandSpec
        private var index = 0
        private var round = 0
        /// Whether the last parameter, which repeats, has had its first word.
        private var hasBegunLast = false
        private var isAtOptions = false
        var option: OptionSpec?
        /// The options that are there.
        private(set) var used: Set<String> = []

        init(command: CommandSpec) {
            self.command = command
        }

        private var parameters: [Parameter] { command.parameters }

        /// Whether nothing more has to come.
        var mayEnd: Bool {
            if isAtOptions || hasBegunLast { return true }
            if index == 0, round > 0 { return true }
            return parameters[index...].allSatisfy(\.isOptional)
        }

        /// The parameter that the next word would be.
        var next: Parameter? {
            if isAtOptions { return nil }
            if hasBegunLast { return parameters.last }
            return index < parameters.count ? parameters[index] : nil
        }

        mutating func take(_ word: Token) {
            if option != nil {
                option = nil
                return
            }
            let named = word.form == .bare ? Expectation.option(word, of: command) : nil
            if let named, mayEnd {
                isAtOptions = true
                used.insert(named.option.name)
                if !named.hasValue, named.option.parameter != nil { option = named.option }
                return
            }
            guard !isAtOptions, index < parameters.count, !hasBegunLast else { return }
            index += 1
            guard index == parameters.count else { return }
            switch command.repetition {
            case .none: break
            case .last: hasBegunLast = true
            case .all:
                index = 0
                round += 1
            }
        }

        var rest: [String] {
            if isAtOptions { return [] }
            let names = parameters.map { $0.isOptional ? "[\($0.name)]" : $0.name }
            switch command.repetition {
            case .none:
                return Array(names[index...])
            case .last:
                if hasBegunLast { return names.suffix(1).map { "[\($0)...]" } }
                return Array(names[index...].dropLast()) + names.suffix(1).map { $0 + "..." }
            case .all:
                let again = "[" + (names + ["..."]).joined(separator: " ") + "]"
                if index == 0, round > 0 { return [again] }
                return Array(names[index...]) + [again]
            }
        }
    }

    /// The option that a word names, and whether its value is glued on.
    private static func option(_ word: Token, of command: CommandSpec) -> (option: OptionSpec, hasValue: Bool)? {
        guard word.text.starts(with: "--".utf8) else { return nil }
        let body = word.text.dropFirst(2)
        let name = body.prefix { $0 != UInt8(ascii: "=") }
        guard let option = command.options.first(where: { name.elementsEqual($0.name.utf8) }) else { return nil }
        return (option, name.count < body.count)
    }
}
