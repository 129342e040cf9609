@testable import Memcached
import Testing

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Every hash against what is published about it; where that is too little, against other implementations.
@Suite struct HashingTests {
    // MARK: Digests and remainders

    /// The test suite in appendix A.5 of RFC 1321.
    @Test(arguments: [
        ("", "d41d8cd98f00b204e9800998ecf8427e"),
        ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"),
        (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
    ])
    func md5(text: String, digest: String) {
        #expect(MD5.digest(bytes(text).span).hexadecimal == digest)
    }

    @Test func md5WordsAreLittleEndian() {
        let words = MD5.digest(bytes("abc").span).words
        #expect(words == (0x9850_0190, 0xb04f_d23c, 0x7d3f_96d6, 0x727f_e128))
    }

    /// Where the padding begins a block of its own, or does not. Digests of so many "a", from Python's hashlib.
    @Test(arguments: [
        (1, 0xb975_c10c, 0x86f7_e437),
        (4, 0x3773_b874, 0x70c8_81d4),
        (52, 0xc177_feb6, 0xe647_9c70),
        (55, 0xb672_17ef, 0xc1c8_bbdc),
        (56, 0xc78a_0c3b, 0xc2db_330f),
        (59, 0x66c2_2f76, 0xdbc8_b8f5),
        (60, 0x69d6_7ecc, 0x13d9_5603),
        (63, 0xf321_65b0, 0x03f0_9f5b),
        (64, 0xd442_4801, 0x0098_ba82),
        (65, 0x5ea4_43c7, 0x1165_5326),
        (119, 0x73d0_7b8a, 0xee97_1065),
        (120, 0xccc0_615f, 0xf34c_1488),
        (128, 0x3b68_10e5, 0xad5b_3fdb),
    ])
    func aroundABlock(count: Int, md5: UInt32, sha1: UInt32) {
        let input = Array(repeating: UInt8(ascii: "a"), count: count)
        #expect(MD5.digest(input.span).words.0 == md5)
        #expect(SHA1.firstWord(input.span) == sha1)
    }

    /// The four tests of RFC 3174, two of which are FIPS 180's, and the empty input.
    @Test func sha1() {
        #expect(SHA1.firstWord(bytes("").span) == 0xda39_a3ee)
        #expect(SHA1.firstWord(bytes("abc").span) == 0xa999_3e36)
        let letters = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
        #expect(SHA1.firstWord(bytes(letters).span) == 0x8498_3e44)
        #expect(SHA1.firstWord(Array(repeating: UInt8(ascii: "a"), count: 1_000_000).span) == 0x34aa_973c)
        #expect(SHA1.firstWord(bytes(String(repeating: "01234567", count: 80)).span) == 0xdea3_56a2)
    }

    /// The check values of the CRC catalogue, and zlib's.
    @Test func crc32() {
        #expect(CRC32.hash(bytes("123456789").span) == 0xcbf4_3926)
        #expect(CRC32.hash(bytes("").span) == 0)
        #expect(CRC32.hash(bytes("The quick brown fox jumps over the lazy dog").span) == 0x414f_a339)
    }

    @Test(arguments: 0..<40)
    func crc32GoesOn(after count: Int) {
        let input = Inputs.sanity(40)
        let whole = CRC32.hash(input)
        var pieces = CRC32.State()
        pieces.update(input.span.extracting(..<count))
        pieces.update(input.span.extracting(count...))
        #expect(pieces.value == whole)
        #expect(CRC32.hash(input.span) == whole)
        var continued = CRC32.State(continuing: CRC32.hash(input.span.extracting(..<count)))
        for byte in input.dropFirst(count) {
            continued.update(byte)
        }
        #expect(continued.value == whole)
    }

    /// The lower half is the published check value of CRC-16/XMODEM; the upper one is twemproxy's own.
    @Test func crc16() {
        let value = CRC16.hash(bytes("123456789").span)
        #expect(value & 0xffff == 0x31c3)
        #expect(value == 0x8690_31c3)
    }

    // MARK: Published values of the others

    /// From the test vectors of the FNV reference page.
    @Test func fnv() {
        #expect(FNV.fnv1_32(bytes("").span) == 0x811c_9dc5)
        #expect(FNV.fnv1_32(bytes("a").span) == 0x050c_5d7e)
        #expect(FNV.fnv1_32(bytes("foobar").span) == 0x31f0_b262)
        #expect(FNV.fnv1a_32(bytes("a").span) == 0xe40c_292c)
        #expect(FNV.fnv1a_32(bytes("foobar").span) == 0xbf9c_f968)
        // The lower halves of 0xcbf29ce484222325, 0xaf63bd4c8601b7be, 0x340d8765a4dda9c2; 0xaf63dc4c8601ec8c,
        // 0x85944171f73967e8.
        #expect(FNV.fnv1_64(bytes("").span) == 0x8422_2325)
        #expect(FNV.fnv1_64(bytes("a").span) == 0x8601_b7be)
        #expect(FNV.fnv1_64(bytes("foobar").span) == 0xa4dd_a9c2)
        #expect(FNV.fnv1a_64(bytes("a").span) == 0x8601_ec8c)
        #expect(FNV.fnv1a_64(bytes("foobar").span) == 0xf739_67e8)
    }

    /// The two values that encyclopedias give.
    @Test func oneAtATime() {
        #expect(OneAtATime.hash(bytes("a").span) == 0xca2e_9442)
        #expect(OneAtATime.hash(bytes("The quick brown fox jumps over the lazy dog").span) == 0x519e_91f5)
    }

    /// From the self-test in the author's lookup3.
    @Test func jenkinsLookup3() {
        #expect(JenkinsLookup3.hash(bytes("").span, startingAt: 0) == 0xdead_beef)
        #expect(JenkinsLookup3.hash(bytes("").span, startingAt: 0xdead_beef) == 0xbd5b_7dde)
        let words = bytes("Four score and seven years ago")
        #expect(JenkinsLookup3.hash(words.span, startingAt: 0) == 0x1777_0551)
        #expect(JenkinsLookup3.hash(words.span, startingAt: 1) == 0xcd62_8161)
    }

    /// The one number by which SMHasher knows a hash: the hash of the hashes of 0, 1, ... 255 counted bytes.
    @Test func smhasher() {
        #expect(verification { MurmurHash2.hash($0, seed: $1) } == 0x2786_4c1e)
        #expect(verification { MurmurHash3.hash($0, seed: $1) } == 0xb0f5_7ee3)
        #expect(verification { MurmurHash64A.hash($0, seed: UInt64($1)) } == 0x1f0d_3804)
        // Of version 2; the 0x3f798bbb of the first SMHasher is version 1.
        #expect(verification { SpookyHashV2.hash32($0, seed: $1) } == 0xa48b_e265)
    }

    private func verification<Hash: FixedWidthInteger>(_ hash: (Span<UInt8>, UInt32) -> Hash) -> UInt32 {
        let counted = (0...255).map { UInt8($0) }
        var hashes: [UInt8] = []
        for count in 0..<256 {
            let value = hash(counted.span.extracting(..<count), 256 - UInt32(count))
            hashes += (0..<Hash.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Hash(8 * $0)) }
        }
        return UInt32(truncatingIfNeeded: hash(hashes.span, 0))
    }

