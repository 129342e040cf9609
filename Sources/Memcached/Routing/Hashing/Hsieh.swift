/// Paul Hsieh's SuperFastHash as twemproxy has it: it starts from 0 instead of the length.
///
/// One byte of the whole hash is signed: the last one of a key of 3 bytes more than a multiple of 4.
/// Source of the facts: twemproxy's `nc_hsieh.c`. Debian's libmemcached and the wheel of pylibmc are built without it.
package enum Hsieh {
    package static func hash(_ bytes: Span<UInt8>) -> UInt32 {
        var hash: UInt32 = 0
        var offset = 0
        while offset &+ 4 <= bytes.count {
            let word = bytes.word32(at: offset)
            hash &+= word & 0xffff
            hash = (hash &<< 16) ^ ((word &>> 16) &<< 11) ^ hash
            hash &+= hash &>> 11
            offset &+= 4
        }
        let rest = bytes.rest32(from: offset)
        switch bytes.count &- offset {
        case 3:
            hash &+= rest & 0xffff
            hash ^= hash &<< 16
            hash ^= UInt32(signedByte: UInt8(truncatingIfNeeded: rest &>> 16)) &<< 18
            hash &+= hash &>> 11
        case 2:
            hash &+= rest
            hash ^= hash &<< 11
            hash &+= hash &>> 17
        case 1:
            hash &+= rest
            hash ^= hash &<< 10
            hash &+= hash &>> 1
        default:
            break
        }
        hash ^= hash &<< 3
        hash &+= hash &>> 5
        hash ^= hash &<< 4
        hash &+= hash &>> 17
        hash ^= hash &<< 25
        return hash &+ hash &>> 6
    }
}
