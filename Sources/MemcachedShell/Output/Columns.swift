/// How much room text takes on a terminal.
package enum Columns {
    /// The columns of a text without control characters: 2 for a wide character, 0 for one that combines.
    package static func width(_ text: String) -> Int {
        // A carriage return and a line feed would be one character; neither is of those that are measured.
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + width($1) }
    }

    package static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - self.width(text)))
    }

    /// As much of the beginning as so many columns hold.
    package static func cut(_ text: String, to columns: Int) -> Substring {
        var used = 0
        var end = text.startIndex
        for index in text.indices {
            used += width(text[index])
            guard used <= columns else { break }
            end = text.index(after: index)
        }
        return text[..<end]
    }

    /// The columns of one scalar by itself, as terminals count that know no more of a character than its parts.
    package static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        // The vowels and finals of a Hangul syllable stand within its first letter.
        case 0x1160...0x11ff, 0xd7b0...0xd7ff: return 0
        // Letters for flags; two of them are one flag of two columns.
        case 0x1f1e6...0x1f1ff: return 1
        case 0x1f000...0x1faff:
            return scalar.properties.isEmojiPresentation || scalar.value >= 0x1f200 && scalar.value < 0x1f300 ? 2 : 1
        case 0x2000...0x2bff: return scalar.properties.isEmojiPresentation ? 2 : 1
        default: return isWide(scalar.value) ? 2 : 1
        }
    }

    private static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.isASCII { return 1 }
        if character.unicodeScalars.contains(where: { $0.properties.isEmojiPresentation || $0.value == 0xfe0f }) {
            return 2
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        return isWide(scalar.value) ? 2 : 1
    }

    /// East Asian wide and full-width characters, in Unicode's blocks.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf,
            0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6,
            0x1f300...0x1faff, 0x20000...0x3fffd:
            true
        default:
            false
        }
    }
}

extension String {
    var trimmingTrailingBlanks: Substring {
        var rest = self[...]
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}
