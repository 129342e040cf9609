/// The FNV hashes as libmemcached and twemproxy compute them: with signed bytes, and always 32 bits long.
///
/// For ASCII keys the 32-bit ones are the published FNV-1 and FNV-1a, and the 64-bit ones the lower halves of the
/// published ones.
/// Source of the facts: libmemcached's `libhashkit/fnv_32.cc` and `fnv_64.cc`, twemproxy's `nc_fnv.c`.
package enum FNV {
    private static let basis32: UInt32 = 0x811c_9dc5
    private static let prime32: UInt32 = 0x0100_0193
    private static let basis64: UInt64 = 0xcbf2_9ce4_8422_2325
    private static let prime64: UInt64 = 0x0000_0100_0000_01b3

    /// Multiply, then mix the byte in.
    package static func fnv1_32(_ bytes: Span<UInt8>) -> UInt32 {
        var value = basis32
        var index = 0
        while index < bytes.count {
            value = (value &* prime32) ^ UInt32(signedByte: bytes[index])
            index &+= 1
        }
        return value
    }

    /// Mix the byte in, then multiply.
    package static func fnv1a_32(_ bytes: Span<UInt8>) -> UInt32 {
        fnv1a(bytes, basis: basis32, prime: prime32)
    }

    /// Multiply, then mix the byte in, in 64 bits of which the lower 32 are the result.
    package static func fnv1_64(_ bytes: Span<UInt8>) -> UInt32 {
        var value = basis64
        var index = 0
        while index < bytes.count {
            value = (value &* prime64) ^ UInt64(signedByte: bytes[index])
            index &+= 1
        }
        return UInt32(truncatingIfNeeded: value)
    }

    /// Mix the byte in, then multiply, with the lower halves of the 64-bit numbers.
    ///
    /// The clients keep 64-bit numbers in variables of 32 bits. As a product carries nothing downwards, the result is the
    /// lower half of the 64-bit hash all the same.
    package static func fnv1a_64(_ bytes: Span<UInt8>) -> UInt32 {
        fnv1a(bytes, basis: UInt32(truncatingIfNeeded: basis64), prime: UInt32(truncatingIfNeeded: prime64))
    }

    @inline(__always)
    private static func fnv1a(_ bytes: Span<UInt8>, basis: UInt32, prime: UInt32) -> UInt32 {
        var value = basis
        var index = 0
        while index < bytes.count {
            value = (value ^ UInt32(signedByte: bytes[index])) &* prime
            index &+= 1
        }
        return value
    }
}
