/// A word of a foreign file between quotes, made fit for a message: not too long, and nothing in it drives a terminal.
struct Quoted: CustomStringConvertible {
    static let limit = 60

    /// Without the quotes.
    let word: String

    var description: String { "'\(word)'" }

    init(_ word: some StringProtocol) {
        let scalars = word.unicodeScalars
        let start = String(String.UnicodeScalarView(scalars.prefix(Quoted.limit)))
        let isCut = scalars.dropFirst(Quoted.limit).isEmpty == false
        self.word = Escaping.text(start.utf8) + (isCut ? "..." : "")
    }

    /// Several, with commas.
    static func list(_ words: [String], limit: Int = 20) -> String {
        let shown = words.prefix(limit).map { Quoted($0).description }.joined(separator: ", ")
        return words.count > limit ? shown + " and \(words.count - limit) more" : shown
    }
}
