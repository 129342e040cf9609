/// Bob Jenkins' lookup3 (`hashlittle`), which libmemcached calls "jenkins".
///
/// Source of the facts: libmemcached's `libhashkit/jenkins.cc`, whose start value is 13, and the author's description.
package enum JenkinsLookup3 {
    package static func hash(_ bytes: Span<UInt8>, startingAt start: UInt32 = 13) -> UInt32 {
        var a = 0xdead_beef &+ UInt32(truncatingIfNeeded: bytes.count) &+ start
        var b = a
        var c = a
        var offset = 0
        // The last 12 bytes are mixed in another way, so a round is for more than 12.
        while offset &+ 12 < bytes.count {
            a &+= bytes.word32(at: offset)
            b &+= bytes.word32(at: offset &+ 4)
            c &+= bytes.word32(at: offset &+ 8)
            mix(&a, &b, &c)
            offset &+= 12
        }
        // Nothing is left of an empty key only.
        guard offset < bytes.count else { return c }
        if offset &+ 8 <= bytes.count {
            a &+= bytes.word32(at: offset)
            b &+= bytes.word32(at: offset &+ 4)
            c &+= bytes.rest32(from: offset &+ 8)
        } else {
            let rest = bytes.rest64(from: offset)
            a &+= UInt32(truncatingIfNeeded: rest)
            b &+= UInt32(truncatingIfNeeded: rest &>> 32)
        }
        finish(&a, &b, &c)
        return c
    }

    @inline(__always)
    private static func mix(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
        a = (a &- c) ^ c.turned(left: 4)
        c &+= b
        b = (b &- a) ^ a.turned(left: 6)
        a &+= c
        c = (c &- b) ^ b.turned(left: 8)
        b &+= a
        a = (a &- c) ^ c.turned(left: 16)
        c &+= b
        b = (b &- a) ^ a.turned(left: 19)
        a &+= c
        c = (c &- b) ^ b.turned(left: 4)
        b &+= a
    }

    @inline(__always)
    private static func finish(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
        c = (c ^ b) &- b.turned(left: 14)
        a = (a ^ c) &- c.turned(left: 11)
        b = (b ^ a) &- a.turned(left: 25)
        c = (c ^ b) &- b.turned(left: 16)
        a = (a ^ c) &- c.turned(left: 4)
        b = (b ^ a) &- a.turned(left: 14)
        c = (c ^ b) &- b.turned(left: 24)
    }
}
