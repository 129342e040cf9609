/// Keys that send several characters. Each reaches libedit as one character that no keyboard sends, so that it means
/// the same in all of its modes: a vi that is inserting takes the escape of an arrow for the end of that.
enum EditorKey: UInt8, CaseIterable {
    // Some of the codes from 0x80 on are libedit's own, for a letter with Meta: 0x88, 0x8c, 0x9b and 0x9f.
    case up = 0x81
    case down
    case left
    case right
    case home
    case end
    case delete
    case wordLeft = 0x89
    case wordRight
    case backTab
    case paste = 0x8d

    /// The key that sends what follows an escape character.
    static func of(_ sequence: [UInt8]) -> EditorKey? { bySequence[sequence] }

    /// What follows the escape character when a terminal has been told to mark what is pasted.
    static let pasteBegin = Array("[200~".utf8)
    static let pasteEnd: [UInt8] = [0x1b] + "[201~".utf8

    /// Where a mark begins in what was read, at `start` or behind.
    static func firstIndex(ofMark mark: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var rest = bytes[start...]
        while let index = rest.firstIndex(of: mark[0]) {
            if bytes[index...].starts(with: mark) { return index }
            rest = bytes[(index + 1)...]
        }
        return nil
    }

    private static let bySequence: [[UInt8]: EditorKey] = {
        let known: [(EditorKey, [String])] = [
            (.up, ["[A", "OA"]), (.down, ["[B", "OB"]), (.right, ["[C", "OC"]), (.left, ["[D", "OD"]),
            (.home, ["[H", "OH", "[1~", "[7~"]), (.end, ["[F", "OF", "[4~", "[8~"]), (.delete, ["[3~"]),
            (.wordRight, ["[1;5C", "[1;3C", "[5C", "Oc"]), (.wordLeft, ["[1;5D", "[1;3D", "[5D", "Od"]),
            (.backTab, ["[Z"]), (.paste, ["[200~"]),
        ]
        var keys: [[UInt8]: EditorKey] = [:]
        for (key, sequences) in known {
            for sequence in sequences { keys[Array(sequence.utf8)] = key }
        }
        return keys
    }()
}
