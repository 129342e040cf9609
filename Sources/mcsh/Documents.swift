import ArgumentParser
import MemcachedShell

/// What other programs want to know of this one: `--generate man|bash|zsh|fish`, and `--complete WORD...` for their
/// completion. Not for people, so no help names them.
enum Documents {
    /// What there is to print for such a command line; `nil` for any other.
    static func text(for words: [String]) throws(Settings.Problem) -> String? {
        switch words.first {
        case "--complete": return completion(Array(words.dropFirst()))
        case "--generate":
            guard words.count == 2 else { throw Settings.Problem("--generate wants \(kinds)") }
            if words[1] == "man" { return manual }
            guard let script = CompletionScript(rawValue: words[1]) else {
                throw Settings.Problem("--generate is one of \(kinds), not '\(Escaping.text(words[1].utf8))'")
            }
            return script.text
        default: return nil
        }
    }

    private static let kinds = (["man"] + CompletionScript.allCases.map(\.rawValue)).joined(separator: ", ")

    /// Wide enough for every summary to stand on one line.
    private static var options: [CommandLineOption] {
        CommandLineOption.all(in: Options.helpMessage(columns: 1000))
    }

    /// What to say of an option that there is not.
    static func unknownOption(_ word: [UInt8]) -> String {
        let name = String(decoding: word.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
        let nearest = NearestName.of(name.lowercased(), among: options.flatMap(\.names).filter { $0.hasPrefix("--") })
        return "there is no option '\(Escaping.text(word))'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }

    private static var manual: String {
        Manual(version: Settings.version, usage: Options.configuration.usage ?? "", options: options).text
    }

    private static func completion(_ words: [String]) -> String {
        var profiles: [String] = []
        if case .read(let file) = SettingsFinder(.process)?.read() { profiles = file.profiles.compactMap(\.name) }
        switch ArgumentCompletion(options: options, profiles: profiles).answer(words) {
        case .file: return ":files\n"
        case .words(let words):
            return words.map { $0.text + ($0.summary.isEmpty ? "\n" : "\t\($0.summary)\n") }.joined()
        }
    }
}
