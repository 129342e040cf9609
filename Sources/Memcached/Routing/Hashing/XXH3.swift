/// XXH3 in its 64-bit form, by which the proxy built into memcached hashes keys and the points of its ring.
///
/// Inputs of 0, 1-3, 4-8, 9-16, 17-128, 129-240 and more than 240 bytes each have a method of their own; all of them mix
/// the bytes with a secret of 192 bytes, here always the published default one.
/// Source of the facts: the XXH3 section of xxHash's specification, and memcached's `proxy_xxhash.c`.
package enum XXH3 {
    package static func hash64(_ bytes: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
        switch bytes.count {
        case 241...: return long(bytes, seed: seed)
        case 129...: return upTo240(bytes, seed: seed)
        case 17...: return upTo128(bytes, seed: seed)
        case 9...: return upTo16(bytes, seed: seed)
        case 4...: return upTo8(bytes, seed: seed)
        case 1...: return upTo3(bytes, seed: seed)
        default: return avalanched64(seed ^ secret(56) ^ secret(64))
        }
    }

    // MARK: Numbers

    private static let prime32x1: UInt64 = 0x9e37_79b1
    private static let prime32x2: UInt64 = 0x85eb_ca77
    private static let prime32x3: UInt64 = 0xc2b2_ae3d
    private static let prime64x1: UInt64 = 0x9e37_79b1_85eb_ca87
    private static let prime64x2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
    private static let prime64x3: UInt64 = 0x1656_67b1_9e37_79f9
    private static let prime64x4: UInt64 = 0x85eb_ca77_c2b2_ae63
    private static let prime64x5: UInt64 = 0x27d4_eb2f_1656_67c5

    /// The secret as little-endian words.
    private typealias Secret = InlineArray<24, UInt64>

    private static let defaultSecret: Secret = [
        0xbe4b_a423_396c_feb8, 0x1cad_21f7_2c81_017c, 0xdb97_9083_e96d_d4de,
        0x1f67_b3b7_a4a4_4072, 0x78e5_c0cc_4ee6_79cb, 0x2172_ffcc_7dd0_5a82,
        0x8e24_43f7_7446_08b8, 0x4c26_3a81_e690_35e0, 0xcb00_c391_bb52_283c,
        0xa32e_531b_8b65_d088, 0x4ef9_0da2_9748_6471, 0xd8ac_dea9_46ef_1938,
        0x3f34_9ce3_3f76_faa8, 0x1d4f_0bc7_c7bb_dcf9, 0x3159_b4cd_4be0_518a,
        0x6473_78d9_c97e_9fc8, 0xc3eb_d334_83ac_c5ea, 0xeb63_13fa_ffa0_81c5,
        0x49da_f0b7_51dd_0d17, 0x9e68_d429_2655_16d3, 0xfca1_477d_58be_162b,
        0xce31_d07a_d1b8_f88f, 0x2804_1695_8f3a_cb45, 0x7e40_4bbb_cafb_d7af,
    ]

    /// The word of the default secret that begins at any byte, as far as one does.
    @inline(__always)
    private static func secret(_ offset: Int) -> UInt64 {
        word(of: defaultSecret, at: offset)
    }

    @inline(__always)
    private static func word(of secret: borrowing Secret, at offset: Int) -> UInt64 {
        let index = offset &>> 3
        let shift = UInt64(truncatingIfNeeded: 8 &* (offset & 7))
        return shift == 0
            ? secret[index] : (secret[index] &>> shift) | (secret[index &+ 1] &<< (64 &- shift))
    }

    // MARK: Up to 16 bytes

    private static func upTo3(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        let count = bytes.count
        let combined =
            (UInt32(bytes[0]) &<< 16) | (UInt32(bytes[count &>> 1]) &<< 24) | UInt32(bytes[count &- 1])
            | (UInt32(truncatingIfNeeded: count) &<< 8)
        let flip = UInt64(UInt32(truncatingIfNeeded: secret(0)) ^ UInt32(truncatingIfNeeded: secret(4))) &+ seed
        return avalanched64(UInt64(combined) ^ flip)
    }

    private static func upTo8(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        let count = bytes.count
        let seed = seed ^ (UInt64(UInt32(truncatingIfNeeded: seed).byteSwapped) &<< 32)
        let input = UInt64(bytes.word32(at: count &- 4)) | (UInt64(bytes.word32(at: 0)) &<< 32)
        var hash = input ^ ((secret(8) ^ secret(16)) &- seed)
        hash ^= hash.turned(left: 49) ^ hash.turned(left: 24)
        hash &*= 0x9fb2_1c65_1e98_df25
        hash ^= (hash &>> 35) &+ UInt64(truncatingIfNeeded: count)
        hash &*= 0x9fb2_1c65_1e98_df25
        return hash ^ hash &>> 28
    }

    private static func upTo16(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        let count = bytes.count
        let low = bytes.word64(at: 0) ^ ((secret(24) ^ secret(32)) &+ seed)
        let high = bytes.word64(at: count &- 8) ^ ((secret(40) ^ secret(48)) &- seed)
        return avalanched(UInt64(truncatingIfNeeded: count) &+ low.byteSwapped &+ high &+ folded(low, high))
    }

    // MARK: Up to 240 bytes

    /// Pairs of 16 bytes, from both ends towards the middle.
    private static func upTo128(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        let count = bytes.count
        var sum = UInt64(truncatingIfNeeded: count) &* prime64x1
        var offset = 0
        while 2 &* offset < count {
            sum &+= mixed(bytes, offset, secretAt: 2 &* offset, seed)
            sum &+= mixed(bytes, count &- offset &- 16, secretAt: 2 &* offset &+ 16, seed)
            offset &+= 16
        }
        return avalanched(sum)
    }

    private static func upTo240(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        let count = bytes.count
        var sum = UInt64(truncatingIfNeeded: count) &* prime64x1
        var offset = 0
        while offset < 128 {
            sum &+= mixed(bytes, offset, secretAt: offset, seed)
            offset &+= 16
        }
        sum = avalanched(sum)
        while offset &+ 16 <= count {
            sum &+= mixed(bytes, offset, secretAt: offset &- 128 &+ 3, seed)
            offset &+= 16
        }
        return avalanched(sum &+ mixed(bytes, count &- 16, secretAt: 136 - 17, seed))
    }

    @inline(__always)
    private static func mixed(_ bytes: Span<UInt8>, _ offset: Int, secretAt place: Int, _ seed: UInt64) -> UInt64 {
        folded(
            bytes.word64(at: offset) ^ (secret(place) &+ seed),
            bytes.word64(at: offset &+ 8) ^ (secret(place &+ 8) &- seed)
        )
    }

    // MARK: More than 240 bytes

    private typealias Lanes = InlineArray<8, UInt64>

    /// Eight lanes take up stripes of 64 bytes. A block is as many stripes as the secret can move along by a word for
    /// each, which is 16; behind it the lanes are scrambled. The last stripe is always the last 64 bytes.
    private static func long(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
        var secret = defaultSecret
        for index in 0..<12 {
            secret[2 &* index] &+= seed
            secret[2 &* index &+ 1] &-= seed
        }
        var lanes: Lanes = [
            prime32x3, prime64x1, prime64x2, prime64x3, prime64x4, prime32x2, prime64x5, prime32x1,
        ]
        let last = bytes.count &- 64
        var offset = 0
        var stripe = 0
        while offset < last {
            accumulate(bytes, offset, &lanes, secret, at: 8 &* stripe)
            stripe &+= 1
            if stripe == 16 {
                scramble(&lanes, secret)
                stripe = 0
            }
            offset &+= 64
        }
        accumulate(bytes, last, &lanes, secret, at: 192 - 64 - 7)

        var sum = UInt64(truncatingIfNeeded: bytes.count) &* prime64x1
        for index in 0..<4 {
            sum &+= folded(
                lanes[2 &* index] ^ word(of: secret, at: 11 &+ 16 &* index),
                lanes[2 &* index &+ 1] ^ word(of: secret, at: 19 &+ 16 &* index)
            )
        }
        return avalanched(sum)
    }

    @inline(__always)
    private static func accumulate(
        _ bytes: Span<UInt8>,
        _ offset: Int,
        _ lanes: inout Lanes,
        _ secret: borrowing Secret,
        at place: Int
    ) {
        for lane in 0..<8 {
            let value = bytes.word64(at: offset &+ 8 &* lane)
            let key = value ^ word(of: secret, at: place &+ 8 &* lane)
            lanes[lane ^ 1] &+= value
            lanes[lane] &+= (key & 0xffff_ffff) &* (key &>> 32)
        }
    }

    private static func scramble(_ lanes: inout Lanes, _ secret: borrowing Secret) {
        for lane in 0..<8 {
            let value = lanes[lane] ^ (lanes[lane] &>> 47) ^ secret[16 &+ lane]
            lanes[lane] = value &* prime32x1
        }
    }

    // MARK: Mixing

    /// Both halves of the product of 128 bits, one over the other.
    @inline(__always)
    private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func avalanched(_ value: UInt64) -> UInt64 {
        let hash = (value ^ value &>> 37) &* 0x1656_6791_9e37_79f9
        return hash ^ hash &>> 32
    }

    /// The last step of XXH64, which the shortest inputs take over.
    @inline(__always)
    private static func avalanched64(_ value: UInt64) -> UInt64 {
        var hash = (value ^ value &>> 33) &* prime64x2
        hash = (hash ^ hash &>> 29) &* prime64x3
        return hash ^ hash &>> 32
    }
}
