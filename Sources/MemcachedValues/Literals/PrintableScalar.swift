extension Unicode.Scalar {
    /// Whether it can be shown: it neither drives a terminal, nor reorders the text, nor hides in it.
    package var isPrintable: Bool {
        if isASCII { return value >= 0x20 && value < 0x7f }
        // Most of what is written is in blocks that have nothing else in them; to ask Unicode's tables takes longer.
        switch value {
        case 0xa1...0xac, 0xae...0x377, 0x400...0x52f, 0x5d0...0x5ea, 0x3041...0x3096, 0x30a0...0x30ff, 0x4e00...0x9fef,
            0xac00...0xd7a3, 0x1f300...0x1f64f:
            return true
        default: break
        }
        switch properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            return false
        case .format:
            // The joiners of scripts and emoji.
            return value == 0x200c || value == 0x200d
        default:
            return true
        }
    }
}
