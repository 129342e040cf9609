#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A moment as clocks and calendars tell it.
package struct ClockTime: Sendable {
    /// Since 1970, in milliseconds.
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static var now: ClockTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return ClockTime(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// The time of day where the person is: `14:03:22`, or `14:03:22.250`.
    func timeOfDay(withFraction: Bool) -> String {
        guard let parts = ClockText.parts(milliseconds / 1000) else { return seconds }
        let text = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(ClockText.padded).joined(separator: ":")
        return withFraction ? "\(text).\(fraction)" : text
    }

    /// Date and time where the person is: `2026-11-28T14:03:22`.
    func dateAndTime(withFraction: Bool) -> String {
        guard let parts = ClockText.parts(milliseconds / 1000) else { return seconds }
        let date =
            "\(1900 + Int(parts.tm_year))-\(ClockText.padded(parts.tm_mon + 1))-\(ClockText.padded(parts.tm_mday))"
        return "\(date)T\(timeOfDay(withFraction: withFraction))"
    }

    /// Seconds since 1970, with their fraction.
    var seconds: String { "\(milliseconds / 1000).\(fraction)" }

    private var fraction: String {
        let text = "\(milliseconds % 1000)"
        return String(repeating: "0", count: max(0, 3 - text.count)) + text
    }
}
