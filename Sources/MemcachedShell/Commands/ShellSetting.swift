/// A setting of the shell, which `:set NAME VALUE` changes: one row, from which completion, hints and messages derive.
package struct ShellSetting: Sendable {
    package enum Values: Sendable, Equatable {
        case choice([String])
        case number(ClosedRange<Int>)
    }

    package let name: String
    package let summary: String
    package let values: Values

    package static let onOff = Values.choice(["on", "off"])

    /// What may stand for its value, in words.
    package var usage: String {
        switch values {
        case .choice(let choices): choices.joined(separator: "|")
        case .number(let range): "\(range.lowerBound)..\(range.upperBound)"
        }
    }

    /// Why a word is no value of it, or `nil` if it is one.
    package func fault(of value: String) -> String? {
        switch values {
        case .choice(let choices):
            if choices.contains(value) { return nil }
            if choices.count == 2 { return "\(name) is \(choices[0]) or \(choices[1])" }
            return "\(name) is one of \(choices.joined(separator: ", "))"
        case .number(let range):
            if let number = Int(value), range.contains(number) { return nil }
            return "\(name) is a number from \(range.lowerBound) to \(range.upperBound)"
        }
    }
}

extension ShellSetting {
    package static let output = ShellSetting(
        name: "output",
        summary: "how answers are printed",
        values: .choice(OutputFormat.allCases.map(\.rawValue))
    )
    package static let color = ShellSetting(name: "color", summary: "whether answers are coloured", values: onOff)
    package static let keys = ShellSetting(
        name: "keys",
        summary: "whose keys edit the line",
        values: .choice(["emacs", "vi"])
    )
    package static let hints = ShellSetting(
        name: "hints",
        summary: "whether it is shown what the statement still wants",
        values: onOff
    )
    package static let sampleKeys = ShellSetting(
        name: "sample-keys",
        summary: "whether Tab knows a sample of the keys on the servers",
        values: onOff
    )
    package static let historyLength = ShellSetting(
        name: "history-length",
        summary: "how many lines of the history are kept",
        values: .number(0...1_000_000)
    )

    /// All of them, in the order in which they are shown.
    package static let all = [output, color, keys, hints, sampleKeys, historyLength]

    package static func named(_ name: String) -> ShellSetting? { all.first { $0.name == name } }

    /// What to say of a name that is none.
    package static var unknown: String {
        "the settings are " + all.dropLast().map(\.name).joined(separator: ", ") + " and \(all[all.count - 1].name)"
    }
}