    // MARK: Tables of lengths

    /// The self-test of xxHash's command: its bytes, its lengths, without a seed and with its seed.
    @Test(
        arguments: [
            (0, 0x2d06_8005_38d3_94c2, 0xa8a6_b918_b2f0_364a),
            (1, 0xc44b_dff4_074e_ecdb, 0x032b_e332_dd76_6ef8),
            (6, 0x27b5_6a84_cd2d_7325, 0x8458_9c11_6ab5_9ab9),
            (12, 0xa713_daf0_dfbb_77e7, 0xe730_3e1b_2336_de0e),
            (24, 0xa3fe_70bf_9d35_10eb, 0x850e_80fc_35bd_d690),
            (48, 0x397d_a259_ecba_1f11, 0xadc2_cbaa_44ac_c616),
            (80, 0xbcde_fbbb_2c47_c90a, 0xc6dd_0cb6_9953_2e73),
            (195, 0xcd94_217e_e362_ec3a, 0xba68_003d_370c_b3d9),
            (403, 0xcdeb_804d_65c6_dea4, 0x6259_f6ec_fd64_43fd),
            (512, 0x617e_4959_9013_cb6b, 0x3ce4_57de_14c2_7708),
            (2048, 0xdd59_e2c3_a5f0_38e0, 0x66f8_1670_669a_babc),
            (2099, 0xc6b9_d9b3_fc9a_c765, 0x184f_3168_4366_3974),
            (2240, 0x6e73_a905_39cf_2948, 0x757b_a848_7d1b_5247),
            (2367, 0xcb37_aeb9_e5d3_61ed, 0xd2db_3415_b942_b42a),
        ] as [(Int, UInt64, UInt64)]
    )
    func xxh3(count: Int, plain: UInt64, seeded: UInt64) {
        let input = Inputs.sanity(count)
        #expect(XXH3.hash64(input.span) == plain)
        #expect(XXH3.hash64(input.span, seed: Inputs.sanitySeed) == seeded)
    }

