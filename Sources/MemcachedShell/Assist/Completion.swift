import Memcached

/// What Tab offers: a pure function of the line and the table.
package enum Completion {
    package struct Result: Equatable, Sendable {
        /// How many bytes before the cursor are the beginning of the word.
        package let typed: Int
        /// What the word can become, in the table's order.
        package let candidates: [Candidate]

        /// What all candidates have in common beyond what is typed.
        package var commonAddition: String {
            guard let first = candidates.first?.word else { return "" }
            let common = candidates.dropFirst().reduce(first) { common, candidate in
                String(zip(common, candidate.word).prefix { $0 == $1 }.map(\.0))
            }
            return String(decoding: common.utf8.dropFirst(typed), as: UTF8.self)
        }
    }

    package struct Candidate: Equatable, Sendable {
        package let word: String
        package let summary: String
    }

    /// The completions of the word that ends at the cursor; `line` ends there too.
    package static func result(for line: [UInt8]) -> Result {
        let none = Result(typed: 0, candidates: [])
        let start = line.lastIndex { $0 == 0x20 || $0 == 0x09 }.map { $0 + 1 } ?? 0
        // Within a quote the blanks belong to the word, and nothing is known of it.
        guard let before = try? Tokenizer.tokens(of: Array(line[..<start])) else { return none }
        let typed = String(decoding: line[start...], as: UTF8.self)
        var words = before[...]
        if let first = words.first, first.form == .bare, first.text.first == UInt8(ascii: "@") { words.removeFirst() }
        let candidates: [Candidate]
        if let name = words.popFirst() {
            guard let command = CommandTable.command(named: name.string) else { return none }
            candidates = arguments(of: command, given: words)
        } else {
            candidates = CommandTable.all.map { Candidate(word: $0.name, summary: $0.summary) }
        }
        let matching = candidates.filter { $0.word.hasPrefix(typed.lowercased()) }
        return Result(typed: typed.utf8.count, candidates: matching)
    }

    private static let distributions = Distributions.all.map { Candidate(word: $0.name, summary: $0.summary) }

    private static func arguments(of command: CommandSpec, given: ArraySlice<Token>) -> [Candidate] {
        var candidates: [Candidate] = []
        // Behind the name of an option stands its value.
        if let last = given.last, last.form == .bare,
            let option = command.options.first(where: { last.string == "--\($0.name)" })
        {
            if case .distribution = option.parameter.kind { return distributions }
            return []
        }
        if given.count < command.parameters.count {
            switch command.parameters[given.count].kind {
            case .choice(let choices):
                candidates = choices.map { Candidate(word: $0, summary: "") }
            case .topic:
                candidates = CommandTable.all.map { Candidate(word: $0.name, summary: $0.summary) }
                candidates += [Candidate(word: "distributions", summary: "the clients that can be followed")]
                candidates += distributions
            case .distribution:
                candidates = distributions
            case .key, .namedKey, .value, .expiry, .server, .address, .text, .number, .signedNumber, .keySource:
                break
            }
        }
        // Options come after the words that must be there.
        if given.count >= command.parameters.filter({ !$0.isOptional }).count {
            let used = given.map(\.string)
            candidates += command.options
                .filter { $0.repeats || !used.contains("--\($0.name)") }
                .map { Candidate(word: "--\($0.name)", summary: $0.summary) }
        }
        return candidates
    }
}
