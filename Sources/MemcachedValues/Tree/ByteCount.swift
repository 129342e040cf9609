/// Numbers of bytes as a person reads them.
public enum ByteCount {
    /// `640 B`, `1.5 MB`, in steps of 1024.
    public static func words(_ count: some BinaryInteger) -> String {
        if count < 1024 { return "\(count) B" }
        var value = Double(count) / 1024
        for unit in ["kB", "MB", "GB", "TB"] {
            // What rounds up to 1024 belongs to the next unit.
            if value < 1023.5 {
                let tenths = Int((value * 10).rounded())
                return value >= 99.95 || tenths % 10 == 0
                    ? "\(Int(value.rounded())) \(unit)" : "\(tenths / 10).\(tenths % 10) \(unit)"
            }
            value /= 1024
        }
        return "\(Int(value.rounded())) PB"
    }
}
