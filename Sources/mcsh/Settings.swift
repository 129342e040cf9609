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
    let servers: [ServerAddress]
    let localServers: Int?
    let distribution: DistributionChoice
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
    let environment: Environment

    init(_ invocation: Invocation, environment: Environment) throws(Problem) {
        self.environment = environment
        work = try Settings.work(invocation, environment)
        localServers = try Settings.localServers(invocation)
        servers = try Settings.servers(invocation, environment)
        distribution = invocation.distribution.map { DistributionChoice($0) } ?? .standard
        do {
            _ = try distribution.make(servers: servers)
        } catch {
            throw Problem(error.description)
        }
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

    private static func localServers(_ invocation: Invocation) throws(Problem) -> Int? {
        guard let count = invocation.local else { return nil }
        guard (1...64).contains(count) else { throw Problem("--local is a number from 1 to 64") }
        guard invocation.servers.isEmpty else { throw Problem("--local and --server do not go together") }
        return count
    }

    private static func servers(
        _ invocation: Invocation,
        _ environment: Environment
    ) throws(Problem) -> [ServerAddress] {
        // With servers of its own, a session takes no notice of others.
        if invocation.local != nil { return [ServerAddress("127.0.0.1:11211")] }
        let sources: [(name: String, list: [String])] = [
            ("--server", invocation.servers),
            ("MCSH_SERVERS", environment["MCSH_SERVERS"].map { [$0] } ?? []),
            ("MEMCACHED_SERVERS", environment["MEMCACHED_SERVERS"].map { [$0] } ?? []),
        ]
        let source = sources.first { !$0.list.isEmpty } ?? ("default", ["127.0.0.1:11211"])
        do {
            return try ServerAddress.list(parsing: source.list)
        } catch {
            throw Problem("\(source.name): \(Escaping.text(error.description.utf8))")
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
