import MemcachedShell

/// What `:set` shows and changes, and what follows from it.
struct Preferences {
    private(set) var values: ShellSettings
    private(set) var format: OutputFormat
    private(set) var style: Style
    private(set) var renderer: any Renderer
    private let environment: Environment
    /// Where the settings are written that last.
    private let file: String

    init(_ settings: Settings) {
        values = settings.values
        environment = settings.environment
        file = settings.hasSettingsFile ? settings.settingsFile : "\(settings.settingsFile), which there is not"
        format = .plain
        style = Style(hasColor: false)
        renderer = format.renderer(style, isTerminal: false)
        follow()
    }

    /// Whose keys edit the line.
    var keys: String { values.text(.keys) }
    var givesHints: Bool { values.isOn(.hints) }
    var samplesKeys: Bool { values.isOn(.sampleKeys) }
    var historyLength: Int { values.number(.historyLength) }
    /// Whether the time that a statement took is always told.
    var showsTiming: Bool { values.isOn(.timing) }
    /// The program that shows what does not fit on the screen.
    var pager: String { values.text(.pager) }
    var mode: Mode { values.mode }
    /// How values are shown.
    var view: ValueView { ValueView(word: values.text(.view)) ?? .auto }

    /// Whether answers go to a terminal that can do more than show lines one below the other.
    var canMoveCursor: Bool { environment.outputIsTerminal && environment.canMoveCursor }

    var canPage: Bool { canMoveCursor && pager != "off" }

    /// Follows a line like `:set output json`, and returns what there is to say.
    mutating func change(_ words: [Token], isTyped: Bool) throws(UsageError) -> String {
        guard let behind = SettingWords.behindSet(words) else { throw UsageError(SettingWords.unknown) }
        var text = try values.change(behind, isTyped: isTyped)
        if words.count == 1, !file.isEmpty { text += "settings file: \(file)\n" }
        follow()
        return text
    }

    /// Whether the same keys are found in the same time, so that connections and what they have told still hold.
    func reaches(asMuchAs other: Preferences) -> Bool {
        [ShellSetting.distribution, .prefix, .timeout, .connectTimeout].allSatisfy {
            values.text($0) == other.values.text($0)
        }
    }

    /// The keys that the editor's own file asks for hold until somebody says otherwise.
    mutating func adoptKeys(_ name: String) {
        if values[.keys]?.origin == .standard, name != keys { values.set(.keys, to: name, by: .editor) }
    }

    private mutating func follow() {
        format = OutputFormat(rawValue: values.text(.output)) ?? .plain
        let isTerminal = environment.outputIsTerminal
        style = Style(hasColor: ColorChoice(values).applies(environment, isTerminal: isTerminal))
        let viewing = Viewing(
            view: view,
            decodes: values.isOn(.decode),
            reader: values.chosenClient,
            columns: { TerminalSize.columns(of: 1) },
            rows: { TerminalSize.of(1)?.rows ?? Int.max }
        )
        renderer = format.renderer(style, isTerminal: isTerminal, viewing: viewing)
    }
}
