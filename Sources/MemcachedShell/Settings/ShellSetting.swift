import Memcached

/// A setting of the shell: one row of the table, from which the settings file, `:set`, completion, hints, messages and
/// the manual derive.
///
/// A class, so that the rows are not copied with all their texts whenever one is looked for: that happens at every start.
package final class ShellSetting: Sendable {
    package let name: String
    package let summary: String
    package let values: Values
    /// What holds if nobody says anything; `nil` if nothing does, or if it depends on where the shell runs.
    package let standard: String?
    /// The option of the command line that says it, if it is not called as it is.
    package let option: String?
    /// The variables of the environment that say it, in the order in which they are asked.
    package let variables: [String]
    /// A variable that is meant for all programs: it is followed only if nobody says anything to this one.
    package let commonVariable: String?
    /// Whether it names the servers, so that one such setting takes the place of another.
    package let isSource: Bool
    /// Whether it decides what becomes of data. While it cannot be known, nothing is written.
    package let concernsData: Bool
    /// Whether it is chosen when the shell starts, and stays.
    package let isFixed: Bool
    /// Whether it is changed so often that `:NAME VALUE` is understood for `:set NAME VALUE`.
    package let hasShortForm: Bool

    init(
        _ name: String,
        _ summary: String,
        _ values: Values,
        standard: String? = nil,
        option: String? = nil,
        variables: [String] = [],
        commonVariable: String? = nil,
        isSource: Bool = false,
        concernsData: Bool = false,
        isFixed: Bool = false,
        hasShortForm: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.values = values
        self.standard = standard
        self.option = option
        self.variables = variables
        self.commonVariable = commonVariable
        self.isSource = isSource
        self.concernsData = concernsData
        self.isFixed = isFixed
        self.hasShortForm = hasShortForm
    }

    /// The option of the command line that says it, as it is typed.
    package var optionName: String { "--\(option ?? name)" }
}

extension ShellSetting {
    /// What may stand for the value of a setting.
    package enum Values: Sendable, Equatable {
        case choice([String])
        case number(ClosedRange<Int>)
        case duration
        case text
        /// What may stand before a key.
        case prefix
        case servers
        /// One server, which tells of others.
        case endpoint
        /// `FILE[#POOL]`.
        case file
        case distribution
    }

    /// What may stand for its value, in words.
    package var usage: String {
        switch values {
        case .choice(let choices): choices.joined(separator: "|")
        case .number(let range): "\(range.lowerBound)..\(range.upperBound)"
        case .duration: "DURATION"
        case .text, .prefix: "TEXT"
        case .servers: "LIST"
        case .endpoint: "HOST:PORT"
        case .file: "FILE[#POOL]"
        case .distribution: "NAME[:key=value,...]"
        }
    }

    /// Why a text is no value of it, or `nil` if it is one; `label` is what the setting is called where it was written.
    package func fault(of value: String, as label: String? = nil) -> String? {
        let label = label ?? name
        let shown = Quoted(value)
        switch values {
        case .choice(let choices):
            if choices.contains(value) { return nil }
            let known =
                choices.count == 2 ? "\(choices[0]) or \(choices[1])" : "one of " + choices.joined(separator: ", ")
            return "\(label) is \(known), not \(shown)"
        case .number(let range):
            if Digits.number(value, range) != nil { return nil }
            return "\(label) is a number from \(range.lowerBound) to \(range.upperBound), not \(shown)"
        case .duration:
            if let duration = TimeText.duration(value), duration > .zero { return nil }
            return "\(label) \(shown): \(TimeText.durationRule)"
        case .text:
            // A program's name cannot hold the byte that ends it.
            return value.utf8.contains(0) ? "\(label) cannot hold a byte 0" : nil
        case .prefix:
            return Key(value + "k").fault.map { "\(label): \($0)" }
        case .servers:
            do {
                _ = try ServerAddress.list(parsing: [value])
                return nil
            } catch {
                return "\(label): \(Escaping.text(error.description.utf8))"
            }
        case .endpoint:
            let servers = (try? ServerAddress.list(parsing: [value])) ?? []
            if servers.count == 1, servers[0].weight == 1, servers[0].name == nil { return nil }
            return "\(label) is one endpoint, host:port, without weight or name"
        case .file:
            return value.isEmpty || value.utf8.contains(0) ? "\(label) wants a file" : nil
        case .distribution:
            do {
                try DistributionChoice(value).check()
                return nil
            } catch {
                return "\(label): \(Escaping.text(error.description.utf8))"
            }
        }
    }

    /// The same value in the setting's own word: files like to say `true` where the shell says `on`.
    package func normalized(_ value: String) -> String {
        guard case .choice(let choices) = values, choices.contains("on"), !choices.contains(value) else { return value }
        switch value.lowercased() {
        case "on", "true", "yes", "always": return "on"
        case "off", "false", "no", "never": return "off"
        default: return value
        }
    }
}
