package import Memcached

/// What all that was said about the settings amounts to: command line before environment before profile before defaults.
///
/// A script or a single statement follows the settings file as a whole, or does nothing: without a prefix or a server
/// that it counts on, it would write where it must not. A person is told what is wrong; as long as that leaves open what
/// may become of data, the session is read-only.
package struct ResolvedSettings: Sendable {
    /// Why the shell cannot start. Fit for a terminal.
    package struct Problem: Error, Equatable {
        package let message: String
    }

    package private(set) var settings = ShellSettings()
    /// The cluster's name, if one was asked for.
    package private(set) var profile: String?
    /// What a person calls the cluster; `nil` if its servers are not those that the profile stands for, so that their
    /// addresses have to say it.
    package private(set) var clusterName: String?
    /// The servers, or the endpoint that tells of them; none if they are named otherwise.
    package private(set) var servers: [ServerAddress] = []
    /// What there is to say of the settings file, a line each.
    package private(set) var notices: [String] = []

    /// More than these nobody mends at once.
    private static let mostNotices = 20

    package init(_ sources: SettingSources) throws(Problem) {
        let section = try ResolvedSettings.section(of: sources)
        profile = section?.name
        let isInDoubt = try judgeFile(sources, section)
        do throws(Problem) {
            try ResolvedSettings.checkSource(sources, section)
        } catch {
            throw Problem(message: (notices + [error.message]).joined(separator: "\n"))
        }
        weigh(sources, section)
        if isInDoubt, settings.mode != .readOnly {
            settings.set(.mode, to: Mode.readOnly.rawValue, by: .caution)
            notices.append("until that is mended, the session is read-only; ':set mode free' lifts it")
        }
        for given in ResolvedSettings.sourcesFirst(sources.commandLine, \.setting) {
            settings.set(given.setting, to: given.text, by: .option(given.option))
        }
        clusterName = clusterName(section)
        try checkWords()
        try readServers()
    }

    // MARK: The file

    /// The part of the file for the cluster that was asked for.
    private static func section(of sources: SettingSources) throws(Problem) -> SettingsSection? {
        guard let (name, origin) = sources.profile else { return nil }
        switch sources.file {
        case .none:
            let file = sources.fileName.isEmpty ? "" : " \(sources.fileName)"
            throw Problem(message: "\(origin) \(Quoted(name).word): there is no settings file\(file)")
        case .unreadable(let fault):
            throw Problem(message: fault.text(in: sources.fileName))
        case .read(let file):
            if let section = file.profile(named: name) { return section }
            throw Problem(message: file.unknownProfile(name, in: sources.fileName))
        }
    }

    /// Takes note of what is wrong with the file, and returns whether that leaves open what may become of data.
    private mutating func judgeFile(_ sources: SettingSources, _ section: SettingsSection?) throws(Problem) -> Bool {
        let own: [SettingsFault]
        let all: [SettingsFault]
        switch sources.file {
        case .none: return false
        case .unreadable(let fault): (own, all) = ([fault], [fault])
        case .read(let file):
            own = file.faults + file.defaults.faults + (section?.faults ?? [])
            all = file.allFaults
        }
        func texts(_ faults: [SettingsFault]) -> [String] {
            let more = faults.count - ResolvedSettings.mostNotices
            return faults.prefix(ResolvedSettings.mostNotices).map { $0.text(in: sources.fileName) }
                + (more > 0 ? ["and \(more) more like these"] : [])
        }
        guard sources.isForgiving else {
            // What is wrong with other clusters is nothing to a script.
            if own.isEmpty { return false }
            throw Problem(message: texts(own).joined(separator: "\n"))
        }
        notices = texts(all)
        return own.contains { $0.concernsData }
    }

    /// A name stands for a cluster: it has to say which, and nobody else may mean another.
    private static func checkSource(_ sources: SettingSources, _ section: SettingsSection?) throws(Problem) {
        guard let section, let (name, origin) = sources.profile,
            !sources.commandLine.contains(where: { $0.setting.isSource })
        else { return }
        if case .variable(let variable) = origin, let other = ShellSetting.servers.variables.first,
            sources.variable(other) != nil
        {
            throw Problem(message: "\(variable) and \(other) do not go together; use --profile or --server")
        }
        let place = "\(sources.fileName):\(section.line): profiles.\(Quoted(name).word)"
        let defaults = ResolvedSettings.defaults(sources)
        guard section.leavesServersOpen || section.hasSource || defaults?.hasSource == true else {
            throw Problem(message: "\(place) names no servers")
        }
        // Under this name, those of the defaults would be taken for others.
        if section.leavesServersOpen || (!section.hasSource && defaults?.hasFaultySource == true) {
            throw Problem(message: "\(place) leaves open which servers it means")
        }
    }

    private static func defaults(_ sources: SettingSources) -> SettingsSection? {
        if case .read(let file) = sources.file { file.defaults } else { nil }
    }

    /// The profile's name, if the servers are those that it stands for: its own, or those of the defaults if nothing is
    /// wrong with it.
    private func clusterName(_ section: SettingsSection?) -> String? {
        guard let section, let source = settings.source else { return nil }
        switch settings[source]?.origin {
        case .profile: return section.name
        case .defaults: return section.faults.isEmpty ? section.name : nil
        default: return nil
        }
    }

    // MARK: Who is stronger

    private mutating func weigh(_ sources: SettingSources, _ section: SettingsSection?) {
        for setting in ShellSetting.all {
            if let standard = setting.standard { settings.set(setting, to: standard, by: .standard) }
            if let name = setting.commonVariable { follow([name], setting, sources) }
        }
        for (setting, text) in sources.standards { settings.set(setting, to: text, by: .standard) }
        follow(ResolvedSettings.defaults(sources)?.values ?? [], of: nil, sources)
        if let section {
            follow(section.values, of: section.name, sources)
        } else {
            follow(ShellSetting.servers.variables, .servers, sources)
        }
        for setting in ShellSetting.all where !setting.isSource { follow(setting.variables, setting, sources) }
    }

    private mutating func follow(_ variables: [String], _ setting: ShellSetting, _ sources: SettingSources) {
        for name in variables {
            guard let text = sources.variable(name) else { continue }
            return settings.set(setting, to: setting.normalized(text), by: .variable(name))
        }
    }

    private mutating func follow(_ values: [SettingsSection.Value], of profile: String?, _ sources: SettingSources) {
        for value in ResolvedSettings.sourcesFirst(values, \.setting) {
            let text = value.setting.values == .file ? ResolvedSettings.path(value.text, sources) : value.text
            let origin = profile.map { SettingOrigin.profile($0, line: value.line) } ?? .defaults(line: value.line)
            settings.set(value.setting, to: text, by: origin)
        }
    }

    /// A setting that names the servers takes others away, of those before it.
    private static func sourcesFirst<Element>(
        _ elements: [Element],
        _ setting: (Element) -> ShellSetting
    ) -> [Element] {
        elements.filter { setting($0).isSource } + elements.filter { !setting($0).isSource }
    }

    /// A path in the file begins where the file lies.
    private static func path(_ text: String, _ sources: SettingSources) -> String {
        if text.hasPrefix("/") { return text }
        if text.hasPrefix("~/"), let home = sources.home { return home + text.dropFirst() }
        return "\(sources.folder)/\(text)"
    }

    /// What is written in the file was checked when it was read; the other words were not.
    private func checkWords() throws(Problem) {
        for setting in ShellSetting.all where setting.values != .servers {
            guard let entry = settings[setting], let label = ResolvedSettings.label(entry) else { continue }
            if let fault = setting.fault(of: entry.text, as: label) { throw Problem(message: fault) }
        }
    }

    /// To read the servers takes longer than all the rest, so it is done once.
    private mutating func readServers() throws(Problem) {
        guard let source = settings.source, source.values == .servers || source.values == .endpoint,
            let entry = settings[source]
        else { return }
        do {
            servers = try ServerAddress.list(parsing: [entry.text])
        } catch {
            let label = ResolvedSettings.label(entry) ?? source.name
            throw Problem(message: "\(label): \(Escaping.text(error.description.utf8))")
        }
    }

    /// What a setting is called where its value was written, unless that was the settings file.
    private static func label(_ entry: ShellSettings.Entry) -> String? {
        switch entry.origin {
        case .variable(let name), .option(let name): name
        case .standard, .editor, .defaults, .profile, .caution, .prompt: nil
        }
    }
}
