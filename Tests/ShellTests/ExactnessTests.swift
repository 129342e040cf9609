import Foundation
import MemcachedTestSupport
import Testing

/// Exactness under speed: long scripts, of which every single answer is known beforehand.
@Suite(.serialized) struct ExactnessTests {
    /// How long a script is. `MCSH_TEST_STATEMENTS` says otherwise; a slow machine does as many as it can in the time.
    static let statements =
        ProcessInfo.processInfo.environment["MCSH_TEST_STATEMENTS"].flatMap { Int($0) } ?? 200_000

    /// Enough memory that nothing is evicted.
    static func startServers(_ count: Int) throws -> [MemcachedServer] {
        try (0..<count).map { _ in try MemcachedServer(["-m", "1024"]) }
    }

    @Test func oneServer() throws {
        let servers = try Self.startServers(1)
        let comparison = ScriptComparison(
            seed: Seed.make(),
            addresses: servers.map(\.address),
            weights: [1],
            count: Self.statements
        )
        let report = try comparison.run()
        print(report)
        for server in servers { server.stop() }
    }
}
