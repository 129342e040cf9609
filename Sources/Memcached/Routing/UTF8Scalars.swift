/// Keys as text, for the clients whose languages hash characters rather than bytes; without making a text of them.
enum UTF8Scalars {
    /// The scalar that begins at an index, and how many bytes it has; `nil` and 1 for what is not UTF-8.
    static func scalar(in bytes: Span<UInt8>, at index: Int) -> (scalar: UInt32?, length: Int) {
        let first = UInt32(bytes[index])
        let length: Int
        var scalar: UInt32
        switch first {
        case 0..<0x80: return (first, 1)
        case 0xc2..<0xe0: (length, scalar) = (2, first & 0x1f)
        case 0xe0..<0xf0: (length, scalar) = (3, first & 0x0f)
        case 0xf0..<0xf5: (length, scalar) = (4, first & 0x07)
        default: return (nil, 1)
        }
        guard index + length <= bytes.count else { return (nil, 1) }
        for offset in 1..<length {
            let next = UInt32(bytes[index + offset])
            guard next & 0xc0 == 0x80 else { return (nil, 1) }
            scalar = scalar << 6 | next & 0x3f
        }
        // Neither overlong, nor a surrogate, nor beyond Unicode.
        let isSound = (length == 2 || scalar >= (length == 3 ? 0x800 : 0x10000)) && Unicode.Scalar(scalar) != nil
        return isSound ? (scalar, length) : (nil, 1)
    }

    /// Calls `body` with each UTF-16 unit, as Java hashes them.
    static func forEachUTF16Unit(of bytes: Span<UInt8>, _ body: (UInt16) -> Void) {
        var index = 0
        while index < bytes.count {
            let (scalar, length) = scalar(in: bytes, at: index)
            let value = scalar ?? 0xfffd
            if value >= 0x10000 {
                body(UInt16(truncatingIfNeeded: 0xd800 + ((value - 0x10000) >> 10)))
                body(UInt16(truncatingIfNeeded: 0xdc00 + ((value - 0x10000) & 0x3ff)))
            } else {
                body(UInt16(truncatingIfNeeded: value))
            }
            index += length
        }
    }

    /// How many characters there are.
    static func count(_ bytes: Span<UInt8>) -> Int {
        var count = 0
        var index = 0
        while index < bytes.count {
            index += scalar(in: bytes, at: index).length
            count += 1
        }
        return count
    }

    /// How many bytes the first `characters` take.
    static func length(ofFirst characters: Int, in bytes: Span<UInt8>) -> Int {
        var index = 0
        var count = 0
        while index < bytes.count, count < characters {
            index += scalar(in: bytes, at: index).length
            count += 1
        }
        return index
    }
}
