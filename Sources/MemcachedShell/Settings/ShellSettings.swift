import Memcached
package import MemcachedValues

/// What each setting is, and who says so.
package struct ShellSettings: Sendable {
    package struct Entry: Sendable, Equatable {
        package let text: String
        package let origin: SettingOrigin
    }

    private var entries: [String: Entry] = [:]

    package init() {}

    package subscript(setting: ShellSetting) -> Entry? { entries[setting.name] }

    /// What a setting is; empty if nobody says.
    package func text(_ setting: ShellSetting) -> String { entries[setting.name]?.text ?? "" }

    package func isOn(_ setting: ShellSetting) -> Bool { text(setting) == "on" }

    package func number(_ setting: ShellSetting) -> Int { Int(text(setting)) ?? 0 }

    package var mode: Mode { Mode(rawValue: text(.mode)) ?? .readOnly }

    package var promptColor: PromptColor { PromptColor(rawValue: text(.promptColor)) ?? .plain }

    /// The client whose way to spread keys somebody chose, if it is one whose values are known.
    package var chosenClient: (any ClientLibrary)? {
        guard let entry = self[.distribution], entry.origin != .standard else { return nil }
        return ClientLibraries.named(DistributionChoice(entry.text).name)
    }

    /// The setting that names the servers.
    package var source: ShellSetting? { ShellSetting.all.first { $0.isSource && entries[$0.name] != nil } }

    /// Whoever says something later says it in place of those before.
    package mutating func set(_ setting: ShellSetting, to text: String, by origin: SettingOrigin) {
        if setting.isSource {
            for other in ShellSetting.all where other.isSource { entries[other.name] = nil }
            // An application's configuration says how its keys are spread, unless somebody stronger does.
            if setting.name == ShellSetting.cluster.name { entries[ShellSetting.distribution.name] = nil }
        }
        entries[setting.name] = Entry(text: text, origin: origin)
    }

    /// Follows the words behind `:set`, and returns what there is to say.
    ///
    /// A person may lift what protects data. A script may not: whoever starts it relies on that.
    package mutating func change(_ words: ArraySlice<Token>, isTyped: Bool) throws(UsageError) -> String {
        guard let name = words.first else { return overview }
        guard let setting = ShellSetting.named(name.string) else {
            throw UsageError(ShellSetting.unknown(name.string), at: name)
        }
        guard let value = words.dropFirst().first else { return line(of: setting) + "\n" }
        if let surplus = words.dropFirst(2).first {
            throw UsageError(
                "'\(Escaping.text(surplus.text))' is one word too many; a value with blanks needs quotes",
                at: surplus
            )
        }
        if setting.isFixed {
            throw UsageError(
                "\(setting.name) is chosen when the shell starts: mcsh \(setting.optionName), or a profile",
                at: name
            )
        }
        let text = setting.normalized(value.string)
        if let fault = setting.fault(of: text) { throw UsageError(fault, at: value) }
        if setting.name == ShellSetting.mode.name {
            try checkMode(text, at: value, isTyped: isTyped)
            // Who said it first, holds on to it.
            if text == self.text(.mode) { return "" }
        }
        set(setting, to: text, by: .prompt)
        return ""
    }

    private func checkMode(_ text: String, at value: Token, isTyped: Bool) throws(UsageError) {
        if case .option(let option) = self[.mode]?.origin, text != self.text(.mode) {
            throw UsageError("\(option) holds for the whole session", at: value)
        }
        if !isTyped, let wanted = Mode(rawValue: text), wanted < mode {
            throw UsageError(
                "away from the prompt, mode only becomes stricter, and it is \(mode.rawValue)",
                at: value
            )
        }
    }

    // MARK: For people

    private static let width = ShellSetting.all.map(\.name.count).max() ?? 0

    /// All that hold, a line each.
    package var overview: String {
        let shown = ShellSetting.all.filter { entries[$0.name] != nil }
        let texts = shown.map { value(of: $0) }
        let width = min(30, texts.map(Columns.width).max() ?? 0)
        return zip(shown, texts).map { setting, text in
            let name = Columns.padded(setting.name, to: ShellSettings.width)
            return "\(name)  \(Columns.padded(text, to: width))  \(origin(of: setting))\n"
        }.joined()
    }

    private func line(of setting: ShellSetting) -> String {
        guard entries[setting.name] != nil else { return "nobody says" }
        return "\(value(of: setting))  \(origin(of: setting))"
    }

    private func value(of setting: ShellSetting) -> String {
        Literal.word(Array(text(setting).utf8))
    }

    private func origin(of setting: ShellSetting) -> String { entries[setting.name]?.origin.description ?? "" }
}
