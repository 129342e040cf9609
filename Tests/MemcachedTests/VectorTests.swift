@testable import Memcached
import Testing

/// Every row of every file of answers of the real clients.
@Suite struct VectorTests {
    @Test(arguments: VectorFile.names)
    func everyAnswerOfTheRealClient(name: String) throws {
        var rows = 0
        for test in try VectorFile(name).cases {
            var distribution = try VectorTests.distribution(of: test)
            distribution.down = test.down
            for row in test.rows {
                let key = distribution.sent(Array((test.callersPrefix + row.key).utf8))
                let server: Int?
                if let number = row.number {
                    let numbered = try #require(distribution as? any NumberedDistribution)
                    server = numbered.server(forNumber: number, key: key.span, log: nil)
                } else {
                    server = distribution.server(for: key.span, log: nil)
                    // What explains a route goes the same way.
                    let explanation = distribution.explanation(for: key)
                    #expect(explanation.server == server)
                    #expect(!explanation.steps.isEmpty)
                }
                #expect(server ?? -1 == row.server, "\(row.key) by \(test.choice) over \(test.servers)")
                rows += 1
            }
        }
        #expect(rows > 300)
    }

    private static func distribution(of test: VectorFile.Case) throws -> any Distribution {
        // An address has no weight of 0; python-memcached's list may.
        if test.weights.contains(0), test.choice.name == "python-memcached" {
            return try PythonMemcachedDistribution(weights: test.weights.map { Int($0) })
        }
        return try test.choice.make(servers: test.servers)
    }

    @Test func thereIsAFileForEveryDistribution() throws {
        let answered = try Set(VectorFile.names.map { try VectorFile($0).distribution })
        #expect(answered == Set(Distributions.all.map { $0.name }))
    }
}
