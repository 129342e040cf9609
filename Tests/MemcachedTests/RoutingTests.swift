import Foundation
@testable import Memcached
import Testing

@Suite struct PythonMemcachedDistributionTests {
    @Test func theArithmeticIsShown() throws {
        var distribution = try PythonMemcachedDistribution(weights: [1, 2, 3])
        distribution.down = [2]
        let explanation = distribution.explanation(for: Array("a".utf8))
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
        let servers: [ServerAddress] = ["a", "b"]
        let now = try DistributionChoice("python-memcached").make(servers: servers)
        let before = try DistributionChoice("python-memcached:zero=one").make(servers: servers)
        #expect(now.server(for: key.bytes.span, log: nil) == 0)
        #expect(before.server(for: key.bytes.span, log: nil) == 1)
    }

    @Test(arguments: ["nonsense", "python-memcached:x=1", "python-memcached:hash=md5", "python-memcached:hash"])
    func aWrongNameOrOptionIsTold(text: String) {
        let error = #expect(throws: DistributionError.self) { try DistributionChoice(text).make(servers: ["a:1"]) }
        #expect(error?.description.contains("python-memcached") == true || error?.description.contains("crc32") == true)
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
            distribution: try PythonMemcachedDistribution(servers: servers, options: .none),
            retryInterval: .seconds(30)
        )
    }

    @Test func aServerThatIsDownRestsForThirtySeconds() throws {
        var router = try Self.router()
        let start = ContinuousClock.now
        let key: Key = "a"
        let home = router.home(of: key)
        let first = router.route(key, at: start)
        #expect(first == Router.Route(server: home, isRerouted: false))

        let isNews = router.markDown(home, reason: "refused", at: start)
        #expect(isNews)
        let second = router.route(key, at: start + .milliseconds(29_999))
        let other = try #require(second)
        #expect(other.server != home && other.isRerouted)
        // Then it is tried again.
        let third = router.route(key, at: start + .seconds(30))
        #expect(third == Router.Route(server: home, isRerouted: false))

        // Still down: no news, and it rests again.
        let isNewsAgain = router.markDown(home, reason: "refused", at: start + .seconds(30))
        #expect(!isNewsAgain)
        let fourth = router.route(key, at: start + .seconds(59))
        #expect(fourth?.server == other.server)

        let returns = (0...1).map { router.markUp(home, at: start + .seconds(60 + $0)) }
        #expect(returns == [true, false])
        let last = router.route(key, at: start + .seconds(60))
        #expect(last == Router.Route(server: home, isRerouted: false))
    }

    /// Each client's rule for its keys when their server is down, and for how long it is left alone.
    @Test(
        arguments: [
            ("gomemcache", nil, 30_000), ("libmemcached", nil, 2000), ("twemproxy", nil, 30_000),
            ("twemproxy:auto_eject_hosts=1,server_retry_timeout=500", true, 500), ("pymemcache", true, 60_000),
            ("dalli:down_retry_delay=7", true, 7000), ("dalli:failover=0", nil, 30_000),
            ("perl:no_rehash=1", nil, 20_000),
            ("php-memcache", true, 15_000), ("libmemcached:ketama=1,auto_eject_hosts=1", true, 2000),
        ] as [(String, Bool?, Int)]
    )
    func failoverAsTheClientDoesIt(name: String, isRerouted: Bool?, milliseconds: Int) throws {
        let servers: [ServerAddress] = ["a:1", "b:1", "c:1"]
        var router = Router(servers: servers, distribution: try DistributionChoice(name).make(servers: servers))
        #expect(router.retryInterval == .milliseconds(milliseconds))
        let now = ContinuousClock.now
        let keys: [Key] = (0..<300).map { "key:\($0)" }
        let down = 1
        _ = router.markDown(down, reason: "refused", at: now)
        var orphans = 0
        for key in keys {
            let home = router.home(of: key)
            let route = router.route(key, at: now)
            if home == down {
                orphans += 1
                #expect(route?.isRerouted == isRerouted && route?.server != down)
            } else {
                #expect(route == Router.Route(server: home, isRerouted: false))
            }
        }
        #expect(orphans > 30)
        for key in keys {
            let later = router.route(key, at: now + router.retryInterval)
            #expect(later == Router.Route(server: router.home(of: key), isRerouted: false))
        }
    }

    @Test func allDownIsNoRoute() throws {
        var router = try Self.router()
        let now = ContinuousClock.now
        for server in 0..<3 { _ = router.markDown(server, reason: "refused", at: now) }
        let route = router.route("a", at: now)
        #expect(route == nil)
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
        "a:1 ", "a:1 b c", "a:1 b\u{1b}", "a:1:99999999999999999999", "a\u{1b}:1",
        "unix:/" + String(repeating: "x", count: 120),
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
