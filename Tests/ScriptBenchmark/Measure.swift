import CAllocationCount
import Glibc

/// Measures how long a part takes for one statement: the median of many rounds, and how often memory is asked for.
enum Measure {
    static let rounds = 41

    /// `body` does its part for so many statements.
    static func part(_ name: String, _ count: Int, _ body: () -> Void) {
        body()
        var times: [Double] = []
        var allocations: UInt = 0
        for _ in 0..<rounds {
            let before = mcsh_allocation_count()
            let start = now()
            body()
            times.append(Double(now() - start) / Double(count))
            allocations = mcsh_allocation_count() - before
        }
        times.sort()
        let perStatement = Double(allocations) / Double(count)
        row(name, [format(times[0]), format(times[rounds / 2]), format(times[rounds * 9 / 10]), format(perStatement)])
    }

    static func row(_ name: String, _ cells: [String]) {
        let first = name + String(repeating: " ", count: max(0, 44 - name.count))
        print(first + cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined())
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func format(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
}
