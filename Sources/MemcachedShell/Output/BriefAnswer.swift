/// The answer to a statement of one key, when it is like nearly all others: nothing failed, and there is nothing to be
/// explained. What it is about stays where it stands.
package struct BriefAnswer {
    /// The line's number in the script.
    package var line: Int
    package var status: Status
    package var command: JSONText
    package var server: JSONText
    /// The flags of a hit.
    package var flags: UInt32 = 0
    package var token: UInt64?
    package var number: UInt64?
    package var isRerouted = false

    package init(line: Int, status: Status, command: JSONText, server: JSONText) {
        self.line = line
        self.status = status
        self.command = command
        self.server = server
    }
}

/// A text that is spelled as a JSON string once, and written often.
package struct JSONText: Sendable {
    let bytes: [UInt8]

    package init(_ text: String) {
        bytes = JSONObject.string(Array(text.utf8))
    }
}

extension Array where Element == UInt8 {
    mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// Decimal digits.
    mutating func append(decimal number: UInt64) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
            divisor /= 10
        }
    }
}
