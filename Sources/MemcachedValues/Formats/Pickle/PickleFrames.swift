/// The bytes of a pickle, from protocol 4 on in frames of some 64 KiB, so that a reader need not ask for a byte at a time.
struct PickleFrames {
    private static let target = 1 << 16
    private static let least = 4
    private static let header = 9

    private var bytes: [UInt8] = []
    private let isFramed: Bool
    /// Where the frame began that is being filled; room for its header is left there.
    private var start: Int?

    init(isFramed: Bool) { self.isFramed = isFramed }

    /// What stands before all frames.
    mutating func prefix(_ head: [UInt8]) { bytes += head }

    mutating func put(_ more: some Collection<UInt8>) {
        if isFramed, start == nil {
            start = bytes.count
            bytes += repeatElement(0, count: Self.header)
        }
        bytes += more
    }

    mutating func put<Number: FixedWidthInteger>(littleEndian number: Number) {
        withUnsafeBytes(of: number.littleEndian) { put($0) }
    }

    mutating func put<Number: FixedWidthInteger>(bigEndian number: Number) {
        withUnsafeBytes(of: number.bigEndian) { put($0) }
    }

    /// Text with its length. Long text stands between two frames.
    mutating func put(unicode text: ArraySlice<UInt8>) {
        var head: [UInt8]
        if let count = UInt8(exactly: text.count) {
            head = [PickleOpcode.shortBinUnicode.rawValue, count]
        } else if let count = UInt32(exactly: text.count) {
            head = [PickleOpcode.binUnicode.rawValue] + Self.littleEndian(count)
        } else {
            head = [PickleOpcode.binUnicode8.rawValue] + Self.littleEndian(UInt64(text.count))
        }
        guard isFramed, text.count >= Self.target else {
            put(head)
            return put(text)
        }
        close()
        bytes += head
        bytes += text
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    /// Called before each value: a frame that is long enough ends here.
    mutating func boundary() {
        if let start, bytes.count - start - Self.header >= Self.target { close() }
    }

    private mutating func close() {
        guard let start else { return }
        self.start = nil
        let count = bytes.count - start - Self.header
        guard count >= Self.least else { return bytes.removeSubrange(start..<start + Self.header) }
        let head = [PickleOpcode.frame.rawValue] + Self.littleEndian(UInt64(count))
        bytes.replaceSubrange(start..<start + Self.header, with: head)
    }

    mutating func finish() -> [UInt8] {
        close()
        return bytes
    }
}
