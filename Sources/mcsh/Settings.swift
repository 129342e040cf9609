import Memcached
import MemcachedShell

/// What the command line and the environment amount to: checked, and free of effects.
struct Settings {
    /// What the process is to do.
    enum Work {
        case interactive
        /// Statements from standard input.
        case standardInput
        case command([[UInt8]], appendsInput: Bool, repetitions: Int?, pause: Duration)
        case texts([String], files: [String])
        case showVersion

        /// Whether a person is there to read what is wrong with the settings file; or whoever wants to know what it may
        /// hold asks for just that.
        var isForgiving: Bool {
            switch self {
            case .interactive, .showVersion: true
            case .standardInput, .texts: false
            case .command(let words, _, _, _):
                words.first.flatMap { CommandTable.command(named: String(decoding: $0, as: UTF8.self)) }?.group
                    == .shell
            }
        }

        /// Whether no setting has a part in it.
        var needsNothing: Bool { if case .showVersion = self { true } else { false } }
    }

    /// A command line that cannot be followed.
    struct Problem: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }

    static let version = "0.1.0"

    let work: Work
    let source: ClusterSource
    /// What somebody says of the distribution; the source's own, if nobody does.
    let distribution: DistributionChoice?
    /// For standard error.
    let errorStyle: Style
    let stopsOnError: Bool
    let timeout: Duration
    let connectTimeout: Duration
    let confirmsByItself: Bool
    /// What `:set` shows, as the session begins.
    let values: ShellSettings
    /// The cluster's name in the settings file, if one was asked for.
    let profile: String?
    /// The same, if the servers are those that it stands for.
    let clusterName: String?
    /// What there is to say of the settings file, a line each.
    let notices: [String]
    /// The settings file, for people: where it is, or would be; empty if there is no place for one.
    let settingsFile: String
    let hasSettingsFile: Bool
    let environment: Environment

    init(_ invocation: Invocation, environment: Environment) throws(Problem) {
        self.environment = environment
        work = try Settings.work(invocation, environment)
        try Settings.checkSources(invocation)
        var sources = SettingSources()
        sources.commandLine = try Settings.given(invocation)
        sources.variable = { environment[$0] }
        sources.standards = [(.output, environment.outputIsTerminal ? "pretty" : "plain")]
        sources.isForgiving = work.isForgiving
        if !work.needsNothing {
            sources.profile =
                invocation.profile.map { ($0, .option("--profile")) }
                ?? environment["MCSH_PROFILE"].map { ($0, .variable("MCSH_PROFILE")) }
            if let finder = SettingsFinder(environment) {
                sources.fileName = Escaping.text(finder.path.utf8)
                sources.folder = finder.folder
                sources.home = environment["HOME"]
                sources.file = finder.read()
            }
        }
        settingsFile = sources.fileName
        if case .none = sources.file { hasSettingsFile = false } else { hasSettingsFile = true }
        let resolved: ResolvedSettings
        do throws(ResolvedSettings.Problem) {
            resolved = try ResolvedSettings(sources)
        } catch {
            throw Problem(error.message)
        }
        values = resolved.settings
        profile = resolved.profile
        clusterName = resolved.clusterName
        notices = resolved.notices
        source = Settings.source(resolved)
        distribution = values[.distribution].map { DistributionChoice($0.text) }
        errorStyle = Style(hasColor: ColorChoice(values).applies(environment, isTerminal: environment.errorIsTerminal))
        stopsOnError = invocation.stopOnError
        timeout = Settings.duration(.timeout, values)
        connectTimeout = Settings.duration(.connectTimeout, values)
        confirmsByItself = invocation.yes
    }

    var prefix: String { values.text(.prefix) }

    /// How many connections a script opens to each server.
    var connectionsPerServer: Int { values.number(.connections) }

    /// How many threads move bytes: one moves more than a connection can.
    var threads: Int { min(connectionsPerServer, 8) }

    /// How long a server that could not be reached is not tried again. A script has many lines for it; a person, or a single
    /// statement, wants to know how things are now.
    var pauseAfterFailure: Duration {
        switch work {
        case .standardInput: .seconds(1)
        case .texts(_, let files): files.isEmpty ? .zero : .seconds(1)
        case .interactive, .command, .showVersion: .zero
        }
    }

    private static func work(_ invocation: Invocation, _ environment: Environment) throws(Problem) -> Work {
        if invocation.version { return .showVersion }
        var words = invocation.command
        if let first = words.first, first.elementsEqual("--".utf8) {
            words.removeFirst()
        } else if let first = words.first, first.first == UInt8(ascii: "-") {
            throw Problem(Documents.unknownOption(first))
        }
        let hasTexts = !invocation.texts.isEmpty || !invocation.files.isEmpty
        if hasTexts, !words.isEmpty { throw Problem("a command does not go together with -e or -f") }
        if words.isEmpty {
            if invocation.stdinValue { throw Problem("-x wants a command") }
            if invocation.repetitions != nil || invocation.interval != nil { throw Problem("-r and -i want a command") }
        }
        if hasTexts { return .texts(invocation.texts, files: invocation.files) }
        if words.isEmpty { return environment.inputIsTerminal ? .interactive : .standardInput }
        if let repetitions = invocation.repetitions, repetitions < 0 { throw Problem("-r is a number from 0") }
        if invocation.interval != nil, invocation.repetitions == nil { throw Problem("-i wants -r") }
        if invocation.stdinValue, invocation.repetitions != nil { throw Problem("-x and -r do not go together") }
        return .command(
            words,
            appendsInput: invocation.stdinValue,
            repetitions: invocation.repetitions,
            pause: try duration(invocation.interval, "i", mayBeZero: true) ?? .zero
        )
    }

    /// What the command line says of the settings.
    private static func given(_ invocation: Invocation) throws(Problem) -> [SettingSources.Given] {
        var given: [SettingSources.Given] = []
        func add(_ setting: ShellSetting, _ text: String?) {
            if let text { given.append(SettingSources.Given(setting, text)) }
        }
        // Nearly always there is one list.
        let lists = invocation.servers
        add(.servers, lists.count <= 1 ? lists.first : lists.joined(separator: ","))
        add(.cluster, invocation.cluster)
        add(.discover, invocation.discover)
        add(.local, invocation.local.map { "\($0)" })
        add(.distribution, invocation.distribution)
        add(.prefix, invocation.prefix)
        add(.timeout, invocation.timeout)
        add(.connectTimeout, invocation.connectTimeout)
        add(.connections, invocation.connections.map { "\($0)" })
        add(.output, invocation.output)
        let color: ColorChoice? = try choice(invocation.color, "color")
        add(.color, color.map { ShellSetting.color.normalized($0.rawValue) })
        if invocation.readOnly {
            given.append(SettingSources.Given(.mode, Mode.readOnly.rawValue, option: "--read-only"))
        }
        return given
    }

    /// Several cannot be meant at once.
    private static func checkSources(_ invocation: Invocation) throws(Problem) {
        let given = [
            ("--server", !invocation.servers.isEmpty), ("--local", invocation.local != nil),
            ("--cluster", invocation.cluster != nil), ("--discover", invocation.discover != nil),
        ].filter(\.1).map(\.0)
        guard given.count <= 1 else { throw Problem("\(given[0]) and \(given[1]) do not go together") }
    }

    private static func source(_ resolved: ResolvedSettings) -> ClusterSource {
        let source = resolved.settings.source ?? .servers
        switch source.values {
        case .number: return .local(resolved.settings.number(source))
        case .file: return .file(resolved.settings.text(source))
        case .endpoint: return .endpoint(resolved.servers[0])
        default: return .list(resolved.servers)
        }
    }

    /// What nobody has said is known without reading it, which saves a part of the start.
    private static func duration(_ setting: ShellSetting, _ values: ShellSettings) -> Duration {
        guard let entry = values[setting], entry.origin != .standard else { return .seconds(3) }
        return TimeText.duration(entry.text) ?? .seconds(3)
    }

    private static func duration(
        _ text: String?,
        _ option: String,
        mayBeZero: Bool = false
    ) throws(Problem) -> Duration? {
        guard let text else { return nil }
        let name = option.count == 1 ? "-\(option)" : "--\(option)"
        guard let duration = TimeText.duration(text), mayBeZero || duration > .zero else {
            throw Problem("\(name) '\(Escaping.text(text.utf8))': \(TimeText.durationRule)")
        }
        return duration
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String?,
        _ option: String
    ) throws(Problem) -> Choice? {
        guard let text else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem("--\(option) is one of \(known), not '\(Escaping.text(text.utf8))'")
        }
        return choice
    }
}
