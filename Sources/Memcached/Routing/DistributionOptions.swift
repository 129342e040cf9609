/// An option that a distribution takes: the row from which its check, its error message, its help and its completion
/// derive.
package struct DistributionRule: Sendable {
    package enum Values: Sendable {
        /// One of these words, in whatever case.
        case choice([String])
        /// `true`, `1`, `on` or nothing; `false`, `0`, `off`.
        case flag
        case number(ClosedRange<Int>)
        /// A decimal number for each server, with colons between: `0.5:1:0.25`.
        case weights
        case text
        /// No value: it says when something is done.
        case mark
    }

    package let name: String
    /// What some users of the client call it too.
    package var aliases: [String] = []
    package let values: Values
    package let summary: String

    package init(_ name: String, aliases: [String] = [], _ values: Values, _ summary: String) {
        self.name = name
        self.aliases = aliases
        self.values = values
        self.summary = summary
    }

    /// What may stand behind its `=`, in words.
    package var choices: String {
        switch values {
        case .choice(let words): words.joined(separator: "|")
        case .flag: "true|false"
        case .number(let range): "\(range.lowerBound)...\(range.upperBound)"
        case .weights: "W:W:..."
        case .text: "TEXT"
        case .mark: ""
        }
    }
}

/// A `key=value` behind the name of a distribution.
package struct DistributionOption: Hashable, Sendable {
    package let key: String
    package let value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// Options that follow a distribution's rules, in the order given; of one given twice, the last counts.
package struct DistributionOptions: Sendable {
    /// The options with their proper names, and values spelled as the rules spell them.
    package let inOrder: [DistributionOption]

    package static let none = DistributionOptions(inOrder: [])

    private init(inOrder: [DistributionOption]) {
        self.inOrder = inOrder
    }

    /// Checks options against rules.
    package init(
        _ options: [DistributionOption],
        of name: String,
        rules: [DistributionRule]
    ) throws(DistributionError) {
        var checked: [DistributionOption] = []
        for option in options {
            let key = option.key.lowercased()
            guard let rule = rules.first(where: { ([$0.name] + $0.aliases).contains { $0.lowercased() == key } }) else {
                let known =
                    rules.isEmpty ? "\(name) has none" : "\(name) has \(rules.map(\.name).joined(separator: ", "))"
                throw DistributionError("there is no option '\(Excerpt(option.key.utf8))': \(known)")
            }
            checked.append(
                DistributionOption(key: rule.name, value: try DistributionOptions.checked(option.value, rule))
            )
        }
        inOrder = checked
    }

    private static func checked(_ value: String, _ rule: DistributionRule) throws(DistributionError) -> String {
        func wrong(_ expected: String) -> DistributionError {
            DistributionError("\(rule.name) is \(expected), not '\(Excerpt(value.utf8))'")
        }
        switch rule.values {
        case .choice(let words):
            guard let word = words.first(where: { $0.lowercased() == value.lowercased() }) else {
                throw wrong("one of \(words.joined(separator: ", "))")
            }
            return word
        case .flag:
            switch value.lowercased() {
            case "", "1", "true", "on", "yes": return "true"
            case "0", "false", "off", "no": return "false"
            default: throw wrong("true or false")
            }
        case .number(let range):
            guard let number = Int(value), range.contains(number) else {
                throw wrong("a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return "\(number)"
        case .weights:
            guard DistributionOptions.numbers(value) != nil else {
                throw wrong("a decimal number for each server, with colons between")
            }
            return value
        case .text:
            return value
        case .mark:
            guard value.isEmpty else { throw wrong("a word without a value") }
            return value
        }
    }

    private static func numbers(_ text: String) -> [Double]? {
        var numbers: [Double] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard let number = Double(part), number.isFinite, number >= 0 else { return nil }
            numbers.append(number)
        }
        return numbers
    }

    package func text(_ key: String) -> String? {
        inOrder.last { $0.key == key }?.value
    }

    package func flag(_ key: String) -> Bool? {
        text(key).map { $0 == "true" }
    }

    package func number(_ key: String) -> Int? {
        text(key).flatMap { Int($0) }
    }

    /// A choice by an enumeration whose raw values are the words.
    package func choice<Choice: RawRepresentable<String>>(_ key: String) -> Choice? {
        text(key).flatMap { Choice(rawValue: $0) }
    }

    /// The numbers of an option that takes weights.
    package func weights(_ key: String) -> [Double]? {
        text(key).flatMap { DistributionOptions.numbers($0) }
    }
}
