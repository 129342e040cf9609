import Memcached

/// The keys that completion offers: those of this session, and a sample of those that the servers hold. Bounded.
///
/// A key is found by its beginning in two sorted lists, and in the few that came since these were last sorted; so the
/// work of sorting falls to whoever adds keys, never to a keystroke.
package struct KnownKeys: Sendable {
    package struct Match: Equatable, Sendable {
        package let key: [UInt8]
        /// Whether this session had to do with it; else it is of the sample.
        package let isOwn: Bool
    }

    /// What is known of the keys that begin in some way.
    package struct Matches: Sendable {
        /// The session's, newest first, and then those of the sample in order.
        package var matches: [Match] = []
        /// How many there are in all.
        package var total = 0
        /// Keys among all of them which have no more in common than all have.
        package var extremes: [[UInt8]] = []

        package init() {}
    }

    /// How many are kept, of either kind.
    package let capacity: Int
    /// Sorted; when each was last seen stands at its place in `ages`.
    private var keys: [[UInt8]] = []
    private var ages: [Int] = []
    private var recent: [[UInt8]: Int] = [:]
    private var sample: [[UInt8]] = []
    private var clock = 0
    private static let mostRecent = 1000

    package init(capacity: Int = 100_000) {
        self.capacity = capacity
    }

    package var count: Int { keys.count + recent.count + sample.count }

    /// A key was typed or seen.
    package mutating func note(_ key: [UInt8]) {
        clock += 1
        if let place = place(of: key) {
            ages[place] = clock
            return
        }
        recent[key] = clock
        if recent.count >= KnownKeys.mostRecent { sort() }
    }

    /// Another sample takes the place of the one before; it is sorted, and without keys that stand in it twice.
    package mutating func replaceSample(_ keys: [[UInt8]]) {
        sample = keys.count > capacity ? Array(keys.prefix(capacity)) : keys
    }

    /// The keys that begin so, of which `limit` are told.
    package func matches(_ beginning: some Collection<UInt8>, limit: Int) -> Matches {
        let beginning = Array(beginning)
        var own = recent.filter { $0.key.starts(with: beginning) }.map { (key: $0.key, age: $0.value) }
        let range = KnownKeys.range(of: beginning, in: keys)
        var result = Matches()
        result.total = own.count + range.count
        let newest = own.map(\.key)
        result.extremes += [newest.min(by: KnownKeys.precedes), newest.max(by: KnownKeys.precedes)].compactMap { $0 }
        result.extremes += KnownKeys.ends(of: range).map { keys[$0] }
        var known = Array(ages[range])
        let oldest = known.count > limit ? KnownKeys.nth(limit, newestOf: &known) : 0
        for place in range where ages[place] >= oldest { own.append((key: keys[place], age: ages[place])) }
        own.sort { $0.age > $1.age }
        result.matches = own.prefix(limit).map { Match(key: $0.key, isOwn: true) }
        let sampled = KnownKeys.range(of: beginning, in: sample)
        result.extremes += KnownKeys.ends(of: sampled).map { sample[$0] }
        var doubles = 0
        for index in sampled {
            // All of them need not be looked at to say about how many there are.
            if result.matches.count >= limit { break }
            let isOwn = recent[sample[index]] != nil || place(of: sample[index]) != nil
            if isOwn { doubles += 1 } else { result.matches.append(Match(key: sample[index], isOwn: false)) }
        }
        result.total += sampled.count - doubles
        return result
    }

    /// Of what is sorted, the first and the last have the least in common.
    private static func ends(of range: Range<Int>) -> [Int] {
        range.isEmpty ? [] : [range.lowerBound, range.upperBound - 1]
    }

    // MARK: Sorted lists

    private mutating func sort() {
        let added = recent.sorted { KnownKeys.precedes($0.key, $1.key) }
        recent.removeAll(keepingCapacity: true)
        var merged: (keys: [[UInt8]], ages: [Int]) = ([], [])
        merged.keys.reserveCapacity(keys.count + added.count)
        merged.ages.reserveCapacity(keys.count + added.count)
        var next = added[...]
        for (key, age) in zip(keys, ages) {
            while let first = next.first, KnownKeys.precedes(first.key, key) {
                merged.keys.append(first.key)
                merged.ages.append(first.value)
                next.removeFirst()
            }
            merged.keys.append(key)
            merged.ages.append(age)
        }
        for (key, age) in next {
            merged.keys.append(key)
            merged.ages.append(age)
        }
        (keys, ages) = merged
        if keys.count > capacity { forgetOldest() }
    }

    /// The oldest go, and some more, so that this is not done for every key that comes.
    private mutating func forgetOldest() {
        var known = ages
        let oldest = KnownKeys.nth(capacity - capacity / 10, newestOf: &known)
        let kept = ages.indices.filter { ages[$0] >= oldest }
        keys = kept.map { keys[$0] }
        ages = kept.map { ages[$0] }
    }

    private func place(of key: [UInt8]) -> Int? {
        let place = KnownKeys.first(count: keys.count) { !KnownKeys.precedes(keys[$0], key) }
        return place < keys.count && keys[place] == key ? place : nil
    }

    private static func range(of beginning: [UInt8], in keys: [[UInt8]]) -> Range<Int> {
        let start = first(count: keys.count) { !precedes(keys[$0], beginning) }
        let end = first(count: keys.count) { index in
            !precedes(keys[index], beginning) && !keys[index].starts(with: beginning)
        }
        return start..<max(start, end)
    }

    /// The first index from which on `isSo` holds.
    private static func first(count: Int, _ isSo: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isSo(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The age of the so-manieth newest, found without sorting all of them.
    private static func nth(_ place: Int, newestOf ages: inout [Int]) -> Int {
        guard place > 0, place <= ages.count else { return 0 }
        let target = ages.count - place
        var (low, high) = (0, ages.count - 1)
        while low < high {
            let pivot = ages[(low + high) / 2]
            var (left, right) = (low, high)
            while left <= right {
                while ages[left] < pivot { left += 1 }
                while ages[right] > pivot { right -= 1 }
                guard left <= right else { break }
                ages.swapAt(left, right)
                left += 1
                right -= 1
            }
            if target <= right {
                high = right
            } else if target >= left {
                low = left
            } else {
                break
            }
        }
        return ages[target]
    }

    package static func precedes(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        let count = min(first.count, second.count)
        for index in 0..<count where first[index] != second[index] { return first[index] < second[index] }
        return first.count < second.count
    }
}
