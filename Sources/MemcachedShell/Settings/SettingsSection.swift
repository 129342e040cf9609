/// What a settings file says for all clusters, or for one of them.
package struct SettingsSection: Sendable {
    /// A setting, and what stands behind it.
    package struct Value: Sendable {
        package let setting: ShellSetting
        package let text: String
        package let line: Int
    }

    /// For so many wrong keys it is said which one was meant; to find out takes a while.
    private static let mostGuesses = 100

    /// The cluster's name; `nil` for what holds for all.
    package let name: String?
    package let line: Int
    package private(set) var values: [Value] = []
    package private(set) var faults: [SettingsFault] = []
    /// Whether something is wrong with what names its servers.
    private(set) var hasFaultySource = false
    private var hasUnknownKey = false

    init(name: String?, line: Int) {
        self.name = name
        self.line = line
    }

    /// The section that a key of the file begins. What is wrong in it is left out, and told.
    init(name: String?, _ entry: ConfigEntry) {
        self.init(name: name, line: entry.line)
        // Nothing behind the colon is a section with nothing in it.
        if entry.value.scalar?.isEmpty == true { return }
        guard let entries = entry.value.entries else {
            hasFaultySource = true
            faults.append(
                SettingsFault(line: entry.value.line, "\(way) is a table of settings", concernsData: true)
            )
            return
        }
        for entry in entries { read(entry) }
    }

    /// Whether it names its servers itself.
    var hasSource: Bool { values.contains { $0.setting.isSource } }

    /// Whether it may mean other servers than it names: a key that nobody knows could be what was to name them.
    var leavesServersOpen: Bool { hasFaultySource || (hasUnknownKey && !hasSource) }

    /// Its way from the top.
    private var way: String { name.map { "profiles.\(Quoted($0).word)" } ?? "defaults" }

    private mutating func read(_ entry: ConfigEntry) {
        let label = "\(way).\(Quoted(entry.key).word)"
        guard let setting = ShellSetting.named(entry.key) else {
            // In a file of another kind, every line is wrong.
            let isGuessed = faults.count < SettingsSection.mostGuesses
            let nearest = isGuessed ? ShellSetting.meant(by: entry.key) : nil
            let advice = nearest.map { "; did you mean '\($0)'?" } ?? "; 'mcsh help settings' lists those there are"
            hasUnknownKey = true
            // Whatever it resembles: it may have been meant to protect data, and nobody knows.
            faults.append(
                SettingsFault(line: entry.line, "\(label) is no setting\(advice)", concernsData: true)
            )
            return
        }
        let before = faults.count
        defer { if setting.isSource, faults.count > before { hasFaultySource = true } }
        guard let written = SettingsSection.text(of: entry.value, for: setting) else {
            let form = setting.values == .servers ? "a server, or a list of them" : "a single value"
            faults.append(
                SettingsFault(line: entry.value.line, "\(label) is \(form)", concernsData: setting.concernsData)
            )
            return
        }
        let text = setting.normalized(written)
        if let fault = setting.fault(of: text, as: label) {
            faults.append(SettingsFault(line: entry.value.line, fault, concernsData: setting.concernsData))
            return
        }
        if setting.isSource, let other = values.first(where: { $0.setting.isSource }) {
            faults.append(
                SettingsFault(
                    line: entry.line,
                    "\(label) and \(other.setting.name) on line \(other.line) do not go together",
                    concernsData: true
                )
            )
            return
        }
        values.append(Value(setting: setting, text: text, line: entry.line))
    }

    /// What stands behind a key, as it would be typed: of servers also a list.
    private static func text(of node: ConfigNode, for setting: ShellSetting) -> String? {
        if let text = node.scalar { return text }
        guard setting.values == .servers, case .list(let nodes) = node.content else { return nil }
        let servers = nodes.compactMap(\.scalar)
        guard servers.count == nodes.count, !servers.contains(where: { $0.contains(",") }) else { return nil }
        return servers.joined(separator: ",")
    }
}
