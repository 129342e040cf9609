enum UTF8Text {
    static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { buffer in
            // Most text is ASCII, which need not be looked at closely.
            if buffer.allSatisfy({ $0 < 0x80 }) { return true }
            return (try? UTF8Span(validating: Span(_unsafeElements: buffer))) != nil
        }
    }
}
