package enum UTF8Text {
    package static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { isValid($0) }
    }

    package static func isValid(_ buffer: UnsafeBufferPointer<UInt8>) -> Bool {
        // Most text is ASCII, which need not be looked at closely.
        if buffer.allSatisfy({ $0 < 0x80 }) { return true }
        return (try? UTF8Span(validating: Span(_unsafeElements: buffer))) != nil
    }

    /// Whether bytes are UTF-8 without control characters, but for those that part text into lines and columns.
    package static func isPlain(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { isPlain($0) }
    }

    package static func isPlain(_ buffer: UnsafeBufferPointer<UInt8>) -> Bool {
        buffer.allSatisfy { $0 >= 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 } && isValid(buffer)
    }
}
