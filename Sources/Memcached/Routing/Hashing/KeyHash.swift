/// The hash functions that a client of the libmemcached family lets its user choose, by the names it knows them by.
///
/// Source of the facts: libmemcached's `libhashkit` and the configuration of twemproxy, whose "crc32" is ``crc15`` and
/// whose "crc32a" is ``crc32``.
package enum KeyHash: String, CaseIterable, Sendable {
    case oneAtATime = "one_at_a_time"
    case md5
    case crc15
    case crc32
    case crc16
    case fnv1_64
    case fnv1a_64
    case fnv1_32
    case fnv1a_32
    case hsieh
    case murmur
    case murmur3
    case jenkins

    package func callAsFunction(_ bytes: Span<UInt8>) -> UInt32 {
        switch self {
        case .oneAtATime: return OneAtATime.hash(bytes)
        case .md5: return MD5.digest(bytes).words.0
        case .crc15: return (CRC32.hash(bytes) &>> 16) & 0x7fff
        case .crc32: return CRC32.hash(bytes)
        case .crc16: return CRC16.hash(bytes)
        case .fnv1_64: return FNV.fnv1_64(bytes)
        case .fnv1a_64: return FNV.fnv1a_64(bytes)
        case .fnv1_32: return FNV.fnv1_32(bytes)
        case .fnv1a_32: return FNV.fnv1a_32(bytes)
        case .hsieh: return Hsieh.hash(bytes)
        case .murmur: return MurmurHash2.hash(bytes)
        case .murmur3:
            return MurmurHash3.hash(bytes, seed: 0xdead_beef &* UInt32(truncatingIfNeeded: bytes.count))
        case .jenkins: return JenkinsLookup3.hash(bytes)
        }
    }

    /// How many bits a result has. ``crc16`` has 32 as well, since twemproxy never cuts it.
    package var bits: Int {
        self == .crc15 ? 15 : 32
    }
}
