import MemcachedValues

/// The user's settings file: what holds for all clusters, and clusters by their names.
package struct SettingsFile: Sendable {
    /// A file of hundreds of clusters has a tenth of this.
    package static let limit = ClusterFile.limit

    package private(set) var defaults = SettingsSection(name: nil, line: 1)
    package private(set) var profiles: [SettingsSection] = []
    /// What is wrong beside the sections.
    package private(set) var faults: [SettingsFault] = []

    /// Reads YAML.
    ///
    /// - Throws: a ``SettingsFault`` if the whole text cannot be understood. What is wrong with a single key is kept.
    package init(_ text: String) throws(SettingsFault) {
        // A byte order mark is no text.
        var text = text
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        let root: ConfigNode?
        do throws(ClusterFileError) {
            root = try ConfigText.yaml(text)
        } catch {
            throw SettingsFault(line: error.line, error.message, concernsData: true)
        }
        guard let root, root.scalar?.isEmpty != true else { return }
        guard let entries = root.entries else {
            throw SettingsFault(line: root.line, "this is no table with 'defaults' and 'profiles'", concernsData: true)
        }
        for entry in entries { read(entry) }
    }

    private mutating func read(_ entry: ConfigEntry) {
        switch entry.key {
        case "defaults":
            defaults = SettingsSection(name: nil, entry)
        case "profiles":
            if entry.value.scalar?.isEmpty == true { return }
            guard let entries = entry.value.entries else {
                faults.append(SettingsFault(line: entry.value.line, "profiles is a table of clusters by their names"))
                return
            }
            for entry in entries { readProfile(entry) }
        default:
            let key = Quoted(entry.key).word
            // Somebody may have left out the section.
            if let setting = ShellSetting.named(entry.key) {
                faults.append(
                    SettingsFault(
                        line: entry.line,
                        "\(key) belongs under 'defaults', or under the name of a cluster in 'profiles'",
                        concernsData: setting.concernsData
                    )
                )
                return
            }
            let nearest = NearestName.of(entry.key.lowercased(), among: ["defaults", "profiles"])
            let advice = nearest.map { "; did you mean '\($0)'?" } ?? "; there are 'defaults' and 'profiles'"
            faults.append(
                SettingsFault(line: entry.line, "\(key) is no part of this file\(advice)", concernsData: nearest != nil)
            )
        }
    }

    private mutating func readProfile(_ entry: ConfigEntry) {
        let isName =
            entry.key.utf8.count <= 40 && !entry.key.isEmpty
            && entry.key.unicodeScalars.allSatisfy { $0.isPrintable && $0 != " " }
        guard isName else {
            faults.append(
                SettingsFault(
                    line: entry.line,
                    "profiles.\(Quoted(entry.key).word): a name has 1 to 40 bytes, and no blank or control character"
                )
            )
            return
        }
        profiles.append(SettingsSection(name: entry.key, entry))
    }

    /// The cluster of this name.
    package func profile(named name: String) -> SettingsSection? { profiles.first { $0.name == name } }

    /// What to say of a name that none of its clusters has.
    package func unknownProfile(_ name: String, in file: String) -> String {
        let text = "there is no profile \(Quoted(name)) in \(file)"
        let names = profiles.compactMap(\.name)
        if let nearest = NearestName.of(name, among: names) { return "\(text); did you mean '\(nearest)'?" }
        return names.isEmpty ? "\(text), and no other" : "\(text); there are \(Quoted.list(names))"
    }

    /// Everything that is wrong, in the order of the lines.
    package var allFaults: [SettingsFault] {
        (faults + defaults.faults + profiles.flatMap(\.faults)).sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    }
}
