/// Rotation, by which most of the hashes here spread what they have read over a word.
extension FixedWidthInteger where Self: UnsignedInteger {
    /// The bits moved to the left by so many places; what leaves on the left comes back on the right.
    @inline(__always)
    func turned(left places: Self) -> Self {
        (self &<< places) | (self &>> (0 &- places))
    }
}
