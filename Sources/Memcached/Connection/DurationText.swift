import NIOCore

/// Durations as they are read out in messages.
package enum DurationText {
    static func short(_ amount: TimeAmount) -> String {
        short(Duration.nanoseconds(amount.nanoseconds))
    }

    /// `3 s`, `250 ms`, `1.5 s`.
    package static func short(_ duration: Duration) -> String {
        let parts = duration.components
        let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let tenths = milliseconds / 100
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
