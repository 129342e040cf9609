package import Memcached

/// When an item ends by time, by our own clock.
package enum ItemEnd: Sendable, Equatable {
    case never
    case at(ContinuousClock.Instant)

    /// More than any server counts, in seconds.
    private static let longest = Int64(UInt32.max)

    /// What a server told a moment ago, in seconds; negative for never. What is told is alive, so that less than a second is
    /// some time as well.
    package init(secondsLeft: Int64, at now: ContinuousClock.Instant = .now) {
        self = secondsLeft < 0 ? .never : .at(now + .seconds(min(max(1, secondsLeft), ItemEnd.longest)))
    }

    /// Servers count in whole seconds, and so do we when we ask.
    private static let slack = Duration.seconds(2)

    func isAbout(_ other: ItemEnd) -> Bool {
        switch (self, other) {
        case (.never, .never): true
        case (.at(let one), .at(let two)): (one - ItemEnd.slack...one + ItemEnd.slack).contains(two)
        default: false
        }
    }

    /// To the nearest one, as it is shown; -1 for ever.
    func secondsLeft(at now: ContinuousClock.Instant) -> Int64 {
        guard case .at(let end) = self else { return -1 }
        let left = (end - now).components
        return max(0, left.attoseconds >= 500_000_000_000_000_000 ? left.seconds + 1 : left.seconds)
    }

    /// The time that is left, as an item is given it; `nil` if none is left, and only then.
    package func expiry(at now: ContinuousClock.Instant) -> Expiry? {
        guard case .at(let end) = self else { return .never }
        let left = end - now
        if left <= .zero { return nil }
        // A part of a second counts as one, by which what ends with memcached's calendar would end after it.
        let expiry = Expiry.after(left)
        return (try? expiry.exptime(now: UnixTime.now)) == nil ? .at(unixTime: Expiry.latestDate) : expiry
    }

    /// The same, as it is sent.
    func exptime(at now: ContinuousClock.Instant) -> Int64? {
        expiry(at: now).map { (try? $0.exptime(now: UnixTime.now)) ?? Expiry.latestDate }
    }
}
