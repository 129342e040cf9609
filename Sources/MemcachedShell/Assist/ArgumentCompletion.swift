import Memcached

/// What may stand in the place of a word of the command line: what the completion of bash, zsh and fish asks for.
package struct ArgumentCompletion {
    package enum Answer: Equatable, Sendable {
        case words([Word])
        /// The name of a file.
        case file
    }

    package struct Word: Equatable, Sendable {
        package let text: String
        package let summary: String
    }

    private let options: [CommandLineOption]
    private let profiles: [String]

    package init(options: [CommandLineOption], profiles: [String]) {
        self.options = options
        self.profiles = profiles
    }

    /// What may stand in place of the last of these words, which are those behind the program's name.
    package func answer(_ words: [String]) -> Answer {
        let typed = words.last ?? ""
        var before = words.dropLast()
        var option: CommandLineOption?
        while let word = before.first {
            if option != nil {
                option = nil
            } else if word == "--" {
                before.removeFirst()
                return statement(before, typed)
            } else if word.hasPrefix("-") {
                option = options.first { $0.names.contains(word) && $0.value != nil }
            } else {
                return statement(before, typed)
            }
            before.removeFirst()
        }
        if let option { return values(of: option, typed, behind: "") }
        if typed.hasPrefix("--"), let sign = typed.firstIndex(of: "=") {
            let name = String(typed[..<sign])
            guard let option = options.first(where: { $0.names.contains(name) }) else { return .words([]) }
            return values(of: option, String(typed[sign...].dropFirst()), behind: name + "=")
        }
        guard typed.hasPrefix("-") else { return statement([], typed) }
        let named = options.flatMap { option in option.names.map { Word(text: $0, summary: option.summary) } }
        return .words(named.filter { $0.text.hasPrefix(typed) })
    }

    private func statement(_ before: ArraySlice<String>, _ typed: String) -> Answer {
        // A word that needs quotes is for the other shell to know about.
        guard ArgumentCompletion.isBare(typed) else { return .words([]) }
        let words = before.map { ArgumentCompletion.isBare($0) && !$0.isEmpty ? $0 : Literal.quoted($0.utf8) }
        let line = Array((words + [typed]).joined(separator: " ").utf8)
        let result = Completion.result(for: line, cursor: line.count, knowing: Completion.Knowledge())
        return .words(result.candidates.map { Word(text: $0.word, summary: $0.summary) })
    }

    /// Whether a word means the same when it is typed at the prompt.
    private static func isBare(_ word: String) -> Bool {
        word.utf8.allSatisfy { $0 > 0x20 && !"'\"#|<>\\".utf8.contains($0) }
    }

    private func values(of option: CommandLineOption, _ typed: String, behind glue: String) -> Answer {
        let setting = ShellSetting.all.first { option.names.contains($0.optionName) }
        var words: [Word] = []
        if option.names.contains("--profile") {
            words = profiles.map { Word(text: $0, summary: "") }
        } else if option.names.contains(ShellSetting.color.optionName) {
            words = ColorChoice.allCases.map { Word(text: $0.rawValue, summary: "") }
        } else if option.names.contains(ShellSetting.output.optionName) {
            words = OutputFormat.allCases.map { Word(text: $0.rawValue, summary: $0.summary) }
        } else if case .distribution? = setting?.values {
            words = Distributions.all.map { Word(text: $0.name, summary: $0.summary) }
        } else if setting?.values == .file || option.value == "file" {
            return .file
        }
        return .words(
            words.filter { $0.text.hasPrefix(typed) }.map { Word(text: glue + $0.text, summary: $0.summary) }
        )
    }
}
