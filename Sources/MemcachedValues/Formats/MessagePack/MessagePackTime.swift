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
        let fraction = CivilTime.fraction(nanoseconds: Int(nanoseconds))
        guard let time = CivilTime(secondsSince1970: Int(seconds)), (0...9999).contains(time.date.year) else {
            return "timestamp \(seconds)\(fraction)"
        }
        return "timestamp \(time.date.text)T\(time.clock)\(fraction)Z"
    }
}
