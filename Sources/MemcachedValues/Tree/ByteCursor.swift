/// Walks through bytes; whatever is not there is a fault, never a trap.
struct ByteCursor {
    let bytes: [UInt8]
    private(set) var offset: Int
    let end: Int

    init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
        end = bytes.count
    }

    var isAtEnd: Bool { offset >= end }
    var remaining: Int { end - offset }

    func fault(_ reason: String) -> DecodingFault { DecodingFault(reason, at: offset) }

    /// What to say when there is less than was announced.
    private var short: DecodingFault { DecodingFault("it ends too early", at: end) }

    var next: UInt8? { offset < end ? bytes[offset] : nil }

    mutating func byte() throws(DecodingFault) -> UInt8 {
        guard offset < end else { throw short }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// Steps over a byte that must be there.
    mutating func expect(_ byte: UInt8, _ what: String) throws(DecodingFault) {
        guard offset < end else { throw short }
        guard bytes[offset] == byte else { throw fault("\(what) is missing") }
        offset += 1
    }

    /// The next `count` bytes, stepped over.
    mutating func range(_ count: some BinaryInteger) throws(DecodingFault) -> Range<Int> {
        guard let count = Int(exactly: count), count >= 0, count <= remaining else { throw short }
        defer { offset += count }
        return offset..<offset + count
    }

    /// Steps over a byte that was looked at.
    mutating func step() { offset = min(offset + 1, end) }

    mutating func skip(_ count: Int) throws(DecodingFault) { _ = try range(count) }

    /// The bytes up to the next `byte`; both are stepped over.
    mutating func range(upTo byte: UInt8) throws(DecodingFault) -> Range<Int> {
        guard let index = bytes[offset...].firstIndex(of: byte) else { throw short }
        defer { offset = index + 1 }
        return offset..<index
    }

    mutating func bigEndian<Number: FixedWidthInteger>(_: Number.Type) throws(DecodingFault) -> Number {
        let range = try range(Number.bitWidth / 8)
        return bytes[range].reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    mutating func littleEndian<Number: FixedWidthInteger>(_: Number.Type) throws(DecodingFault) -> Number {
        let range = try range(Number.bitWidth / 8)
        return bytes[range].reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }
}
