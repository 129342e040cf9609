/// Numbers of bytes as a person reads them.
enum SizeText {
    /// `640 B`, `1.5 MB`, in steps of 1024.
    static func words(bytes: UInt64) -> String {
        if bytes < 1024 { return "\(bytes) B" }
        var value = Double(bytes) / 1024
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
