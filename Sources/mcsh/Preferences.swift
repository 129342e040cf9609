import MemcachedShell

/// What `:set` shows and changes.
struct Preferences {
    private(set) var format: OutputFormat
    private(set) var style: Style
    private let isTerminal: Bool
    private(set) var renderer: any Renderer

    init(format: OutputFormat, style: Style, isTerminal: Bool) {
        self.format = format
        self.style = style
        self.isTerminal = isTerminal
        renderer = format.renderer(style, isTerminal: isTerminal)
    }

    /// Follows a line like `:set output json`, and returns what there is to say.
    mutating func change(_ words: [Token]) throws(UsageError) -> String {
        let texts = words.map(\.string)
        guard texts.first == ":set" else {
            throw UsageError("the shell's settings are ':set', ':set output FORMAT' and ':set color on|off'")
        }
        switch texts.count {
        case 1:
            return "output  \(format.rawValue)\ncolor   \(style.hasColor ? "on" : "off")\n"
        case 3 where texts[1] == "output":
            guard let format = OutputFormat(rawValue: texts[2]) else {
                let known = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError("output is one of \(known)", at: words[2])
            }
            self = Preferences(format: format, style: style, isTerminal: isTerminal)
            return ""
        case 3 where texts[1] == "color":
            guard texts[2] == "on" || texts[2] == "off" else { throw UsageError("color is on or off", at: words[2]) }
            self = Preferences(format: format, style: Style(hasColor: texts[2] == "on"), isTerminal: isTerminal)
            return ""
        default:
            throw UsageError("the settings are output and color", at: words.count > 1 ? words[1] : words[0])
        }
    }
}
