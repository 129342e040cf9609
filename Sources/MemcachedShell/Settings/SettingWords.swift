/// A line of the shell's own: `:set NAME VALUE`, and for what is changed often `:NAME VALUE`.
package enum SettingWords {
    /// The words behind `:set`; `nil` if the first word begins no line of the shell's own.
    package static func behindSet(_ words: some Collection<Token>) -> ArraySlice<Token>? {
        guard let first = words.first else { return nil }
        let rest = Array(words)[1...]
        if first.string == ":set" { return rest }
        guard first.string.hasPrefix(":"), let setting = ShellSetting.named(String(first.string.dropFirst())),
            setting.hasShortForm
        else { return nil }
        let range = first.range.map { $0.lowerBound + 1..<$0.upperBound }
        return [Token(text: Array(setting.name.utf8)[...], form: .bare, range: range)] + rest
    }

    /// What may stand first on such a line.
    static var beginnings: [(word: String, summary: String)] {
        [(":set", "shows and changes settings")] + short.map { (":\($0.name)", $0.summary) }
    }

    private static let short = ShellSetting.all.filter(\.hasShortForm)

    package static let unknown =
        "the shell's settings are ':set' and ':set NAME VALUE'"
        + short.map { ", or ':\($0.name) VALUE' for short" }.joined()
}