    /// The ends of each class of lengths, by the Python package xxhash 4.1.0 (which is the C library).
    @Test(
        arguments: [
            (2, 0x7a99_7804_4cb8_a8bb, 0x764b_35c9_0519_ad88),
            (3, 0x5424_7382_a8d6_b94d, 0x634b_8990_b497_6373),
            (4, 0xe5dc_74bc_5184_8a51, 0xaa2e_7ecc_b0c8_f747),
            (5, 0xe424_3f00_7203_06bb, 0x5a67_c87e_50ed_80ed),
            (7, 0x9941_e000_7f55_5e50, 0x75bd_ab43_463f_0151),
            (8, 0x24cc_c9ac_aa9f_65e4, 0x8f97_3410_999b_8f6b),
            (9, 0x14d5_001c_15dd_3f2b, 0xb3ae_7333_d901_3f60),
            (16, 0x981b_17d3_6c74_98c9, 0x663f_2933_3b4d_b6b1),
            (17, 0x796f_5acd_3a60_f862, 0xf3ec_5067_f430_6db3),
            (32, 0x9fea_ddbd_bf57_eed3, 0x2199_fab1_5348_93d9),
            (33, 0xabfb_2d08_1b40_0a10, 0xad56_348d_a574_bb6d),
            (64, 0x9cb4_8487_720e_c49d, 0x4fe8_895d_b9b8_c077),
            (65, 0xfd81_aac4_bebc_3883, 0xad80_aeec_1fc9_e0a7),
            (96, 0x935a_769a_7f94_776f, 0x70cf_5193_7e50_0540),
            (97, 0xca4c_a268_fd3c_3a6c, 0xee46_1d3a_dd7e_e6c9),
            (128, 0xfcff_2412_6754_d861, 0x73fd_e752_8064_6649),
            (129, 0x98f1_b0a6_79a2_ca29, 0x21ff_fdbc_a099_c844),
            (144, 0xc440_d47e_5f03_fe58, 0x858d_16b7_1f4d_d859),
            (239, 0x16ce_2b9d_3b28_805d, 0xf59f_5c23_fceb_d3b7),
            (240, 0x81c3_c2b6_7f56_8ccf, 0xcc0f_58c2_7ef3_d8ee),
            (241, 0xc5a6_39ec_d203_0e5e, 0xdda9_b0a1_61d4_829a),
            (256, 0x55de_574a_d89d_0ac5, 0x4d30_234b_7a3a_a61c),
            (257, 0xb17f_d5a8_ae75_bb0b, 0x802a_6fbf_3cac_d97c),
            (320, 0x7562_0d35_0ff5_c694, 0x1917_1de4_0c92_8f07),
            (321, 0x2d8c_7e26_34ab_900a, 0x14ab_0056_cc18_7827),
            (1023, 0x87a8_f7b2_f2e2_2496, 0x0f0f_02de_8590_e1b5),
            (1024, 0xdd85_c9b5_c110_9c5c, 0xef36_8a8a_2eba_baef),
            (1025, 0xd870_c0fa_1321_1c6a, 0x9679_2bcf_9af8_8519),
            (1088, 0xcc14_50ea_6b52_a8f4, 0x5426_32d0_46f3_dde4),
            (1089, 0xef72_7b2e_ffc4_cc8c, 0xff84_23d8_8670_7134),
            (2049, 0xd3af_a432_9779_b921, 0xe480_8383_6cd5_8024),
            (5000, 0x1c24_6c7b_fe00_3a78, 0x483b_5b9e_d9ff_b969),
            (65_536, 0x918f_7f0f_912c_a480, 0xbcb1_719d_e7be_e55b),
        ] as [(Int, UInt64, UInt64)]
    )
    func xxh3AtTheEndsOfAClass(count: Int, plain: UInt64, seeded: UInt64) {
        let input = Inputs.sanity(count)
        #expect(XXH3.hash64(input.span) == plain)
        #expect(XXH3.hash64(input.span, seed: Inputs.sanitySeed) == seeded)
    }

