import ArgumentParser
import Glibc

/// The options of the command line, as ArgumentParser knows them.
struct Options: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcsh",
        abstract: "The memcached shell.",
        usage: """
            mcsh [options]                        the shell, or a script on standard input
            mcsh [options] command [argument ...] one statement
            mcsh [options] -e TEXT | -f FILE      statements, or a script
            """,
        discussion: """
            Without --server, the servers are those of the profile, else of MCSH_SERVERS, else of MEMCACHED_SERVERS, else
            those of the settings file's defaults, else 127.0.0.1:11211. The settings file is ~/.config/mcsh/config.yaml.
            'mcsh help' lists the statements, 'mcsh help set' tells about one. Exit status: 0 all well, 1 a negative
            answer, 2 a wrong or refused statement, 3 a server that could not be reached, 64 a wrong command line.
            """
    )

    @Option(
        help: ArgumentHelp(
            "A cluster of the settings file: its servers and all that it says of them. Else MCSH_PROFILE.",
            valueName: "name"
        )
    )
    var profile: String?

    @Option(
        name: [.customShort("s", allowingJoined: true), .customLong("server")],
        help: ArgumentHelp("Servers: host[:port[:weight]], [v6]:port:weight or unix:/path[:weight].", valueName: "list")
    )
    var servers: [String] = []

    @Option(
        help: ArgumentHelp(
            "How keys are spread: as which client does it. 'mcsh help distributions' lists them.",
            valueName: "name[:key=value,...]"
        )
    )
    var distribution: String?

    @Option(
        help: ArgumentHelp(
            "Servers and distribution from an application's own configuration: twemproxy, mcrouter, libmemcached.",
            valueName: "file[#pool]"
        )
    )
    var cluster: String?

    @Option(
        help: ArgumentHelp("Servers from a configuration endpoint, as ElastiCache has one.", valueName: "host:port")
    )
    var discover: String?

    @Option(help: ArgumentHelp("Start so many private memcached servers for this session.", valueName: "n"))
    var local: Int?

    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: ArgumentHelp("pretty, plain, raw or json.", valueName: "format")
    )
    var output: String?

    @Option(help: ArgumentHelp("auto, always or never.", valueName: "when"))
    var color: String?

    @Flag(name: [.customShort("x"), .customLong("stdin-value")], help: "Read the last argument from standard input.")
    var stdinValue = false

    @Option(
        name: .customShort("e", allowingJoined: true),
        help: ArgumentHelp("Run this text; may be repeated.", valueName: "text")
    )
    var texts: [String] = []

    @Option(
        name: .customShort("f", allowingJoined: true),
        help: ArgumentHelp("Run this script, after all -e; may be repeated. - is standard input.", valueName: "file")
    )
    var files: [String] = []

    @Flag(name: .customLong("stop-on-error"), help: "End a script at its first error.")
    var stopOnError = false

    @Option(
        name: .customShort("r", allowingJoined: true),
        help: ArgumentHelp("Repeat the command so often; 0 is for ever.", valueName: "n")
    )
    var repetitions: Int?

    @Option(
        name: .customShort("i", allowingJoined: true),
        help: ArgumentHelp("Pause between repetitions.", valueName: "seconds")
    )
    var interval: String?

    @Option(
        help: ArgumentHelp("Put before every key that is typed, taken off every key that is shown.", valueName: "text")
    )
    var prefix: String?

    @Option(help: ArgumentHelp("The longest wait for an answer; 3s.", valueName: "duration"))
    var timeout: String?

    @Option(
        name: .customLong("connect-timeout"),
        help: ArgumentHelp("The longest wait for a connection; 3s.", valueName: "duration")
    )
    var connectTimeout: String?

    @Option(
        help: ArgumentHelp(
            "How many connections a script opens to each server; each key stays on the same one. 1.",
            valueName: "n"
        )
    )
    var connections: Int?

    @Flag(name: .shortAndLong, help: "Answer yes to every confirmation.")
    var yes = false

    @Flag(name: .customLong("read-only"), help: "Refuse every statement that can change data.")
    var readOnly = false

    @Flag(name: .customLong("version"), help: "Show the version.")
    var version = false

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("A statement; without one, the shell or a script.", valueName: "command")
    )
    var command: [String] = []

    /// The same without the command, free of the parser.
    var invocation: Invocation {
        Invocation(
            profile: profile,
            servers: servers,
            distribution: distribution,
            cluster: cluster,
            discover: discover,
            local: local,
            output: output,
            color: color,
            stdinValue: stdinValue,
            texts: texts,
            files: files,
            stopOnError: stopOnError,
            repetitions: repetitions,
            interval: interval,
            prefix: prefix,
            timeout: timeout,
            connectTimeout: connectTimeout,
            connections: connections,
            yes: yes,
            readOnly: readOnly,
            version: version
        )
    }
}
