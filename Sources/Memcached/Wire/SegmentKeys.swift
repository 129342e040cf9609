/// Which keys a line of `get`, and the changes behind it, name already. The line may name none of them again: a miss is told
/// by silence, so if the item came or went between the two, nobody could say which of them the one value belongs to; and
/// what is asked for behind a change must see it.
struct SegmentKeys: Sendable {
    /// Open addressing by hash, the line's number in the upper half: nothing has to be cleared for a new line.
    private var slots: [UInt64] = []
    private var line: UInt64 = 0
    private var count = 0

    private static let slotCount = 2048

    mutating func removeAll() {
        if slots.isEmpty { slots = Array(repeating: 0, count: SegmentKeys.slotCount) }
        line += 1
        count = 0
        if line > UInt64(UInt32.max) {
            slots = Array(repeating: 0, count: SegmentKeys.slotCount)
            line = 1
        }
    }

    /// Notes a key, if there is room for it; that it was there already is all right.
    mutating func note(_ key: Span<UInt8>) -> Bool { insert(key) || count < SegmentKeys.slotCount / 2 }

    /// Whether the key is new, and there is room for it.
    @discardableResult
    mutating func insert(_ key: Span<UInt8>) -> Bool {
        guard count < SegmentKeys.slotCount / 2 else { return false }
        let hash = FNV.fnv1a_32(key)
        let entry = line << 32 | UInt64(hash)
        var slot = Int(hash ^ hash >> 16) & (SegmentKeys.slotCount - 1)
        while slots[slot] >> 32 == line {
            // Another key with the same hash begins a new line as well; that is rare, and does no harm.
            if slots[slot] == entry { return false }
            slot = (slot + 1) & (SegmentKeys.slotCount - 1)
        }
        slots[slot] = entry
        count += 1
        return true
    }
}
