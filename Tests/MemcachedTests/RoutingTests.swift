import Foundation
@testable import Memcached
import Testing

/// Answers of python-memcached 1.62 itself.
struct PythonVectors: Decodable {
    struct Case: Decodable, Sendable {
        struct Server: Decodable { let weight: Int }

        let servers: [Server]
        let options: [String: String]
        let dead: [Int]
        let rows: [Row]
    }

    /// `[key, server]`, or `[[number, key], server]`.
    struct Row: Decodable, Sendable {
        let key: String
        let number: Int?
        let server: Int

        init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            if var pair = try? row.nestedUnkeyedContainer() {
                number = try pair.decode(Int.self)
                key = try pair.decode(String.self)
            } else {
                number = nil
                key = try row.decode(String.self)
            }
            server = try row.decode(Int.self)
        }
    }

    let cases: [Case]

    static func load() throws -> PythonVectors {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/python_memcached.json")
        return try JSONDecoder().decode(PythonVectors.self, from: Data(contentsOf: file))
    }
}

@Suite struct PythonMemcachedDistributionTests {
    @Test func everyAnswerOfTheRealClient() throws {
        var rows = 0
        for test in try PythonVectors.load().cases {
            let options = test.options["hash"].map { [DistributionOption(key: "hash", value: $0)] } ?? []
            let distribution = try PythonMemcachedDistribution(weights: test.servers.map(\.weight), options: options)
            let prefix = test.options["key_prefix"] ?? ""
            for row in test.rows {
                let isDown = { (server: Int) in test.dead.contains(server) }
                let server =
                    row.number.map { distribution.server(forNumber: $0, isDown: isDown) }
                    ?? distribution.server(for: Key(prefix + row.key), isDown: isDown)
                #expect(server ?? -1 == row.server, "\(prefix + row.key)")
                if row.number == nil {
                    let explanation = distribution.explanation(for: Key(prefix + row.key), isDown: isDown)
                    #expect(explanation.server == server)
                    #expect((1...10).contains(explanation.steps.count))
                }
                rows += 1
            }
        }
        #expect(rows > 1000)
    }

    @Test func theArithmeticIsShown() throws {
        let distribution = try PythonMemcachedDistribution(weights: [1, 2, 3])
        let explanation = distribution.explanation(for: "a") { $0 == 2 }
        #expect(
            explanation.steps.first == "crc32(\"a\") = 0xe8b7be43 -> (>> 16) & 0x7fff = 26807; mod 6 = bucket 5"
        )
        #expect(explanation.steps.count > 1)
        #expect(explanation.steps[1].hasPrefix("crc32(\"268070\")"))
    }

    @Test func sharesAreTheWeights() throws {
        #expect(try PythonMemcachedDistribution(weights: [1, 1, 2]).shares == [0.25, 0.25, 0.5])
    }

    @Test func zeroWasOneBefore160() throws {
        // A key whose number is 0.
        let key = try #require(
            (0..<200_000).map { Key("zz:\($0)") }.first { (CRC32.hash($0.bytes) >> 16) & 0x7fff == 0 }
        )
        let now = try PythonMemcachedDistribution(weights: [1, 1])
        let before = try PythonMemcachedDistribution(
            weights: [1, 1],
            options: [DistributionOption(key: "zero", value: "one")]
        )
        #expect(now.server(for: key) { _ in false } == 0)
        #expect(before.server(for: key) { _ in false } == 1)
    }

    @Test(arguments: ["nonsense", "python-memcached:x=1", "python-memcached:hash=md5", "python-memcached:hash"])
    func aWrongNameOrOptionIsTold(text: String) {
        let error = #expect(throws: DistributionError.self) { try Distributions.make(text, servers: ["a:1"]) }
        #expect(error?.description.isEmpty == false)
    }

    /// Published check values of CRC-32.
    @Test func crc32() {
        #expect(CRC32.hash("123456789".utf8) == 0xcbf4_3926)
        #expect(CRC32.hash("".utf8) == 0)
        #expect(CRC32.hash("The quick brown fox jumps over the lazy dog".utf8) == 0x414f_a339)
    }
}

@Suite struct RouterTests {
    static func router() throws -> Router {
        let servers: [ServerAddress] = ["a:1", "b:1", "c:1"]
        return Router(
            servers: servers,
            distribution: try PythonMemcachedDistribution(servers: servers, options: []),
            retryInterval: .seconds(30)
        )
    }

    @Test func aServerThatIsDownRestsForThirtySeconds() throws {
        var router = try Self.router()
        let start = ContinuousClock.now
        let key: Key = "a"
        let home = router.home(of: key)
        #expect(router.route(key, at: start) == Router.Route(server: home, isRerouted: false))

        let isNews = router.markDown(home, reason: "refused", at: start)
        #expect(isNews)
        let other = try #require(router.route(key, at: start + .milliseconds(29_999)))
        #expect(other.server != home && other.isRerouted)
        // Then it is tried again.
        #expect(router.route(key, at: start + .seconds(30)) == Router.Route(server: home, isRerouted: false))

        // Still down: no news, and it rests again.
        let isNewsAgain = router.markDown(home, reason: "refused", at: start + .seconds(30))
        #expect(!isNewsAgain)
        #expect(router.route(key, at: start + .seconds(59))?.server == other.server)

        let returns = (0...1).map { router.markUp(home, at: start + .seconds(60 + $0)) }
        #expect(returns == [true, false])
        #expect(router.route(key, at: start + .seconds(60)) == Router.Route(server: home, isRerouted: false))
    }

    @Test func allDownIsNoRoute() throws {
        var router = try Self.router()
        let now = ContinuousClock.now
        for server in 0..<3 { _ = router.markDown(server, reason: "refused", at: now) }
        #expect(router.route("a", at: now) == nil)
    }
}

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("cache", "cache:11211", 1), ("cache:1234", "cache:1234", 1), ("cache:1234:5", "cache:1234", 5),
        ("[::1]:11211", "[::1]:11211", 1), ("[::1]", "[::1]:11211", 1), ("[2001:db8::1]:1:2", "[2001:db8::1]:1", 2),
        ("unix:/tmp/m.sock", "unix:/tmp/m.sock", 1), ("unix:/tmp/m.sock:3", "unix:/tmp/m.sock", 3),
    ])
    func written(text: String, description: String, weight: Int) throws {
        let server = try ServerAddress(parsing: text)
        #expect("\(server)" == description)
        #expect(server.weight == weight)
    }

    @Test(arguments: [
        "", ":1", "a:0", "a:65536", "a:x", "a:1:0", "a:1:-1", "a:1:x", "a:1:2:3", "::1", "[::1", "[::1]x", "unix:",
        "unix:x",
        "a b:1", "a:1:99999999999999999999", "a\u{1b}:1", "unix:/" + String(repeating: "x", count: 120),
    ])
    func wrong(text: String) {
        #expect(throws: ServerAddress.ParseError.self) { try ServerAddress(parsing: text) }
    }

    @Test func lists() throws {
        #expect(
            try ServerAddress.list(parsing: [" a:1 , b:2:3,", "c"]).map(\.description) == ["a:1", "b:2", "c:11211"]
        )
        #expect(throws: ServerAddress.ParseError.self) { try ServerAddress.list(parsing: [" , "]) }
        #expect(throws: ServerAddress.ParseError.self) { try ServerAddress.list(parsing: ["a:1", "b", "a:1"]) }
    }
}