    /// Seed 0 are the numbers of the author's own test of version 2, and its bytes, which count from 128; the seed of
    /// mcrouter is by the Python package spookyhash 2.1.1.
    @Test(
        arguments: [
            (0, 0x6bf5_0919, 0x6f2b_12a5),
            (1, 0x70de_1d26, 0xb2fd_92e0),
            (2, 0xa2b3_7298, 0xdec7_5488),
            (3, 0x35bc_5fbf, 0x6c7f_8dbb),
            (4, 0x8223_b279, 0x255c_b65c),
            (5, 0x5bcb_315e, 0xd741_0398),
            (6, 0x53fe_88a1, 0xd5c7_2ae1),
            (7, 0xf9f1_a233, 0x0000_69f7),
            (8, 0xee19_3982, 0xe39d_46fb),
            (9, 0x54f8_6f29, 0x89ba_708d),
            (10, 0xc877_2d36, 0x0fde_c6af),
            (11, 0x9ed6_0886, 0x0b0b_162e),
            (12, 0x5f23_d1da, 0xcc3c_2822),
            (13, 0x1ed9_f474, 0x95c7_17d6),
            (14, 0xf2ef_0c89, 0xee8a_5d70),
            (15, 0x83ec_01f9, 0x915f_6dca),
            (16, 0xf274_736c, 0xfa69_0bc0),
            (17, 0x7e9a_c0df, 0x45fe_e711),
            (31, 0x027b_ca7c, 0x5283_31d2),
            (32, 0xe5cf_c8b6, 0x8809_43b4),
            (33, 0xce01_d9d7, 0x4adb_b0d2),
            (47, 0x7572_8d0a, 0xb3f8_33b2),
            (48, 0x390e_5fdc, 0x6327_4ede),
            (63, 0x09c1_afb4, 0x13e7_eb09),
            (64, 0x069c_8bb7, 0x276d_8af9),
            (100, 0xde4a_961f, 0x3a59_9e8e),
            (191, 0xe13d_9e19, 0x869e_9870),
            (192, 0x77e0_12bd, 0x1032_42d7),
            (193, 0x2d05_114c, 0x68ec_4492),
            (200, 0x1f6f_7162, 0x4623_1899),
            (250, 0x91eb_bc56, 0x1dc8_c216),
            (287, 0xc22c_642d, 0xa33c_96c8),
            (288, 0x4788_0140, 0x2665_6847),
            (289, 0xfbff_3bec, 0x94f4_27ce),
            (383, 0x4827_f45c, 0xa763_7be1),
            (384, 0x44eb_5634, 0x7daa_97ac),
            (511, 0xcc1c_8250, 0x3831_70b0),
        ] as [(Int, UInt32, UInt32)]
    )
    func spooky(count: Int, plain: UInt32, seeded: UInt32) {
        let input = (0..<count).map { UInt8(truncatingIfNeeded: $0 + 128) }
        #expect(SpookyHashV2.hash32(input.span, seed: 0) == plain)
        #expect(SpookyHashV2.hash32(input.span, seed: 0xface_2014) == seeded)
    }

