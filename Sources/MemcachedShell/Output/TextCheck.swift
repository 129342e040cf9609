/// Whether bytes are something to read.
package enum TextCheck {
    /// UTF-8 without control characters other than those that lay out lines.
    package static func isText(_ bytes: [UInt8]) -> Bool {
        for byte in bytes where byte < 0x20 || byte == 0x7f {
            guard byte == 0x0a || byte == 0x0d || byte == 0x09 else { return false }
        }
        return bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }
}
