/// A limit as a person reads it: `256 KiB`, or in bytes what is no round number of a larger unit.
enum ByteCountText {
    static func exact(_ bytes: Int) -> String {
        for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] where bytes > 0 && bytes % (1 << shift) == 0 {
            return "\(bytes >> shift) \(unit)"
        }
        return "\(bytes) bytes"
    }
}
