/// All settings. To add one, add a row.
extension ShellSetting {
    package static let onOff = Values.choice(["on", "off"])

    // MARK: The cluster

    package static let servers = source(
        "servers",
        "the servers, in their order",
        .servers,
        standard: "127.0.0.1:11211",
        option: "server",
        variables: ["MCSH_SERVERS", "MEMCACHED_SERVERS"]
    )
    package static let cluster = source(
        "cluster",
        "servers and distribution from an application's own configuration",
        .file
    )
    package static let discover = source("discover", "servers from a configuration endpoint", .endpoint)
    package static let local = source(
        "local",
        "so many private servers, gone when the shell ends",
        .number(1...64)
    )
    package static let distribution = ShellSetting(
        "distribution",
        "as which client keys are spread over the servers",
        .distribution,
        standard: "python-memcached",
        concernsData: true
    )
    package static let prefix = ShellSetting(
        "prefix",
        "what is put before every key that is typed",
        .prefix,
        standard: "",
        concernsData: true
    )
    package static let mode = ShellSetting(
        "mode",
        "free, guarded (destroys only after more than a yes) or read-only",
        .choice(Mode.allCases.map(\.rawValue)),
        standard: Mode.free.rawValue,
        concernsData: true
    )
    package static let timeout = ShellSetting("timeout", "the longest wait for an answer", .duration, standard: "3s")
    package static let connectTimeout = ShellSetting(
        "connect-timeout",
        "the longest wait for a connection",
        .duration,
        standard: "3s"
    )
    package static let connections = ShellSetting(
        "connections",
        "how many connections a script opens to each server",
        .number(1...64),
        standard: "1",
        isFixed: true
    )

    /// What names the servers.
    private static func source(
        _ name: String,
        _ summary: String,
        _ values: Values,
        standard: String? = nil,
        option: String? = nil,
        variables: [String] = []
    ) -> ShellSetting {
        ShellSetting(
            name,
            summary,
            values,
            standard: standard,
            option: option,
            variables: variables,
            isSource: true,
            concernsData: true,
            isFixed: true
        )
    }

    // MARK: Answers

    package static let output = ShellSetting(
        "output",
        "how answers are printed",
        .choice(OutputFormat.allCases.map(\.rawValue))
    )
    package static let view = ShellSetting(
        "view",
        "how values are shown to people: by what they mean, in a form, or as a client reads them",
        .choice(ValueView.words),
        standard: "auto",
        hasShortForm: true
    )
    package static let decode = ShellSetting(
        "decode",
        "whether JSON tells what values mean",
        onOff,
        standard: "off"
    )
    package static let color = ShellSetting(
        "color",
        "whether answers are coloured",
        .choice(["on", "off", "auto"]),
        standard: "auto"
    )
    package static let timing = ShellSetting(
        "timing",
        "whether it is shown how long each statement took",
        onOff,
        standard: "off"
    )
    package static let pager = ShellSetting(
        "pager",
        "the program that shows what does not fit on the screen, or off",
        .text,
        standard: "less -FRX",
        variables: ["MCSH_PAGER"],
        commonVariable: "PAGER"
    )

    // MARK: The prompt

    package static let promptColor = ShellSetting(
        "prompt-color",
        "the colour of the prompt",
        .choice(PromptColor.allCases.map(\.rawValue)),
        standard: PromptColor.plain.rawValue
    )
    package static let keys = ShellSetting(
        "keys",
        "whose keys edit the line",
        .choice(["emacs", "vi"]),
        standard: "emacs"
    )
    package static let hints = ShellSetting(
        "hints",
        "whether it is shown what the statement still wants",
        onOff,
        standard: "on"
    )
    package static let sampleKeys = ShellSetting(
        "sample-keys",
        "whether Tab knows a sample of the keys on the servers",
        onOff,
        standard: "on",
        variables: ["MCSH_SAMPLE_KEYS"]
    )
    package static let historyLength = ShellSetting(
        "history-length",
        "how many lines of the history are kept",
        .number(0...1_000_000),
        standard: "10000",
        variables: ["MCSH_HISTORY_LENGTH"]
    )

    /// All of them, in the order in which they are shown.
    package static let all = [
        servers, cluster, discover, local, distribution, prefix, mode, timeout, connectTimeout, connections,
        output, view, decode, color, timing, pager, promptColor, keys, hints, sampleKeys, historyLength,
    ]

    package static func named(_ name: String) -> ShellSetting? { all.first { $0.name == name } }

    /// The one that somebody who mistyped its name probably meant.
    package static func nearest(to name: String) -> ShellSetting? {
        // What others call it, and underscores for hyphens.
        let name = name.lowercased().replacingUnderscores
        if let option = all.first(where: { $0.option == name }) { return option }
        return NearestName.of(name, among: all.map(\.name)).flatMap(named)
    }

    /// What somebody probably meant who wrote a name that is none: a setting's, or a mode's, with the setting before it.
    package static func meant(by name: String) -> String? {
        let folded = name.lowercased().replacingUnderscores
        if ["readonly", "protected"].contains(folded) { return "mode: \(Mode.readOnly.rawValue)" }
        if let mode = Mode(rawValue: folded) { return "mode: \(mode.rawValue)" }
        return nearest(to: name)?.name
    }

    /// What to say of a name that is none.
    package static func unknown(_ name: String) -> String {
        if let nearest = nearest(to: name) {
            return "there is no setting \(Quoted(name)); did you mean '\(nearest.name)'?"
        }
        return "there is no setting \(Quoted(name)); ':set' lists those there are"
    }
}

extension String {
    fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? "-" : $0 }) }
}
