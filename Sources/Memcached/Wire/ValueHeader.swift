/// The line before a value: `VALUE key flags length [token]`.
struct ValueHeader: Sendable {
    /// Where in the line the key stands.
    let key: Range<Int>
    let flags: UInt32
    let length: Int
    let token: UInt64?

    /// `limit` is the largest value that is believed.
    init(_ line: Span<UInt8>, wantsToken: Bool, limit: Int) throws(ProtocolViolation) {
        // The word before the key has five letters.
        guard line.starts(with: "VALUE "), let keyEnd = line.firstIndex(of: ASCII.space, from: 6) else {
            throw ProtocolViolation("unexpected line in a reply with values", line.array)
        }
        key = 6..<keyEnd
        var place = keyEnd
        guard let flags = line.number(&place).flatMap({ UInt32(exactly: $0) }) else {
            throw ProtocolViolation("flags that are no 32-bit number", line.array)
        }
        guard let length = line.number(&place) else {
            throw ProtocolViolation("a value without a proper length", line.array)
        }
        guard length <= UInt64(limit) else {
            throw ProtocolViolation("a value of \(length) bytes, more than the limit of \(limit)", line.array)
        }
        var token: UInt64?
        if place < line.count {
            token = line.number(&place)
            guard token != nil, place == line.count else {
                throw ProtocolViolation("a token that is no 64-bit number", line.array)
            }
        } else if wantsToken {
            throw ProtocolViolation("a value without the token that was asked for", line.array)
        }
        self.flags = flags
        self.length = Int(length)
        self.token = token
    }
}

extension Span<UInt8> {
    /// The number behind one blank at a place, which moves behind it; it ends at a blank or with the line.
    fileprivate func number(_ place: inout Int) -> UInt64? {
        guard place < count, self[place] == ASCII.space else { return nil }
        var index = place + 1
        let start = index
        var value: UInt64 = 0
        while index < count, self[index] != ASCII.space {
            guard self[index] >= 0x30, self[index] <= 0x39 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(self[index] - 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
            index += 1
        }
        guard index > start else { return nil }
        place = index
        return value
    }
}
