import Glibc
import Memcached
import NIOCore

/// What the library costs where it is used: many tasks on one client, one task, a batch, many keys of several servers;
/// and beside it what the same commands cost when each is written, flushed and awaited by itself.
///
/// All in turn, several rounds, with the servers on the same machine. `library-benchmark SECONDS [NAME]` measures so long
/// each, and only what has NAME in its name.
@main
enum LibraryBenchmark {
    static let tasks = 64
    static let batchSize = 10_000
    static let keyCount = 100_000
    static let value = String(repeating: "v", count: 32)

    struct Measurement {
        let name: String
        /// Does what is measured until the time is up, and returns how many commands or keys that were.
        let run: (_ until: ContinuousClock.Instant) async throws -> Int
        var rates: [Double] = []
        /// Microseconds of processor time for each, here and in the servers.
        var own: [Double] = []
        var servers: [Double] = []
    }

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let seconds = arguments.first.flatMap { Double($0) } ?? 0.5
        let filter = arguments.dropFirst().first ?? ""
        let servers = try (0..<3).map { _ in try OwnServer() }
        defer { for server in servers { server.stop() } }
        let addresses = try servers.map { try ServerAddress(parsing: "127.0.0.1:\($0.port)") }
        let flushing = try await FlushPerCommand.connect(port: servers[0].port)
        try await withMemcached(Array(addresses.prefix(1))) { one in
            try await withMemcached(addresses) { three in
                let all = try await measurements(one, three, flushing)
                let chosen = all.filter { filter.isEmpty || $0.name.contains(filter) }
                report(try await measure(chosen, servers: servers, for: seconds))
            }
        }
        try await flushing.close()
    }

    static func measurements(
        _ one: MemcachedClient,
        _ three: MemcachedClient,
        _ flushing: FlushPerCommand
    ) async throws -> [Measurement] {
        let keys = (0..<keyCount).map { Key("user:\($0 * 7919):profile") }
        for client in [one, three] {
            var filling = client.batch()
            for key in keys { filling.set(key, to: value) }
            for result in await filling.send() { _ = try result.get() }
        }
        var batch = one.batch()
        for key in keys.prefix(batchSize) { batch.get(key) }
        let few = Array(keys.prefix(1000))
        return [
            Measurement(name: "\(tasks) tasks, get") { end in
                try await inTasks { try await repeated(few, $0, until: end) { try await one.get($0) } }
            },
            Measurement(name: "\(tasks) tasks, a flush for each") { end in
                try await inTasks { try await repeated(few, $0, until: end) { try await flushing.get($0) } }
            },
            Measurement(name: "1 task, get") { end in
                try await repeated(few, 0, until: end) { try await one.get($0) }
            },
            Measurement(name: "1 task, a flush for each") { end in
                try await repeated(few, 0, until: end) { try await flushing.get($0) }
            },
            Measurement(name: "batch of \(batchSize) gets") { [batch] end in
                var count = 0
                repeat {
                    for result in await batch.send() {
                        guard case .item = try result.get() else { throw Missing() }
                        count += 1
                    }
                } while ContinuousClock.now < end
                return count
            },
            Measurement(name: "get of \(keyCount) keys, 3 servers") { end in
                var count = 0
                repeat {
                    guard try await three.get(keys).count == keyCount else { throw Missing() }
                    count += keyCount
                } while ContinuousClock.now < end
                return count
            },
        ]
    }

    struct Missing: Error {}

    static func inTasks(_ body: @escaping @Sendable (Int) async throws -> Int) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<tasks { group.addTask { try await body(number) } }
            return try await group.reduce(0, +)
        }
    }

    @concurrent
    static func repeated(
        _ keys: [Key],
        _ first: Int,
        until end: ContinuousClock.Instant,
        _ get: @Sendable (Key) async throws -> Item?
    ) async throws -> Int {
        var count = 0
        repeat {
            // A clock is looked at seldom, so that it is not what is measured.
            for _ in 0..<50 {
                guard try await get(keys[(first * 31 + count) % keys.count]) != nil else { throw Missing() }
                count += 1
            }
        } while ContinuousClock.now < end
        return count
    }

    static func measure(
        _ measurements: [Measurement],
        servers: [OwnServer],
        for seconds: Double
    ) async throws -> [Measurement] {
        var measurements = measurements
        // The first round warms up.
        for round in 0...7 {
            for index in measurements.indices {
                let (own, others) = (processorTime, servers.map(\.processorTime).reduce(0, +))
                let start = ContinuousClock.now
                let count = Double(try await measurements[index].run(start + .seconds(seconds)))
                let time = (ContinuousClock.now - start) / .seconds(1)
                guard round > 0 else { continue }
                measurements[index].rates.append(count / time)
                measurements[index].own.append((processorTime - own) / count * 1e6)
                measurements[index].servers.append(
                    (servers.map(\.processorTime).reduce(0, +) - others) / count * 1e6
                )
            }
        }
        return measurements
    }

    static func report(_ measurements: [Measurement]) {
        print(row("", ["a second", "lowest", "highest", "own µs", "servers' µs"]))
        for measurement in measurements {
            let rates = measurement.rates.sorted()
            print(
                row(
                    measurement.name,
                    [
                        "\(Int(median(rates)))", "\(Int(rates[0]))", "\(Int(rates[rates.count - 1]))",
                        format(median(measurement.own)), format(median(measurement.servers)),
                    ]
                )
            )
        }
        for subject in ["\(tasks) tasks", "1 task"] {
            let rates = measurements.filter { $0.name.hasPrefix(subject) }.map { median($0.rates) }
            if rates.count == 2 { print("\(subject): \(format(rates[0] / rates[1])) times a flush for each") }
        }
    }

    /// What this process has used so far, in seconds.
    static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func median(_ numbers: [Double]) -> Double { numbers.sorted()[numbers.count / 2] }

    static func format(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }

    static func row(_ name: String, _ cells: [String]) -> String {
        let first = name + String(repeating: " ", count: max(0, 36 - name.count))
        return first + cells.map { String(repeating: " ", count: max(0, 14 - $0.count)) + $0 }.joined()
    }
}
