/// A day of the Gregorian calendar, which is taken to have been in use always.
struct CivilDate: Equatable {
    let year: Int
    let month: Int
    let day: Int

    /// - Parameter days: since 1970-01-01; `nil` where the year would be beyond any that programs know.
    init?(daysSince1970 days: Int) {
        guard days.magnitude < 1 << 40 else { return nil }
        // Years that begin in March have their leap day at the end, in eras of 400 years.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01. Months and days that do not exist are counted on; all must be of a sane size.
    static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// A number with zeros before it.
    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = "\(number.magnitude)"
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// `2023-11-14`.
    var text: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }
}

/// A time of a day, with its day.
struct CivilTime: Equatable {
    let date: CivilDate
    let hour: Int
    let minute: Int
    let second: Int
    /// 0 for a Sunday.
    let weekday: Int

    init?(secondsSince1970 seconds: Int) {
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86400)
        let ofDay = rest < 0 ? rest + 86400 : rest
        let wholeDays = rest < 0 ? days - 1 : days
        guard let date = CivilDate(daysSince1970: wholeDays) else { return nil }
        self.date = date
        hour = ofDay / 3600
        minute = ofDay / 60 % 60
        second = ofDay % 60
        weekday = ((wholeDays + 4) % 7 + 7) % 7
    }

    /// `.5`, with as many digits as it takes; nothing for a whole second.
    static func fraction(nanoseconds: Int) -> String {
        guard nanoseconds > 0 else { return "" }
        var text = "." + CivilDate.padded(nanoseconds, 9)
        while text.utf8.last == UInt8(ascii: "0") { text.removeLast() }
        return text
    }

    /// `22:13:20`.
    var clock: String { "\(CivilDate.padded(hour, 2)):\(CivilDate.padded(minute, 2)):\(CivilDate.padded(second, 2))" }
}
