/// What becomes of an item while somebody watches it: it is told what each look saw, and says what there is to tell.
package struct KeyWatch: Sendable {
    /// An item at one look.
    package struct Sight: Sendable, Equatable {
        /// `nil` if it was not read: what is large, or has not changed.
        package var value: [UInt8]?
        package var flags: UInt32?
        package let token: UInt64
        /// Of the whole item, in bytes, where the value was not read.
        package var itemSize: UInt64?
        /// `nil` where the server does not tell it for sure.
        var end: ItemEnd?

        init(value: [UInt8]? = nil, flags: UInt32? = nil, token: UInt64, itemSize: UInt64? = nil, end: ItemEnd?) {
            self.value = value
            self.flags = flags
            self.token = token
            self.itemSize = itemSize
            self.end = end
        }

        fileprivate func completed(from before: Sight?, withEnd: Bool) -> Sight {
            Sight(
                value: value ?? before?.value,
                flags: flags ?? before?.flags,
                token: token,
                itemSize: itemSize,
                end: end ?? (withEnd ? before?.end : nil)
            )
        }
    }

    package enum Look: Sendable {
        case absent
        /// And what a person needs to know of the look itself, if there is something.
        case item(Sight, note: String?)
        case failed(Failure)

        package var note: String? { if case .item(_, let note) = self { note } else { nil } }
    }

    /// The last that was seen, while there was an answer.
    private(set) var last: Sight?
    private var hasBegun = false
    private(set) var isLost = false
    /// How often something became of the item.
    package private(set) var changes = 0

    /// A value is read for the difference to be shown, up to this size in bytes.
    static let largestValue: UInt64 = 1 << 20

    package init() {}

    /// Whether an item has to be read to know what became of it. A server that was started again gives the same tokens to
    /// other items, and one that gives none tells nothing by them.
    func wantsValue(token: UInt64, itemSize: UInt64) -> Bool {
        if itemSize > KeyWatch.largestValue { return false }
        guard let last, !isLost else { return true }
        return token != last.token || token == 0
    }

    package mutating func take(_ look: Look, at now: ContinuousClock.Instant) -> WatchEvent? {
        switch look {
        case .failed(let failure):
            if isLost { return nil }
            isLost = true
            return WatchEvent(kind: .lost, failure: failure)
        case .absent: return take(nil, at: now)
        case .item(let sight, _): return take(sight, at: now)
        }
    }

    private mutating func take(_ sight: Sight?, at now: ContinuousClock.Instant) -> WatchEvent? {
        let before = last
        let change = change(to: sight, at: now)
        // What was not read again is what it was.
        let isSame = change == nil || change == .touched
        let sight = isSame ? sight?.completed(from: before, withEnd: change == nil) : sight
        last = sight
        defer {
            hasBegun = true
            isLost = false
        }
        if !hasBegun { return WatchEvent(kind: sight == nil ? .none : .there, sight: sight) }
        if change != nil { changes += 1 }
        if isLost { return WatchEvent(kind: .back, sight: sight, before: before) }
        return change.map { WatchEvent(kind: $0, sight: sight, before: before) }
    }

    private func change(to sight: Sight?, at now: ContinuousClock.Instant) -> WatchEvent.Kind? {
        switch (last, sight) {
        case (nil, nil): return nil
        case (nil, .some): return .stored
        case (let last?, nil):
            guard case .at(let end)? = last.end, end <= now + .seconds(1) else { return .gone }
            return .expired
        case (let last?, let sight?):
            if sight.token != last.token { return .changed }
            if let value = sight.value, let old = last.value, value != old || sight.flags != last.flags {
                return .changed
            }
            return isTouched(last.end, sight.end, at: now) ? .touched : nil
        }
    }

    /// Whether an item ends at another time than it was to. Where a server does not tell "never" from the last second, the
    /// time is not known.
    private func isTouched(_ old: ItemEnd?, _ new: ItemEnd?, at now: ContinuousClock.Instant) -> Bool {
        switch (old, new) {
        case (let old?, let new?): return !old.isAbout(new)
        case (.at(let end), nil): return end > now + .seconds(3)
        default: return false
        }
    }
}

/// Something to tell of an item that is watched.
package struct WatchEvent: Sendable {
    /// The raw value is its word.
    package enum Kind: String, Sendable, CaseIterable {
        /// How it is at the beginning.
        case there, none
        case stored, changed, touched, gone, expired
        /// Its server does not answer; it answers again.
        case lost, back
    }

    package let kind: Kind
    /// The item as it is now; `nil` if there is none.
    package var sight: KeyWatch.Sight?
    package var before: KeyWatch.Sight?
    package var failure: Failure?
}
