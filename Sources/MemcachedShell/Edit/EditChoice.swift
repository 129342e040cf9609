/// What somebody wants done about an item that others changed while they edited it.
package enum EditChoice: CaseIterable, Sendable {
    case writeMine, editAgain, keepTheirs

    /// The choice that an answer names, by its first letter or in full; `nil` for what is none.
    package init?(answer: String) {
        let word = answer.split { $0 == " " || $0 == "\t" || $0 == "\r" }.joined().lowercased()
        guard let choice = EditChoice.allCases.first(where: { !word.isEmpty && $0.word.hasPrefix(word) }) else {
            return nil
        }
        self = choice
    }

    private var word: String {
        switch self {
        case .writeMine: "write"
        case .editAgain: "edit"
        case .keepTheirs: "keep"
        }
    }

    /// What is asked about a value that its application could not read any more.
    package static let doubt = "[w]rite it all the same, [e]dit again, or [k]eep it as it was? "

    /// What is asked. `isGone` where there is nothing left of theirs.
    package static func question(isGone: Bool) -> String {
        "[w]rite yours \(isGone ? "as a new item" : "over theirs"), [e]dit again, "
            + "or [k]eep \(isGone ? "it gone" : "theirs")? "
    }
}
