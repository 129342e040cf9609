/// How long something took, for people: `0.42 ms`, `12 ms`, `1.24 s`, `2 m 3 s`.
package enum ElapsedText {
    /// What takes longer is told without being asked.
    package static let noticeable = Duration.milliseconds(100)

    package static func words(_ duration: Duration) -> String {
        let parts = duration.components
        let microseconds = max(0, parts.seconds) * 1_000_000 + max(0, parts.attoseconds) / 1_000_000_000_000
        switch microseconds {
        case ..<10_000: return hundredths(microseconds / 10, "ms")
        case ..<1_000_000: return "\(microseconds / 1000) ms"
        case ..<60_000_000: return hundredths(microseconds / 10_000, "s")
        default: return TimeText.words(seconds: microseconds / 1_000_000)
        }
    }

    private static func hundredths(_ number: Int64, _ unit: String) -> String {
        let part = number % 100
        return "\(number / 100).\(part < 10 ? "0" : "")\(part) \(unit)"
    }
}
