import Foundation
import MemcachedTestSupport
import Testing

/// Exactness under speed: long scripts, of which every single answer is known beforehand.
@Suite(.serialized) struct ExactnessTests {
    /// How long the longest script is. `MCSH_TEST_STATEMENTS` says otherwise.
    static let statements =
        ProcessInfo.processInfo.environment["MCSH_TEST_STATEMENTS"].flatMap { Int($0) } ?? 1_000_000

    /// How long a slow machine may take for the longest script, in seconds; what is left of it then is left out.
    /// `MCSH_TEST_SECONDS` says otherwise.
    static let patience =
        ProcessInfo.processInfo.environment["MCSH_TEST_SECONDS"].flatMap { Double($0) } ?? 15

    /// A script, and to whom it is told.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var weights = [1]
        var format = ScriptComparison.Format.plain
        var pieces = ScriptComparison.Pieces.lines
        var arguments: [String] = []
        var keyCount = 300
        /// Its part of ``statements``, and of the time that a slow machine is given.
        var part = 5

        init(_ description: String) { testDescription = description }

        func with(_ change: (inout Case) -> Void) -> Case {
            var changed = self
            change(&changed)
            return changed
        }
    }

    static let cases: [Case] = [
        Case("one server").with { $0.part = 1 },
        Case("one server, cut anywhere").with { $0.pieces = .random },
        Case("three servers").with { $0.weights = [1, 3, 2] },
        Case("three servers, cut anywhere").with {
            $0.weights = [2, 1, 1]
            $0.pieces = .random
        },
        Case("one server, JSON").with {
            $0.format = .json
            $0.part = 10
        },
        Case("three servers, JSON").with {
            $0.weights = [1, 2, 3]
            $0.format = .json
            $0.part = 10
        },
        Case("few keys").with { $0.keyCount = 16 },
        Case("two connections").with { $0.arguments = ["--connections", "2"] },
        Case("two connections to each of three servers, JSON").with {
            $0.weights = [1, 2, 3]
            $0.arguments = ["--connections", "2"]
            $0.format = .json
            $0.part = 10
        },
    ]

    /// What this build cannot be told is left out.
    static let possibleCases: [Case] = {
        let help = (try? Shell.run(["--help"]).text) ?? ""
        return cases.filter { $0.arguments.first.map { help.contains($0) } ?? true }
    }()

    @Test(arguments: possibleCases)
    func everyAnswerIsTheRightOne(of example: Case) throws {
        // Enough memory that nothing is evicted.
        let servers = try example.weights.map { _ in try MemcachedServer(["-m", "1024"]) }
        var comparison = ScriptComparison(
            seed: Seed.make(),
            addresses: servers.map(\.address),
            weights: example.weights,
            count: Self.statements / example.part
        )
        comparison.format = example.format
        comparison.pieces = example.pieces
        comparison.arguments = example.arguments
        comparison.keyCount = example.keyCount
        comparison.seconds = max(4, Self.patience / Double(example.part))
        let report = try comparison.run()
        print(example.testDescription, report)
        #expect(report.statements > 1000)
        for server in servers { server.stop() }
    }

    /// Through a proxy, which does not carry every statement and has no tokens of its own.
    @Test func everyAnswerIsTheRightOneThroughAProxy() throws {
        let proxy = try Twemproxy()
        var comparison = ScriptComparison(
            seed: Seed.make(),
            addresses: [proxy.address],
            weights: [1],
            count: Self.statements / 20
        )
        var contents = RandomScript.Contents(serverCount: 1, format: "plain")
        contents.hasServerStatements = false
        contents.hasPastTimes = false
        contents.hasLargeValues = false
        comparison.contents = contents
        comparison.seconds = 4
        print("proxy", try comparison.run())
        proxy.stop()
    }
}
