/// mcrouter's consistent hash: the bits of a chain of MurmurHash64A hashes lead down a tree of servers. When one is added
/// at the end, it takes only the keys that are its own from then on.
///
/// Source of the facts: `furc_hash` in mcrouter's `lib/fbi/hash.c`.
enum FurcHash {
    private static let stride = 23
    private static let maximumTries = 32

    /// A number below `count`.
    static func hash(_ bytes: Span<UInt8>, count: Int) -> Int {
        if count <= 1 { return 0 }
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: FurcBits.cachedWords) { words in
            var bits = FurcBits(of: bytes, words)
            var depth = Int.bitWidth - (count - 1).leadingZeroBitCount
            var index = depth
            for _ in 0..<maximumTries {
                while bits[index] == 0 {
                    depth -= 1
                    if depth == 0 { return 0 }
                    index = depth
                }
                index += stride
                var number = 1
                for _ in 0..<depth - 1 {
                    number = number * 2 + bits[index]
                    index += stride
                }
                if number < count { return number }
            }
            return 0
        }
    }
}

/// The bits of the chain, each word of which is the hash of the one before it.
private struct FurcBits: ~Copyable {
    private static let seed: UInt64 = 4_193_360_111
    /// As many as stay on the stack; more are needed so rarely that they are reckoned anew each time.
    static let cachedWords = 64

    private let words: UnsafeMutableBufferPointer<UInt64>
    private var known = 1

    init(of bytes: Span<UInt8>, _ words: UnsafeMutableBufferPointer<UInt64>) {
        self.words = words
        words[0] = MurmurHash64A.hash(bytes, seed: Self.seed)
    }

    subscript(index: Int) -> Int {
        mutating get {
            let place = index >> 6
            while known <= min(place, Self.cachedWords - 1) {
                words[known] = Self.next(after: words[known - 1])
                known += 1
            }
            var word = words[min(place, Self.cachedWords - 1)]
            if place >= Self.cachedWords {
                for _ in Self.cachedWords...place { word = Self.next(after: word) }
            }
            return Int(word >> UInt64(index & 63) & 1)
        }
    }

    private static func next(after word: UInt64) -> UInt64 {
        withUnsafeBytes(of: word.littleEndian) { bytes in
            MurmurHash64A.hash(bytes.assumingMemoryBound(to: UInt8.self).span, seed: seed)
        }
    }
}
