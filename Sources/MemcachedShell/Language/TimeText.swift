package import Memcached

/// Times as they are typed: `250ms`, `3s`, `5m`, `2h`, `1d`, or bare seconds.
package enum TimeText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    package static let durationRule = "a duration is written 250ms, 3s, 5m, 2h, 1d, or in bare seconds"
    package static let expiryRule =
        "a TTL is 0 (never), seconds, a duration such as 90s, 5m, 2h or 1d, or @UNIXTIME"

    /// A duration of zero or more.
    package static func duration(_ text: some StringProtocol) -> Duration? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text[digits.endIndex...]
        guard let scale = unit.isEmpty ? 1000 : units.first(where: { $0.name == unit })?.milliseconds else {
            return nil
        }
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = ASCII.unsigned(first.utf8).flatMap({ Int64(exactly: $0) }) else {
            return nil
        }
        var (milliseconds, overflow) = whole.multipliedReportingOverflow(by: scale)
        if parts.count == 2 {
            guard parts[1].count <= 6, let fraction = ASCII.unsigned(parts[1].utf8) else { return nil }
            let divisor = (0..<parts[1].count).reduce(Int64(1)) { value, _ in value * 10 }
            // Rounded up, so that what is little does not become nothing.
            let part = (Int64(fraction) * scale + divisor - 1) / divisor
            milliseconds = milliseconds.addingReportingOverflow(part).partialValue
        }
        // 10,000 years, so that no later sum can overflow.
        overflow = overflow || milliseconds < 0 || milliseconds > 315_360_000_000_000
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// A duration in whole milliseconds.
    package static func milliseconds(_ duration: Duration) -> Int64 {
        let parts = duration.components
        return Int64(clamping: parts.seconds.multipliedReportingOverflow(by: 1000).partialValue)
            + parts.attoseconds / 1_000_000_000_000_000
    }

    /// When an item is to end.
    package static func expiry(_ text: some StringProtocol) -> Expiry? {
        if text.hasPrefix("@") {
            return ASCII.unsigned(text.dropFirst().utf8).flatMap { Int64(exactly: $0) }.map { .at(unixTime: $0) }
        }
        if text.hasPrefix("-") {
            return duration(text.dropFirst()).map { _ in .immediately }
        }
        return duration(text).map { $0 == .zero ? .never : .after($0) }
    }

    /// Seconds for people: `59 s`, `4 m 10 s`, `2 h 5 m`, `3 d 1 h`.
    package static func words(seconds: Int64) -> String {
        switch seconds {
        case ..<60: return "\(max(seconds, 0)) s"
        case ..<3600: return join(seconds / 60, "m", seconds % 60, "s")
        case ..<86_400: return join(seconds / 3600, "h", seconds % 3600 / 60, "m")
        default: return join(seconds / 86_400, "d", seconds % 86_400 / 3600, "h")
        }
    }

    private static func join(_ first: Int64, _ firstUnit: String, _ second: Int64, _ secondUnit: String) -> String {
        second == 0 ? "\(first) \(firstUnit)" : "\(first) \(firstUnit) \(second) \(secondUnit)"
    }
}
