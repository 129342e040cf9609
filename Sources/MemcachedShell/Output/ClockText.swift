#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Moments by the clock on the wall.
enum ClockText {
    /// `14:03:20`, or `2026-11-29 14:03:20` on another day than that of `asOf`, in the local time zone; `nil` beyond what
    /// a calendar holds.
    static func words(unixTime: Int64, asOf: Int64) -> String? {
        guard let moment = parts(unixTime), let today = parts(asOf) else { return nil }
        let clock = "\(padded(moment.tm_hour)):\(padded(moment.tm_min)):\(padded(moment.tm_sec))"
        if moment.tm_year == today.tm_year, moment.tm_yday == today.tm_yday { return clock }
        return "\(1900 + Int(moment.tm_year))-\(padded(moment.tm_mon + 1))-\(padded(moment.tm_mday)) \(clock)"
    }

    static func parts(_ unixTime: Int64) -> tm? {
        guard var time = time_t(exactly: unixTime) else { return nil }
        var parts = tm()
        return localtime_r(&time, &parts) == nil ? nil : parts
    }

    static func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
