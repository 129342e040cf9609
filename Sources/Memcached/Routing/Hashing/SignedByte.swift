/// A byte as C's `char` on x86, which is signed: 0xe9 becomes 0xffff_ffe9.
///
/// libmemcached, twemproxy and the FNV of PHP's memcache widen the bytes of a key like this. It is an accident of theirs,
/// and the server of every key that is not ASCII depends on it.
extension FixedWidthInteger where Self: UnsignedInteger {
    @inline(__always)
    init(signedByte byte: UInt8) {
        self.init(truncatingIfNeeded: Int8(bitPattern: byte))
    }
}
