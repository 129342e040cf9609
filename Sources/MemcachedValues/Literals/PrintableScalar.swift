extension Unicode.Scalar {
    /// Whether it can be shown: it neither drives a terminal, nor reorders the text, nor hides in it.
    package var isPrintable: Bool {
        if isASCII { return value >= 0x20 && value < 0x7f }
        // Most of what is written is in blocks that have nothing else in them; to ask Unicode's tables takes longer.
        switch value {
        case 0xa1...0xac, 0xae...0x34e, 0x350...0x377, 0x400...0x52f, 0x5d0...0x5ea, 0x3041...0x3096, 0x30a0...0x30ff,
            0x4e00...0x9fef,
            0xac00...0xd7a3, 0x1f300...0x1f64f:
            return true
        default: return isPrintableByItsProperties
        }
    }

    /// What Unicode's tables say of it.
    var isPrintableByItsProperties: Bool {
        switch value {
        // The joiners of scripts and emoji, and the selector that has a character shown as an emoji: what is seen is made
        // of them.
        case 0x200c, 0x200d, 0xfe0f: return true
        // Braille without dots, and a head of a note that is not drawn: to be seen is only their width.
        case 0x2800, 0x1d159: return false
        default: break
        }
        switch properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator,
            .format:
            return false
        default:
            // Fillers of Hangul, other variation selectors, the joiner of graphemes: they are shown as nothing.
            return !properties.isDefaultIgnorableCodePoint
        }
    }
}
