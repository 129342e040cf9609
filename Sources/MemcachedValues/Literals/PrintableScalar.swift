extension Unicode.Scalar {
    /// Whether it can be shown: it neither drives a terminal, nor reorders the text, nor hides in it.
    package var isPrintable: Bool {
        if isASCII { return value >= 0x20 && value < 0x7f }
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
