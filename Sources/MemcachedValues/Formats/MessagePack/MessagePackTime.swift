/// The timestamp of MessagePack: seconds since 1970 in 4 bytes, with nanoseconds in 8, or both whole in 12.
struct MessagePackTime {
    private let seconds: Int64
    private let nanoseconds: UInt32

    init?(_ bytes: ArraySlice<UInt8>) {
        func number(_ part: ArraySlice<UInt8>) -> UInt64 { part.reduce(0) { $0 << 8 | UInt64($1) } }
        switch bytes.count {
        case 4:
            seconds = Int64(number(bytes))
            nanoseconds = 0
        case 8:
            seconds = Int64(number(bytes) & (1 << 34 - 1))
            nanoseconds = UInt32(number(bytes) >> 34)
        case 12:
            seconds = Int64(bitPattern: number(bytes.dropFirst(4)))
            nanoseconds = UInt32(number(bytes.prefix(4)))
        default: return nil
        }
        guard nanoseconds < 1_000_000_000 else { return nil }
    }

    /// `timestamp 2026-01-31T12:00:00.5Z`; in seconds alone where there is no such year.
    var text: String {
        var fraction = ""
        if nanoseconds > 0 {
            let digits = "\(nanoseconds)"
            fraction = "." + String(repeating: "0", count: 9 - digits.count) + digits
            while fraction.hasSuffix("0") { fraction.removeLast() }
        }
        // The years 0 to 9999.
        guard seconds >= -62_167_219_200, seconds < 253_402_300_800 else { return "timestamp \(seconds)\(fraction)" }
        var days = seconds / 86_400
        var rest = seconds % 86_400
        if rest < 0 {
            days -= 1
            rest += 86_400
        }
        // Years that begin in March, in rounds of 400 years, from the year 0.
        let all = days + 719_468
        let era = (all >= 0 ? all : all - 146_096) / 146_097
        let day = all - era * 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let isNext = month >= 10
        let date = [
            padded(year + era * 400 + (isNext ? 1 : 0), 4), padded(isNext ? month - 9 : month + 3, 2),
            padded(dayOfMonth, 2),
        ]
        let time = [padded(rest / 3600, 2), padded(rest / 60 % 60, 2), padded(rest % 60, 2)]
        return "timestamp " + date.joined(separator: "-") + "T" + time.joined(separator: ":") + fraction + "Z"
    }

    private func padded(_ number: Int64, _ width: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
