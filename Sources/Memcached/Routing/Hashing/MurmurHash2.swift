/// Austin Appleby's MurmurHash2, which libmemcached calls "murmur".
///
/// Source of the facts: libmemcached's `libhashkit/murmur.cc`, and the public description of the hash.
package enum MurmurHash2 {
    private static let multiplier: UInt32 = 0x5bd1_e995

    /// libmemcached's form, whose seed is made of the length.
    package static func hash(_ bytes: Span<UInt8>) -> UInt32 {
        hash(bytes, seed: 0xdead_beef &* UInt32(truncatingIfNeeded: bytes.count))
    }

    /// The published form.
    package static func hash(_ bytes: Span<UInt8>, seed: UInt32) -> UInt32 {
        var hash = seed ^ UInt32(truncatingIfNeeded: bytes.count)
        var offset = 0
        while offset &+ 4 <= bytes.count {
            var word = bytes.word32(at: offset) &* multiplier
            word ^= word &>> 24
            hash = (hash &* multiplier) ^ (word &* multiplier)
            offset &+= 4
        }
        if offset < bytes.count {
            hash = (hash ^ bytes.rest32(from: offset)) &* multiplier
        }
        hash = (hash ^ hash &>> 13) &* multiplier
        return hash ^ hash &>> 15
    }
}
