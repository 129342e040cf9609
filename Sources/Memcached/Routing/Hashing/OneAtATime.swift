/// Bob Jenkins' one-at-a-time hash with signed bytes: what libmemcached calls "default".
///
/// A `char` of C is signed on x86, so that a byte from 0x80 on is widened with ones. Only keys that are not ASCII notice.
/// Source of the facts: libmemcached's `libhashkit/one_at_a_time.cc`, twemproxy's `nc_one_at_a_time.c`.
package enum OneAtATime {
    package static func hash(_ bytes: Span<UInt8>) -> UInt32 {
        var value: UInt32 = 0
        var index = 0
        while index < bytes.count {
            value &+= UInt32(signedByte: bytes[index])
            value &+= value &<< 10
            value ^= value &>> 6
            index &+= 1
        }
        value &+= value &<< 3
        value ^= value &>> 11
        return value &+ value &<< 15
    }
}