    // MARK: By name

    private static let longest = (0..<250).map { UInt8(0x21 + $0 % 94) }

    private static let keys: [[UInt8]] = [
        bytes(""),
        bytes("a"),
        bytes("ab"),
        bytes("foo"),
        bytes("user"),
        bytes("user:1000"),
        bytes("session:9f2e"),
        bytes("a-key-of-23-bytes-is-it"),
        [0xe9],
        [0x80, 0x7f],
        [0x61, 0x62, 0xe9],
        [0x63, 0x61, 0x66, 0xe9],
        [0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0xe9],
        bytes("ключ:1"),
        longest,
    ]

    /// One value for each key above. From a Python program (with hashlib, zlib and mmh3 for what they have) whose every
    /// hash led to the servers that twemproxy 0.5.0 itself chose, or libmemcached 1.1.4 where twemproxy lacks it; also
    /// for keys with bytes from 0x80 on.
    private static let expected: [KeyHash: [UInt32]] = [
        .oneAtATime: [
            0x0000_0000, 0xca2e_9442, 0x45e6_1e58, 0x2386_78dd, 0xb89f_2a4c, 0xb563_b74f, 0x2021_ccf6, 0x90dd_6cae,
            0x4098_48ff, 0x6597_7f66, 0x7c6c_3def, 0xcdc7_b50f, 0x1786_9b40, 0xa4dd_9cb3, 0x999a_93f7,
        ],
        .md5: [
            0xd98c_1dd4, 0xb975_c10c, 0x43f4_7e18, 0xdb18_bdac, 0xb1cb_11ee, 0x2e98_6207, 0xa8ed_8d06, 0xf480_3810,
            0x7687_0634, 0x9270_1b2d, 0x8c72_c1c8, 0xf650_1f96, 0x34ab_6875, 0xe427_f0d3, 0xbd73_bc8b,
        ],
        .crc15: [
            0x0000_0000, 0x0000_68b7, 0x0000_1e83, 0x0000_0c73, 0x0000_0d93, 0x0000_1f74, 0x0000_2736, 0x0000_1713,
            0x0000_0bd4, 0x0000_3ae0, 0x0000_3849, 0x0000_2bb3, 0x0000_3b2a, 0x0000_1cef, 0x0000_7d1b,
        ],
        .crc32: [
            0x0000_0000, 0xe8b7_be43, 0x9e83_486d, 0x8c73_6521, 0x8d93_d649, 0x9f74_17e3, 0xa736_e614, 0x1713_ccb4,
            0x0bd4_b551, 0xbae0_e619, 0x3849_2bfc, 0xabb3_b01b, 0x3b2a_c481, 0x9cef_0cb9, 0xfd1b_4238,
        ],
        .crc16: [
            0x0000_0000, 0x0000_7c87, 0x007c_74ff, 0x0c3c_af96, 0xb952_d562, 0xe164_4671, 0xe4c8_df47, 0x30cb_8a34,
            0x0000_6c07, 0x0091_94e0, 0x7c74_ad14, 0x22f6_a3de, 0x3e3a_061e, 0x6845_8913, 0xeb53_ccad,
        ],
        .fnv1_64: [
            0x8422_2325, 0x8601_b7be, 0xb4eb_37b8, 0x6ba1_3533, 0x9938_3464, 0xd39e_3d21, 0x5bc2_30d5, 0x4e38_d295,
            0x79fe_4836, 0x4b14_f912, 0x9450_5241, 0x0efb_dd62, 0x93e7_dfe1, 0x280a_5642, 0xc6a0_a790,
        ],
        .fnv1a_64: [
            0x8422_2325, 0x8601_ec8c, 0xb545_986a, 0xfed9_d577, 0x032b_48f2, 0xae7b_4289, 0xdedf_2105, 0x5a54_a379,
            0x79fe_2ea4, 0x4a78_3a60, 0xfabd_e399, 0x17a7_4ddc, 0xe856_10b9, 0xf04c_76d0, 0x6d42_795a,
        ],
        .fnv1_32: [
            0x811c_9dc5, 0x050c_5d7e, 0x7077_2d38, 0x408f_5e13, 0x4db2_d3c4, 0xa6af_fca1, 0xf2ff_8775, 0x233e_3d75,
            0xfaf3_a2f6, 0xac89_0032, 0xbc63_d0c1, 0x1a49_5ce2, 0x53b9_1521, 0xbf1b_bbe2, 0xb0b7_41d0,
        ],
        .fnv1a_32: [
            0x811c_9dc5, 0xe40c_292c, 0x4d25_05ca, 0xa9f3_7ed7, 0x6078_5ef2, 0x507c_1d89, 0x7656_6ba5, 0xc38c_a399,
            0xebf3_8b44, 0xaba2_96a0, 0xb1b7_c519, 0xf4f5_ed7c, 0xe561_61f9, 0x06e4_70d0, 0x21cc_99ba,
        ],
        .hsieh: [
            0x0000_0000, 0x9364_2e87, 0x5b8c_0ec3, 0x76d4_d427, 0x988e_d84d, 0xddec_1969, 0xae35_2190, 0xa750_5076,
            0x3c20_d7ba, 0x23fb_c2a1, 0x1257_94e5, 0x1444_01b9, 0xc1bb_0cda, 0x6693_377e, 0x5f71_0a45,
        ],
        .murmur: [
            0x0000_0000, 0x4b41_757c, 0xe3b5_4dfb, 0xc4e0_338f, 0xdcc5_9d26, 0x8e24_aec7, 0xa6e7_5424, 0xd3c0_acca,
            0xdd27_d4d8, 0xa06a_b35b, 0x6baf_059f, 0x3492_d35a, 0x51f7_68e0, 0xbcc6_e5bc, 0xf37d_23ca,
        ],
        .murmur3: [
            0x0000_0000, 0x8872_dbc8, 0x820b_9d10, 0xa5f5_00b2, 0x0e9e_7f05, 0x1f02_1164, 0x416d_cf87, 0xe1de_df17,
            0xe3f0_56eb, 0x7abe_6910, 0xb645_f265, 0xdd1e_22d8, 0xc153_d9e2, 0x708c_fd0c, 0x1581_241f,
        ],
        .jenkins: [
            0xdead_befc, 0xe0a3_8690, 0xc1b5_695b, 0x99f8_4f99, 0x7d28_4330, 0x048c_4d84, 0x134f_19d0, 0xa888_fbe1,
            0x0731_c9e4, 0xdc45_3a34, 0x8927_b2b4, 0x5876_b8f1, 0x7b36_d0ed, 0x4251_1f70, 0x23ab_35c0,
        ],
    ]

