import MemcachedShell

/// What `:set` shows and changes.
struct Preferences {
    private(set) var format: OutputFormat
    private(set) var style: Style
    private(set) var renderer: any Renderer
    /// Whose keys edit the line; those of `~/.editrc`, unless somebody says otherwise.
    var keys = "emacs"
    private(set) var givesHints = true
    private(set) var samplesKeys: Bool
    private(set) var historyLength: Int
    private let isTerminal: Bool

    init(_ settings: Settings) {
        format = settings.format
        style = settings.style
        isTerminal = settings.environment.outputIsTerminal
        samplesKeys = settings.samplesKeys
        historyLength = settings.historyLength
        renderer = format.renderer(style, isTerminal: isTerminal)
    }

    /// Follows a line like `:set output json`, and returns what there is to say.
    mutating func change(_ words: [Token]) throws(UsageError) -> String {
        let texts = words.map(\.string)
        guard texts.first == ":set" else {
            throw UsageError("the shell's settings are ':set' and ':set NAME VALUE'")
        }
        if texts.count == 1 { return overview }
        guard let setting = ShellSetting.named(texts[1]) else { throw UsageError(ShellSetting.unknown, at: words[1]) }
        guard texts.count > 2 else { return "\(value(of: setting))\n" }
        guard texts.count == 3 else {
            throw UsageError("'\(Escaping.text(words[3].text))' is one word too many", at: words[3])
        }
        if let fault = setting.fault(of: texts[2]) { throw UsageError(fault, at: words[2]) }
        set(setting, to: texts[2])
        return ""
    }

    private var overview: String {
        let width = ShellSetting.all.map(\.name.count).max() ?? 0
        return ShellSetting.all.map { "\(Columns.padded($0.name, to: width))  \(value(of: $0))\n" }.joined()
    }

    private func value(of setting: ShellSetting) -> String {
        switch setting.name {
        case ShellSetting.output.name: format.rawValue
        case ShellSetting.color.name: style.hasColor ? "on" : "off"
        case ShellSetting.keys.name: keys
        case ShellSetting.hints.name: givesHints ? "on" : "off"
        case ShellSetting.sampleKeys.name: samplesKeys ? "on" : "off"
        case ShellSetting.historyLength.name: "\(historyLength)"
        default: ""
        }
    }

    private mutating func set(_ setting: ShellSetting, to value: String) {
        switch setting.name {
        case ShellSetting.output.name: format = OutputFormat(rawValue: value) ?? format
        case ShellSetting.color.name: style = Style(hasColor: value == "on")
        case ShellSetting.keys.name: keys = value
        case ShellSetting.hints.name: givesHints = value == "on"
        case ShellSetting.sampleKeys.name: samplesKeys = value == "on"
        case ShellSetting.historyLength.name: historyLength = Int(value) ?? historyLength
        default: break
        }
        renderer = format.renderer(style, isTerminal: isTerminal)
    }
}
