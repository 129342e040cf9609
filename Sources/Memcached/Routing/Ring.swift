/// Points on a circle of 32-bit numbers, each of a server.
///
/// A search begins where an index by the leading bits of the number points to: on average it looks at two points,
/// however many there are.
struct Ring: Sendable {
    struct Point: Sendable {
        let value: UInt32
        let server: Int32

        init(_ value: UInt32, server: Int) {
            self.value = value
            self.server = Int32(server)
        }
    }

    /// The most points or buckets that are made: at 8 bytes each, memory that a shell can spare.
    static let maximumCount = 1 << 24

    /// In the order of the circle.
    private let points: [Point]
    /// For each beginning of a number, the first point that is not before it.
    private let starts: [Int32]
    private let shift: UInt32

    var count: Int { points.count }
    var isEmpty: Bool { points.isEmpty }

    /// A ring of points that stand in the order in which equal ones are to be tried.
    init(_ unordered: [Point]) {
        // The place in the list decides between equals, as a stable sort would.
        let keys = unordered.enumerated().map { UInt64($1.value) << 32 | UInt64($0) }.sorted()
        let points = keys.map { unordered[Int($0 & 0xffff_ffff)] }
        var bits: UInt32 = 1
        while bits < 24, 1 << bits < points.count { bits += 1 }
        shift = 32 - bits
        var starts: [Int32] = []
        starts.reserveCapacity(1 << bits)
        var next = 0
        for start in 0..<(1 << Int(bits)) {
            while next < points.count, points[next].value >> shift < start { next += 1 }
            starts.append(Int32(next))
        }
        self.points = points
        self.starts = starts
    }

    /// The place of the first point that is not before a number; past the last point, that of the first.
    ///
    /// The ring must not be empty.
    func firstPoint(notBefore number: UInt32) -> Int {
        var index = Int(starts[Int(number >> shift)])
        while index < points.count, points[index].value < number { index += 1 }
        return index == points.count ? 0 : index
    }

    /// The place of the last point that is not after a number; before the first point, that of the last.
    ///
    /// The ring must not be empty.
    func lastPoint(notAfter number: UInt32) -> Int {
        var index = Int(starts[Int(number >> shift)])
        while index < points.count, points[index].value <= number { index += 1 }
        return index == 0 ? points.count - 1 : index - 1
    }

    subscript(index: Int) -> Point { points[index] }

    /// The server of the first point that is not before a number; `nil` if the ring is empty.
    func server(atOrAfter number: UInt32, log: RouteLog?) -> Int? {
        if isEmpty { return nil }
        let place = firstPoint(notBefore: number)
        log?.complete(describe(place, "the next ring point"))
        return Int(points[place].server)
    }

    /// The server of the last point that is not after a number; `nil` if the ring is empty.
    func server(atOrBefore number: UInt32, log: RouteLog?) -> Int? {
        if isEmpty { return nil }
        let place = lastPoint(notAfter: number)
        log?.complete(describe(place, "the ring point before it"))
        return Int(points[place].server)
    }

    private func describe(_ place: Int, _ relation: String) -> String {
        "\(relation) is \(RouteLog.hexadecimal(points[place].value)), number \(place + 1) of \(count)"
    }

    /// Refuses weights that would need more points or buckets than memory should be spent on.
    static func checkSize(_ weights: [Int], pointsPerWeight: Int = 1) throws(DistributionError) {
        var total = 0
        for weight in weights {
            let (count, overflow) = weight.multipliedReportingOverflow(by: pointsPerWeight)
            total += overflow ? maximumCount + 1 : min(count, maximumCount + 1)
            guard total <= maximumCount else {
                throw DistributionError(
                    "the weights are too large: they ask for more than \(maximumCount) points on the ring; "
                        + "divide all of them by the same number"
                )
            }
        }
    }

    // MARK: Shares

    /// Which of two neighbouring points a number between them belongs to.
    enum Owner { case next, previous }

    /// The part of the numbers below `2^bits` that leads to each server.
    func shares(serverCount: Int, bits: Int = 32, owner: Owner = .next) -> [Double] {
        var shares = Array(repeating: 0.0, count: serverCount)
        guard let first = points.first, let last = points.last else { return shares }
        let end = Double(UInt64(1) << UInt64(bits))
        func add(_ from: Double, _ to: Double, _ server: Int32) {
            let length = min(to, end) - min(from, end)
            if length > 0 { shares[Int(server)] += length / end }
        }
        // Numbers as half-open intervals: a point that owns what is before it owns its own number too.
        let offset = owner == .next ? 1.0 : 0.0
        var start = 0.0
        var previous = owner == .next ? first.server : last.server
        for point in points {
            let value = Double(point.value) + offset
            add(start, value, owner == .next ? point.server : previous)
            start = max(start, value)
            previous = point.server
        }
        add(start, 4_294_967_296, owner == .next ? first.server : last.server)
        return shares
    }
}