    @Test(arguments: KeyHash.allCases)
    func named(hash: KeyHash) throws {
        let expected = try #require(HashingTests.expected[hash])
        #expect(HashingTests.keys.map { hash($0.span) } == expected)
        #expect(hash.bits == (hash == .crc15 ? 15 : 32))
    }

    @Test func names() {
        let names = "one_at_a_time md5 crc15 crc32 crc16 fnv1_64 fnv1a_64 fnv1_32 fnv1a_32 hsieh murmur murmur3 jenkins"
        #expect(KeyHash.allCases.map(\.rawValue) == names.split(separator: " ").map(String.init))
    }

    // MARK: Any input

    /// A piece of a longer input has the hash of a copy of it, wherever it lies.
    @Test func nothingOutsideIsRead() {
        let input = Inputs.sanity(700)
        for count in Array(0...300) + [511, 512, 513] {
            let start = 1 + count % 97
            let copy = Array(input[start..<(start + count)])
            let piece = input.span.extracting(start..<(start + count))
            for hash in KeyHash.allCases {
                #expect(hash(piece) == hash(copy.span), "\(hash) of \(count)")
            }
            #expect(SHA1.firstWord(piece) == SHA1.firstWord(copy.span))
            #expect(MurmurHash64A.hash(piece, seed: 1) == MurmurHash64A.hash(copy.span, seed: 1))
            #expect(XXH3.hash64(piece) == XXH3.hash64(copy.span))
            #expect(SpookyHashV2.hash32(piece, seed: 1) == SpookyHashV2.hash32(copy.span, seed: 1))
        }
    }

