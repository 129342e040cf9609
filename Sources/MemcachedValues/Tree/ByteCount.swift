/// Numbers of bytes in a person's words.
public enum ByteCount {
    /// `1 byte`, `980 bytes`, `4.1 kB`, `32 MB`: in thousands, as files are measured.
    public static func words(_ count: Int) -> String {
        if count == 1 { return "1 byte" }
        if count < 1000 { return "\(count) bytes" }
        var value = count
        var remainder = 0
        for unit in ["kB", "MB", "GB"] {
            remainder = value % 1000
            value /= 1000
            guard value < 1000 || unit == "GB" else { continue }
            return value < 10 && remainder >= 100 ? "\(value).\(remainder / 100) \(unit)" : "\(value) \(unit)"
        }
        return "\(count) bytes"
    }
}
