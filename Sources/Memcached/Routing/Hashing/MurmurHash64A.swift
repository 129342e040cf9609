/// Austin Appleby's MurmurHash64A, from which mcrouter's Ch3 takes its bits.
///
/// Source of the facts: mcrouter's `furc_hash`, and the public description of the hash.
package enum MurmurHash64A {
    private static let multiplier: UInt64 = 0xc6a4_a793_5bd1_e995

    package static func hash(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        var hash = seed ^ (UInt64(truncatingIfNeeded: bytes.count) &* multiplier)
        var offset = 0
        while offset &+ 8 <= bytes.count {
            var word = bytes.word64(at: offset) &* multiplier
            word ^= word &>> 47
            hash = (hash ^ (word &* multiplier)) &* multiplier
            offset &+= 8
        }
        if offset < bytes.count {
            hash = (hash ^ bytes.rest64(from: offset)) &* multiplier
        }
        hash = (hash ^ hash &>> 47) &* multiplier
        return hash ^ hash &>> 47
    }
}
