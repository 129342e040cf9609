import CAllocationCount
import Glibc
import Memcached

/// What it costs to find the server of a key: nanoseconds as a distribution over batches of keys, and allocations.
///
/// 50 servers, and rings of 160 points each; keys as applications name them. A number that is not 0 in the column of
/// allocations ends the program with an error: that one is a promise, the times are not.
@main
enum RoutingBenchmark {
    static let choices = [
        "python-memcached", "gomemcache", "libmemcached", "libmemcached:ketama=1", "libmemcached:ketama_weighted=1",
        "twemproxy", "twemproxy:hash=md5", "dalli", "spymemcached", "spymemcached:locator=CONSISTENT", "php-memcache",
        "perl", "perl-fast:ketama_points=160", "memcached-proxy", "memcached-proxy:dist=ring", "mcrouter", "pymemcache",
    ]
    static let keys: [[UInt8]] = (0..<10_000).map { Array("user:\($0 * 7919):profile".utf8) }
    static let batchSize = 100
    static let rounds = 100

    static func main() {
        var isClean = true
        print(row("50 servers, \(keys[5000].count)-byte keys", ["min", "median", "p90", "p99", "ns", "allocations"]))
        for choice in choices {
            guard let distribution = try? DistributionChoice(choice).make(servers: servers(50)) else { continue }
            let (times, allocations) = measure(distribution)
            let cells = [0.0, 0.5, 0.9, 0.99].map { place in format(times[Int(Double(times.count - 1) * place)]) }
            print(row(choice, cells + ["", "\(allocations)"]))
            if allocations > 0 { isClean = false }
        }
        print("\n" + row("10,000 servers: to make it", ["", "", "", "", "ms"]))
        let many = servers(10_000)
        for choice in ["python-memcached", "libmemcached:ketama_weighted=1", "twemproxy", "dalli", "php-memcache"] {
            let start = now()
            guard let distribution = try? DistributionChoice(choice).make(servers: many) else { continue }
            let time = Double(now() - start) / 1e6
            print(row(choice, ["", "", "", "", format(time)]))
            if distribution.shares.count != many.count { exit(1) }
        }
        exit(isClean ? 0 : 1)
    }

    static func servers(_ count: Int) -> [ServerAddress] {
        (0..<count).compactMap { try? ServerAddress(parsing: "10.\($0 / 65536).\($0 / 256 % 256).\($0 % 256):11211") }
    }

    /// Nanoseconds for a key, sorted: one number for each batch. And how often memory was asked for, all in all.
    static func measure(_ distribution: any Distribution) -> (times: [Double], allocations: UInt) {
        var times = Array(repeating: 0.0, count: rounds * keys.count / batchSize)
        let keys = keys
        var sum = 0
        for key in keys { sum &+= distribution.server(for: key.span, log: nil) ?? 0 }
        let before = mcsh_allocation_count()
        var batch = 0
        for _ in 0..<rounds {
            var index = 0
            while index < keys.count {
                let start = now()
                for offset in index..<index + batchSize {
                    let key = keys[offset]
                    sum &+= distribution.server(for: key.span, log: nil) ?? 0
                }
                times[batch] = Double(now() - start) / Double(batchSize)
                batch += 1
                index += batchSize
            }
        }
        let allocations = mcsh_allocation_count() - before
        // So that nothing of it is left out.
        if sum == .min { print(sum) }
        return (times.sorted(), allocations)
    }

    static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func format(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }

    static func row(_ name: String, _ cells: [String]) -> String {
        let first = name + String(repeating: " ", count: max(0, 36 - name.count))
        return first + cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined()
    }
}
