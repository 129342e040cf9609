/// When an item ends.
public enum Expiry: Hashable, Sendable {
    /// Not by time. It can still be evicted when memory is short.
    case never
    /// After so long, in whole seconds; a part of a second counts as one. Any length: memcached takes a number above 30
    /// days for a date, so a longer time is sent as the date that it means.
    case after(Duration)
    /// At a Unix time, in seconds.
    case at(unixTime: Int64)
    /// At once: stored, and never seen again.
    case immediately

    /// The longest time that memcached takes as a distance from now: 30 days, in seconds.
    package static let longestRelative: Int64 = 2_592_000
    /// The latest date: memcached cuts larger numbers to 32 bits without a word.
    package static let latestDate: Int64 = 2_147_483_647

    /// The number on the wire. `now` is the Unix time.
    ///
    /// - Throws: ``MemcachedError`` with ``MemcachedError/Code/invalidArgument`` for a time after January 2038.
    package func exptime(now: Int64) throws(MemcachedError) -> Int64 {
        switch self {
        case .never: return 0
        case .immediately: return -1
        case .at(let date):
            // A date within 30 days of 1970 would be taken for a distance; it is past in any case.
            if date <= Expiry.longestRelative { return -1 }
            return try Expiry.checked(date)
        case .after(let duration):
            let (whole, rest) = duration.components
            let seconds = rest > 0 ? whole + 1 : whole
            if seconds <= 0 { return -1 }
            if seconds <= Expiry.longestRelative { return seconds }
            let (date, overflow) = now.addingReportingOverflow(seconds)
            return try Expiry.checked(overflow ? Int64.max : date)
        }
    }

    /// Whether it is over at a Unix time, so that an item that ends so is never seen.
    package func isOver(at now: Int64) -> Bool {
        switch self {
        case .never: false
        case .immediately: true
        case .after(let duration): duration <= .zero
        case .at(let date): date <= now
        }
    }

    private static func checked(_ date: Int64) throws(MemcachedError) -> Int64 {
        guard date <= latestDate else {
            throw MemcachedError(.invalidArgument, "memcached's calendar ends in January 2038 (\(latestDate))")
        }
        return date
    }
}
