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
    }

    /// A command line that cannot be followed.
    struct Problem: Error {
        let message: String
        init(_ message: String) { self.message = message }
    }

    static let version = "0.1.0"

    let work: Work
    let source: ClusterSource
    /// What `--distribution` says; the source's own, if it does not.
    let distribution: DistributionChoice?
    let format: OutputFormat
    let style: Style
    /// For standard error.
    let errorStyle: Style
    let stopsOnError: Bool
    let prefix: String
    let timeout: Duration
    let connectTimeout: Duration
    let confirmsByItself: Bool
    let isReadOnly: Bool
    /// How many connections a script opens to each server.
    let connectionsPerServer: Int
    /// How many lines of the history are kept.
    let historyLength: Int
    /// Whether Tab may ask the servers for some of their keys.
    let samplesKeys: Bool
    let environment: Environment

    init(_ invocation: Invocation, environment: Environment) throws(Problem) {
        self.environment = environment
        work = try Settings.work(invocation, environment)
        source = try Settings.source(invocation, environment)
        distribution = invocation.distribution.map { DistributionChoice($0) }
        format = try Settings.choice(invocation.output, "output") ?? (environment.outputIsTerminal ? .pretty : .plain)
        let color: ColorChoice = try Settings.choice(invocation.color, "color") ?? .auto
        style = Style(hasColor: color.applies(environment, isTerminal: environment.outputIsTerminal))
        errorStyle = Style(hasColor: color.applies(environment, isTerminal: environment.errorIsTerminal))
        stopsOnError = invocation.stopOnError
        prefix = invocation.prefix ?? ""
        if let fault = Key(prefix + "k").fault { throw Problem("--prefix: \(fault)") }
        timeout = try Settings.duration(invocation.timeout, "timeout") ?? .seconds(3)
        connectTimeout = try Settings.duration(invocation.connectTimeout, "connect-timeout") ?? .seconds(3)
        confirmsByItself = invocation.yes
        isReadOnly = invocation.readOnly
        let connections = invocation.connections ?? 1
        guard (1...64).contains(connections) else { throw Problem("--connections is a number from 1 to 64") }
        connectionsPerServer = connections
        historyLength =
            try Settings.variable("MCSH_HISTORY_LENGTH", .historyLength, environment).flatMap { Int($0) } ?? 10_000
        samplesKeys = try Settings.variable("MCSH_SAMPLE_KEYS", .sampleKeys, environment) != "off"
    }

    /// A setting of the shell from the environment.
    private static func variable(
        _ name: String,
        _ setting: ShellSetting,
        _ environment: Environment
    ) throws(Problem) -> String? {
        guard let value = environment[name] else { return nil }
        if let fault = setting.fault(of: value) { throw Problem("\(name): \(fault)") }
        return value
    }

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
            throw Problem("there is no option '\(Escaping.text(first))'")
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

    private static func source(
        _ invocation: Invocation,
        _ environment: Environment
    ) throws(Problem) -> ClusterSource {
        let given = [
            ("--server", !invocation.servers.isEmpty), ("--local", invocation.local != nil),
            ("--cluster", invocation.cluster != nil), ("--discover", invocation.discover != nil),
        ].filter(\.1).map(\.0)
        guard given.count <= 1 else { throw Problem("\(given[0]) and \(given[1]) do not go together") }
        if let count = invocation.local {
            guard (1...64).contains(count) else { throw Problem("--local is a number from 1 to 64") }
            return .local(count)
        }
        if let file = invocation.cluster {
            guard !file.isEmpty else { throw Problem("--cluster wants a file") }
            return .file(file)
        }
        if let endpoint = invocation.discover {
            let servers = try servers([endpoint], of: "--discover")
            guard servers.count == 1, servers[0].weight == 1, servers[0].name == nil else {
                throw Problem("--discover is one endpoint, host:port, without weight or name")
            }
            return .endpoint(servers[0])
        }
        if !invocation.servers.isEmpty { return .list(try servers(invocation.servers, of: "--server")) }
        for name in ["MCSH_SERVERS", "MEMCACHED_SERVERS"] {
            if let list = environment[name] { return .list(try servers([list], of: name)) }
        }
        return .list(try servers(["127.0.0.1:11211"], of: "default"))
    }

    private static func servers(_ list: [String], of name: String) throws(Problem) -> [ServerAddress] {
        do {
            return try ServerAddress.list(parsing: list)
        } catch {
            throw Problem("\(name): \(Escaping.text(error.description.utf8))")
        }
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
