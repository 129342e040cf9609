/// What classes of `java.time` leave in their place: a byte for the class, and its parts (`java.time.Ser`).
enum JavaTime {
    /// As `toString` has it; `nil` for classes that are not known here, of which time zones are the most of.
    static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        var cursor = ByteCursor(Array(bytes))
        guard let text = try? text(&cursor), cursor.isAtEnd else { return nil }
        return text
    }

    private static func text(_ cursor: inout ByteCursor) throws(DecodingFault) -> String? {
        switch try cursor.byte() {
        case 2:
            let seconds = try cursor.bigEndian(Int64.self)
            let nanoseconds = Int(try cursor.bigEndian(Int32.self))
            guard (0..<1_000_000_000).contains(nanoseconds), let time = CivilTime(secondsSince1970: Int(seconds)),
                (0...9999).contains(time.date.year)
            else { return nil }
            return time.date.text + "T" + time.clock + fraction(nanoseconds) + "Z"
        case 3: return try date(&cursor)
        case 4: return try time(&cursor)
        case 5:
            guard let date = try date(&cursor), let time = try time(&cursor) else { return nil }
            return date + "T" + time
        default: return nil
        }
    }

    private static func date(_ cursor: inout ByteCursor) throws(DecodingFault) -> String? {
        let year = Int(try cursor.bigEndian(Int32.self))
        let (month, day) = (Int(try cursor.byte()), Int(try cursor.byte()))
        guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        return [CivilDate.padded(year, 4), CivilDate.padded(month, 2), CivilDate.padded(day, 2)].joined(separator: "-")
    }

    /// Hour, minute, second and nanosecond. The last one that is not zero is written as its complement, and ends it.
    private static func time(_ cursor: inout ByteCursor) throws(DecodingFault) -> String? {
        var parts: [Int] = []
        while parts.count < 3 {
            let part = Int(try cursor.bigEndian(Int8.self))
            parts.append(part < 0 ? ~part : part)
            if part < 0 { break }
        }
        let nanoseconds = parts.count == 3 && !endedEarly(cursor) ? Int(try cursor.bigEndian(Int32.self)) : 0
        while parts.count < 3 { parts.append(0) }
        guard parts[0] < 24, parts[1] < 60, parts[2] < 60, (0..<1_000_000_000).contains(nanoseconds) else { return nil }
        var text = CivilDate.padded(parts[0], 2) + ":" + CivilDate.padded(parts[1], 2)
        if parts[2] > 0 || nanoseconds > 0 { text += ":" + CivilDate.padded(parts[2], 2) + fraction(nanoseconds) }
        return text
    }

    private static func endedEarly(_ cursor: ByteCursor) -> Bool { cursor.remaining < 4 }

    /// In groups of three digits, as many as are needed.
    private static func fraction(_ nanoseconds: Int) -> String {
        if nanoseconds == 0 { return "" }
        if nanoseconds % 1_000_000 == 0 { return "." + CivilDate.padded(nanoseconds / 1_000_000, 3) }
        if nanoseconds % 1000 == 0 { return "." + CivilDate.padded(nanoseconds / 1000, 6) }
        return "." + CivilDate.padded(nanoseconds, 9)
    }
}
