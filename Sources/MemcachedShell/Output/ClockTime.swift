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
        let parts = parts
        let text = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { ClockTime.digits($0, 2) }.joined(separator: ":")
        return withFraction ? "\(text).\(ClockTime.digits(Int32(milliseconds % 1000), 3))" : text
    }

    /// Date and time where the person is: `2026-11-28T14:03:22`.
    func dateAndTime(withFraction: Bool) -> String {
        let parts = parts
        let date =
            "\(parts.tm_year + 1900)-\(ClockTime.digits(parts.tm_mon + 1, 2))-\(ClockTime.digits(parts.tm_mday, 2))"
        return "\(date)T\(timeOfDay(withFraction: withFraction))"
    }

    /// Seconds since 1970, with their fraction.
    var seconds: String { "\(milliseconds / 1000).\(ClockTime.digits(Int32(milliseconds % 1000), 3))" }

    private var parts: tm {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        return parts
    }

    private static func digits(_ number: Int32, _ count: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
