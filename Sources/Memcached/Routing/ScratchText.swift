/// A short text put together on the stack, so that what has to be hashed beside a key costs no allocation.
struct ScratchText: ~Copyable {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    private init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
    }

    /// Calls `body` with a text that has room for `capacity` bytes; what does not fit is left out.
    static func with<Result>(capacity: Int, _ body: (inout ScratchText) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { buffer in
            var text = ScratchText(buffer)
            return body(&text)
        }
    }

    /// The most that ``append(decimal:)`` takes.
    static let longestDecimal = 20

    /// Hands over what was put together.
    borrowing func hashed<Hash>(_ hash: (Span<UInt8>) -> Hash) -> Hash {
        hash(UnsafeBufferPointer(rebasing: buffer[..<count]).span)
    }

    mutating func removeAll() { count = 0 }

    mutating func truncate(to length: Int) { count = min(count, length) }

    mutating func append(_ byte: UInt8) {
        guard count < buffer.count else { return }
        buffer[count] = byte
        count += 1
    }

    mutating func append(_ bytes: Span<UInt8>) {
        let length = min(bytes.count, buffer.count - count)
        guard length > 0 else { return }
        bytes.withUnsafeBufferPointer { source in
            _ = UnsafeMutableBufferPointer(rebasing: buffer[count..<count + length]).update(
                fromContentsOf: source.prefix(length)
            )
        }
        count += length
    }

    /// Appends a number as Python, Perl and PHP print it.
    mutating func append(decimal number: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = number.magnitude
        var scale: UInt = 1
        while rest / scale >= 10 { scale *= 10 }
        while scale > 0 {
            append(UInt8(ascii: "0") + UInt8(rest / scale))
            rest %= scale
            scale /= 10
        }
    }

    /// Appends a number of 0 or more with its last digit first, as mcrouter prints it.
    mutating func append(reversedDecimal number: Int) {
        var rest = number
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
    }
}
