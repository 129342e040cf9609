/// Times and dates of Ruby, as `inspect` writes them.
enum RubyTime {
    private static func integer(_ index: ValueTree.Index?, _ tree: ValueTree) -> Int? {
        guard let index, case .integer(let value) = tree[index] else { return nil }
        return Int(value)
    }

    /// A `Time`: 8 bytes with the parts of a time in UTC (`time_mdump` of Ruby's `time.c`), and in variables what they
    /// have no room for. Of others nothing is said.
    static func text(
        _ bytes: ArraySlice<UInt8>,
        _ variables: [(ValueTree.Piece, ValueTree.Index)],
        _ tree: ValueTree
    ) -> String? {
        guard bytes.count == 8 else { return nil }
        func word(_ start: Int) -> UInt32 {
            bytes.dropFirst(start).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        let (high, low) = (word(0), word(4))
        guard high >> 31 == 1 else { return nil }
        func part(_ word: UInt32, _ shift: UInt32, _ bits: UInt32) -> Int { Int(word >> shift & (1 << bits - 1)) }
        let isUTC = part(high, 30, 1) == 1
        let day = CivilDate.daysSince1970(
            year: part(high, 14, 16) + 1900,
            month: part(high, 10, 4) + 1,
            day: part(high, 5, 5)
        )
        var seconds = day * 86400 + part(high, 0, 5) * 3600 + part(low, 26, 6) * 60 + part(low, 20, 6)
        var nanoseconds = part(low, 0, 20) * 1000
        var offset: Int?
        for (name, value) in variables {
            switch tree.shortName(name) {
            case "offset": offset = integer(value, tree)
            case "nano_num":
                guard let more = integer(value, tree), (0...999).contains(more) else { return nil }
                nanoseconds += more
            // Finer than nanoseconds.
            case "nano_den": guard integer(value, tree) == 1 else { return nil }
            case "year": return nil
            default: continue
            }
        }
        if isUTC { offset = nil }
        guard (offset ?? 0).magnitude < 86400, nanoseconds < 1_000_000_000 else { return nil }
        seconds += offset ?? 0
        guard let time = CivilTime(secondsSince1970: seconds) else { return nil }
        let fraction = CivilTime.fraction(nanoseconds: nanoseconds)
        return "\(time.date.text) \(time.clock)\(fraction) " + (offset.map { zone($0, separator: "") } ?? "UTC")
    }

    /// `+0100`, `+01:00`.
    private static func zone(_ offset: Int, separator: String) -> String {
        let minutes = Int(offset.magnitude / 60)
        return (offset < 0 ? "-" : "+") + CivilDate.padded(minutes / 60, 2) + separator
            + CivilDate.padded(minutes % 60, 2)
    }

    /// A `Date` or `DateTime`, from what its `marshal_dump` returns: periods of years, the day since 4713 BC, its seconds
    /// and nanoseconds in UTC, the offset, and the day from which the calendar is the Gregorian one.
    static func date(_ parts: [ValueTree.Index], _ tree: ValueTree, withTime: Bool) -> String? {
        guard parts.count == 6, integer(parts[0], tree) == 0, case .float(2_299_161) = tree[parts[5]],
            let day = integer(parts[1], tree), let ofDay = integer(parts[2], tree),
            let nanoseconds = integer(parts[3], tree), let offset = integer(parts[4], tree)
        else { return nil }
        // Days of the Julian calendar are left to those who know it.
        guard (2_299_161..<1 << 40).contains(day), (0..<86400).contains(ofDay), offset.magnitude < 86400,
            let time = CivilTime(secondsSince1970: (day - 2_440_588) * 86400 + ofDay + offset)
        else { return nil }
        let clock = withTime ? "T\(time.clock)\(zone(offset, separator: ":"))" : ""
        let sign = offset < 0 ? "-" : "+"
        let inner = "(\(day)j,\(ofDay)s,\(nanoseconds)n),\(sign)\(offset.magnitude)s,2299161j"
        return "#<\(withTime ? "DateTime" : "Date"): \(time.date.text)\(clock) (\(inner))>"
    }
}
