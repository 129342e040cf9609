package enum UTF8Text {
    package static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { isValid($0) }
    }

    package static func isValid(_ buffer: UnsafeBufferPointer<UInt8>) -> Bool {
        // Most text is ASCII, which need not be looked at closely.
        if buffer.allSatisfy({ $0 < 0x80 }) { return true }
        return (try? UTF8Span(validating: Span(_unsafeElements: buffer))) != nil
    }
}
