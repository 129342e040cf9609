/// Little-endian reads at any byte offset, in which most of the hashes here are defined.
///
/// The reads check their bounds, as a mistake in a hash must not become a read of foreign memory; where the loop around
/// them says enough about the offset, the optimiser takes the check away.
extension Span where Element == UInt8 {
    /// The 4 bytes from `offset` on.
    @inline(__always)
    func word32(at offset: Int) -> UInt32 {
        UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The 8 bytes from `offset` on.
    @inline(__always)
    func word64(at offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The bytes from `offset` to the end, of which there are at most 8, as one number; 0 if there are none.
    ///
    /// Two or three reads that may overlap, instead of a loop whose length the processor cannot foresee.
    @inline(__always)
    func rest64(from offset: Int) -> UInt64 {
        let left = count &- offset
        if left >= 4 {
            let high = UInt64(word32(at: count &- 4)) &<< UInt64(truncatingIfNeeded: 8 &* (left &- 4))
            return UInt64(word32(at: offset)) | high
        }
        guard left > 0 else { return 0 }
        let middle = left &>> 1
        return UInt64(self[offset])
            | UInt64(self[offset &+ middle]) &<< UInt64(truncatingIfNeeded: 8 &* middle)
            | UInt64(self[count &- 1]) &<< UInt64(truncatingIfNeeded: 8 &* (left &- 1))
    }

    /// The bytes from `offset` to the end, of which there are at most 4, as one number; 0 if there are none.
    @inline(__always)
    func rest32(from offset: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: rest64(from: offset))
    }
}
