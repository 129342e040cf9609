/// Bob Jenkins' SpookyHash, version 2, of which mcrouter's weighted Ch3 uses the lower 32 bits.
///
/// Source of the facts: the author's public description; mcrouter's `WeightedCh3HashFunc`.
package enum SpookyHashV2 {
    package static func hash32(_ bytes: Span<UInt8>, seed: UInt32) -> UInt32 {
        let seed = UInt64(seed)
        return UInt32(truncatingIfNeeded: bytes.count < 192 ? short(bytes, seed) : long(bytes, seed))
    }

    /// A number that is neither all zeros nor regular, says the author.
    private static let filler: UInt64 = 0xdead_beef_dead_beef

    // MARK: Under 192 bytes: four variables

    private static func short(_ bytes: Span<UInt8>, _ seed: UInt64) -> UInt64 {
        let count = bytes.count
        var a = seed
        var b = seed
        var c = filler
        var d = filler
        var offset = 0
        while offset &+ 16 <= count {
            c &+= bytes.word64(at: offset)
            d &+= bytes.word64(at: offset &+ 8)
            shortMix(&a, &b, &c, &d)
            offset &+= 16
            if offset &+ 16 <= count {
                a &+= bytes.word64(at: offset)
                b &+= bytes.word64(at: offset &+ 8)
                offset &+= 16
            }
        }
        // The length is added to the highest byte, where at most 7 bytes of the rest leave room for it.
        d &+= UInt64(truncatingIfNeeded: count) &<< 56
        let left = count &- offset
        if left == 0 {
            c &+= filler
            d &+= filler
        } else if left < 8 {
            c &+= bytes.rest64(from: offset)
        } else {
            c &+= bytes.word64(at: offset)
            d &+= bytes.rest64(from: offset &+ 8)
        }
        close(&d, &c, 15)
        close(&a, &d, 52)
        close(&b, &a, 26)
        close(&c, &b, 51)
        close(&d, &c, 28)
        close(&a, &d, 9)
        close(&b, &a, 47)
        close(&c, &b, 54)
        close(&d, &c, 32)
        close(&a, &d, 25)
        close(&b, &a, 63)
        return a
    }

    private static func shortMix(_ a: inout UInt64, _ b: inout UInt64, _ c: inout UInt64, _ d: inout UInt64) {
        stir(&a, &c, d, 50)
        stir(&b, &d, a, 52)
        stir(&c, &a, b, 30)
        stir(&d, &b, c, 41)
        stir(&a, &c, d, 54)
        stir(&b, &d, a, 48)
        stir(&c, &a, b, 38)
        stir(&d, &b, c, 37)
        stir(&a, &c, d, 62)
        stir(&b, &d, a, 34)
        stir(&c, &a, b, 5)
        stir(&d, &b, c, 36)
    }

    @inline(__always)
    private static func stir(_ target: inout UInt64, _ turned: inout UInt64, _ added: UInt64, _ places: UInt64) {
        turned = turned.turned(left: places) &+ added
        target ^= turned
    }

    @inline(__always)
    private static func close(_ target: inout UInt64, _ turned: inout UInt64, _ places: UInt64) {
        target ^= turned
        turned = turned.turned(left: places)
        target &+= turned
    }

    // MARK: From 192 bytes on: twelve variables

    private typealias Variables = InlineArray<12, UInt64>

    private static let turns: Variables = [11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46]
    private static let lastTurns: Variables = [44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54]

    private static func long(_ bytes: Span<UInt8>, _ seed: UInt64) -> UInt64 {
        var state: Variables = [
            seed, seed, filler, seed, seed, filler, seed, seed, filler, seed, seed, filler,
        ]
        var offset = 0
        while offset &+ 96 <= bytes.count {
            for index in 0..<12 {
                mix(&state, index, bytes.word64(at: offset &+ 8 &* index))
            }
            offset &+= 96
        }

        // The rest, zeros, and its length in the last byte.
        state[11] &+= UInt64(truncatingIfNeeded: bytes.count &- offset) &<< 56
        var index = 0
        while offset &+ 8 <= bytes.count {
            state[index] &+= bytes.word64(at: offset)
            index &+= 1
            offset &+= 8
        }
        // With 95 bytes left at most, there is a variable for the last few.
        state[index] &+= bytes.rest64(from: offset)
        for _ in 0..<3 {
            for index in 0..<12 {
                close(&state, index)
            }
        }
        return state[0]
    }

    /// The variables stand in a circle; step `index` changes those before, at, and behind its place in the same way.
    @inline(__always)
    private static func mix(_ state: inout Variables, _ index: Int, _ word: UInt64) {
        let before = (index &+ 11) % 12
        state[index] &+= word
        state[(index &+ 2) % 12] ^= state[(index &+ 10) % 12]
        state[before] ^= state[index]
        state[index] = state[index].turned(left: turns[index])
        state[before] &+= state[(index &+ 1) % 12]
    }

    @inline(__always)
    private static func close(_ state: inout Variables, _ index: Int) {
        let before = (index &+ 11) % 12
        let next = (index &+ 1) % 12
        state[before] &+= state[next]
        state[(index &+ 2) % 12] ^= state[before]
        state[next] = state[next].turned(left: lastTurns[index])
    }
}