    /// No length or byte makes one trap; that every byte counts is seen by changing one.
    @Test(arguments: [1, 3, 12, 63, 64, 250, 1100, 65_536])
    func everyByteCounts(count: Int) {
        let input = Array(repeating: UInt8(0xff), count: count)
        for place in Set([0, count / 2, count - 1]) {
            var other = input
            other[place] = 0x7f
            // The checks of 15 and 16 bits are left out: they may well be the same for two inputs.
            for hash in KeyHash.allCases where hash != .crc15 && hash != .crc16 {
                #expect(hash(input.span) != hash(other.span), "\(hash), byte \(place)")
            }
            #expect(SHA1.firstWord(input.span) != SHA1.firstWord(other.span))
            #expect(MurmurHash64A.hash(input.span, seed: 0) != MurmurHash64A.hash(other.span, seed: 0))
            #expect(XXH3.hash64(input.span) != XXH3.hash64(other.span))
            #expect(SpookyHashV2.hash32(input.span, seed: 0) != SpookyHashV2.hash32(other.span, seed: 0))
        }
    }

    /// 0xe9 is 0xffffffe9 where a client's `char` is signed.
    @Test func signedBytes() {
        let byte: [UInt8] = [0xe9]
        let basis: UInt32 = 0x811c_9dc5
        #expect(FNV.fnv1a_32(byte.span) == (basis ^ 0xffff_ffe9) &* 0x0100_0193)
        #expect(FNV.fnv1_32(byte.span) == (basis &* 0x0100_0193) ^ 0xffff_ffe9)
        // In 64 bits the ones reach up to the top, of which the result shows nothing before the next byte.
        let product: UInt64 = 0xcbf2_9ce4_8422_2325 &* 0x0000_0100_0000_01b3
        let once = product ^ 0xffff_ffff_ffff_ffe9
        #expect(FNV.fnv1_64(byte.span) == UInt32(truncatingIfNeeded: once))
        let twice = (once &* 0x0000_0100_0000_01b3) ^ 0xffff_ffff_ffff_ffe9
        #expect(FNV.fnv1_64(([0xe9, 0xe9] as [UInt8]).span) == UInt32(truncatingIfNeeded: twice))
    }
}

private enum Inputs {
    /// The seed of xxHash's self-test, which also makes its bytes.
    static let sanitySeed: UInt64 = 0x9e37_79b1_85eb_ca8d

    /// The bytes of xxHash's self-test.
    static func sanity(_ count: Int) -> [UInt8] {
        var state: UInt64 = 0x9e37_79b1
        return (0..<count).map { _ in
            defer { state &*= sanitySeed }
            return UInt8(state >> 56)
        }
    }
}
