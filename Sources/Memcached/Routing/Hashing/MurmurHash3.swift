/// Austin Appleby's MurmurHash3 in its 32-bit form for x86: pymemcache with seed 0, libmemcached's "murmur3" with a seed
/// made of the length.
///
/// Source of the facts: the public description of the hash; the seeds are those of the clients.
package enum MurmurHash3 {
    package static func hash(_ bytes: Span<UInt8>, seed: UInt32) -> UInt32 {
        var hash = seed
        var offset = 0
        while offset &+ 4 <= bytes.count {
            hash = (hash ^ scrambled(bytes.word32(at: offset))).turned(left: 13) &* 5 &+ 0xe654_6b64
            offset &+= 4
        }
        // The scrambled form of 0 is 0: nothing left changes nothing.
        hash ^= scrambled(bytes.rest32(from: offset))
        hash ^= UInt32(truncatingIfNeeded: bytes.count)
        hash = (hash ^ hash &>> 16) &* 0x85eb_ca6b
        hash = (hash ^ hash &>> 13) &* 0xc2b2_ae35
        return hash ^ hash &>> 16
    }

    @inline(__always)
    private static func scrambled(_ word: UInt32) -> UInt32 {
        (word &* 0xcc9e_2d51).turned(left: 15) &* 0x1b87_3593
    }
}
