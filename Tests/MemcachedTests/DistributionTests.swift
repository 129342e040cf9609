@testable import Memcached
import Testing

/// What holds for every distribution, and what some of them promise besides.
@Suite struct DistributionTests {
    static let servers: [ServerAddress] = (1...5).map { number in
        let address = try? ServerAddress(parsing: "10.0.0.\(number):11211:\(number)")
        return address ?? "10.0.0.9"
    }
    static let equalServers: [ServerAddress] = servers.map { server in
        (try? ServerAddress(server.endpoint)) ?? server
    }
    static let keys: [[UInt8]] = (0..<20_000).map { Array("user:\($0 * 7919):profile".utf8) }

    /// Those that spread keys as the weights say.
    static let faithful = [
        "python-memcached", "python-memcached:hash=crc32", "gomemcache", "perl", "perl-fast",
        "twemproxy:distribution=modula",
        "php-memcache:hash_strategy=standard",
    ]
    /// Those that spread them evenly, whatever the weights.
    static let even = [
        "libmemcached", "pylibmc:hash=md5", "php-memcached", "pymemcache", "spymemcached", "memcached-proxy",
        "mcrouter",
    ]
    /// Those whose shares depend on where points happen to fall.
    static let rings = [
        "libmemcached:ketama=1", "libmemcached:ketama_weighted=1", "libmemcached:hash=crc,ketama=1", "twemproxy",
        "twemproxy:hash=md5", "dalli", "spymemcached:locator=CONSISTENT", "spymemcached:locator=ketama,hash=CRC_HASH",
        "spymemcached:locator=CONSISTENT,weighted=true", "php-memcache", "perl-fast:ketama_points=150",
        "memcached-proxy:dist=ring", "mcrouter:hash=WeightedCh3,weights=0.2:0.4:0.6:0.8:1",
    ]

    static func counts(_ distribution: any Distribution, of count: Int) throws -> [Int] {
        var counts = Array(repeating: 0, count: count)
        for key in keys {
            let server = try #require(distribution.server(of: key))
            try #require(counts.indices.contains(server))
            counts[server] += 1
        }
        return counts
    }

    @Test(arguments: faithful + even + rings)
    func sharesAreWhatKeysShow(name: String) throws {
        let distribution = try DistributionChoice(name).make(servers: Self.servers)
        let shares = distribution.shares
        #expect(shares.count == 5)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
        for (count, share) in zip(try Self.counts(distribution, of: 5), shares) {
            #expect(abs(Double(count) / Double(Self.keys.count) - share) < 0.01)
        }
    }

    @Test(arguments: faithful)
    func sharesAreTheWeights(name: String) throws {
        let distribution = try DistributionChoice(name).make(servers: Self.servers)
        for (index, count) in try Self.counts(distribution, of: 5).enumerated() {
            #expect(abs(Double(count) / Double(Self.keys.count) - Double(index + 1) / 15) < 0.01)
        }
    }

    @Test(arguments: even)
    func sharesAreEven(name: String) throws {
        let distribution = try DistributionChoice(name).make(servers: Self.servers)
        for count in try Self.counts(distribution, of: 5) {
            #expect(abs(Double(count) / Double(Self.keys.count) - 0.2) < 0.01)
        }
    }

    /// Consistent hashing: whoever goes takes along only the keys that it had.
    @Test(arguments: [
        "libmemcached:ketama=1", "libmemcached:hash=md5,distribution=consistent", "pylibmc:ketama=1", "pymemcache",
        "dalli",
        "spymemcached:locator=CONSISTENT", "php-memcache", "perl-fast:ketama_points=150", "memcached-proxy:dist=ring",
        "libmemcached:ketama_weighted=1", "twemproxy",
    ])
    func aRemovalMovesOnlyTheKeysOfTheRemovedServer(name: String) throws {
        let whole = try DistributionChoice(name).make(servers: Self.equalServers)
        let kept = [0, 1, 3, 4]
        let rest = try DistributionChoice(name).make(servers: kept.map { Self.equalServers[$0] })
        var moved = 0
        for key in Self.keys {
            let before = whole.server(of: key)
            let after = rest.server(of: key).map { kept[$0] }
            if before == 2 { moved += 1 } else { #expect(before == after) }
        }
        #expect(moved > Self.keys.count / 20)
    }

    /// With servers down, a key stays where it is, or goes to one that is up, or nowhere.
    @Test(
        arguments: faithful + even + rings + [
            "twemproxy:auto_eject_hosts=1", "libmemcached:ketama=1,auto_eject_hosts=1",
        ]
    )
    func withServersDown(name: String) throws {
        let whole = try DistributionChoice(name).make(servers: Self.servers)
        var diminished = whole
        diminished.down = [1, 4]
        var strays = 0
        for key in Self.keys.prefix(3000) {
            let home = whole.server(of: key)
            let now = diminished.server(of: key)
            let isHomeDown = home == 1 || home == 4
            if whole.movesKeys {
                // spymemcached asks the key's own server when all its tries are down.
                #expect(now != 1 && now != 4 || now == home && name.hasPrefix("spymemcached"))
                if !isHomeDown, !name.contains("eject") { #expect(now == home) }
            } else {
                #expect(now == home || now == nil && isHomeDown)
            }
            if now != home { strays += 1 }
        }
        #expect((strays > 0) == whole.movesKeys)
        // When they are back, all is as before.
        diminished.down = []
        for key in Self.keys.prefix(1000) {
            #expect(diminished.server(of: key) == whole.server(of: key))
        }
    }

    /// Bytes of any kind, of any length that a caller may pass.
    @Test(arguments: faithful + even + rings + ["memcached-proxy:filter=tags,filter_conf={}", "twemproxy:hash_tag=$$"])
    func anyBytesHaveAServer(name: String) throws {
        var generator = SplitMix(seed: 42)
        let distribution = try DistributionChoice(name).make(servers: Self.servers)
        for length in Array(0...70) + [127, 128, 129, 240, 241, 250, 251, 1024, 1025, 5000] {
            let key = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let server = try #require(distribution.server(of: key))
            #expect((0..<5).contains(server))
            #expect(distribution.explanation(for: key).server == server)
        }
    }

    @Test func onlyOneServer() throws {
        for type in Distributions.all {
            let distribution = try DistributionChoice(type.name).make(servers: ["a:1"])
            #expect(distribution.server(of: Array("k".utf8)) == 0)
            #expect(distribution.shares == [1])
        }
    }

    // MARK: Options

    @Test(arguments: [
        ("twemproxy:hash=sha", "one of one_at_a_time, md5, crc16"),
        ("twemproxy:hsh=md5", "distribution, hash, hash_tag"),
        ("twemproxy:hash_tag={", "two characters"), ("gomemcache:hash=md5", "gomemcache has none"),
        ("nonsense", "python-memcached, libmemcached, pylibmc, php-memcached, twemproxy, pymemcache, dalli"),
        ("perl-fast:ketama_points=-1", "from 0 to"), ("perl-fast:weights=1:2", "2 numbers for 3 servers"),
        ("perl-fast:weights=0:0:0", "too little"), ("perl-fast:weights=a", "decimal number"),
        ("mcrouter:hash=WeightedCh3,weights=2", "from 0 to 1"), ("mcrouter:weights=1", "hash=WeightedCh3"),
        ("memcached-proxy:filter=stop", "filter_conf"), ("dalli:failover=perhaps", "true or false"),
        ("dalli:namespace=a b", "puts before every key: a key cannot hold a blank"),
        ("libmemcached:servers=3", "without a value"), ("spymemcached:hash=MD5", "NATIVE_HASH, KETAMA_HASH"),
    ])
    func wrongOptionsListTheRightOnes(text: String, words: String) {
        let error = #expect(throws: DistributionError.self) {
            try DistributionChoice(text).make(servers: ["a", "b", "c"])
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func optionsAreReadInWhateverCase() throws {
        let servers: [ServerAddress] = ["a", "b", "c"]
        let plain = try DistributionChoice("php-memcached:OPT_HASH=HASH_MD5").make(servers: servers)
        let other = try DistributionChoice("PHP-Memcached:opt_hash=hash_md5").make(servers: servers)
        for key in Self.keys.prefix(100) {
            #expect(plain.server(of: key) == other.server(of: key))
        }
        #expect("\(DistributionChoice("dalli:namespace=app,failover"))" == "dalli:namespace=app,failover")
    }

    /// Each client's own prefix is sent; whether it is hashed is the client's rule.
    @Test(arguments: [
        ("libmemcached:namespace=ns:", false), ("libmemcached:namespace=ns:,hash_with_prefix_key=1", true),
        ("pymemcache:key_prefix=ns:", false), ("dalli:namespace=ns", true), ("perl:namespace=ns:", false),
        ("perl-fast:namespace=ns:", false), ("perl-fast:namespace=ns:,hash_namespace=1", true),
        ("php-memcached:OPT_PREFIX_KEY=ns:", false), ("pylibmc:namespace=ns:", false),
    ])
    func namespaces(name: String, isHashed: Bool) throws {
        let bare = try DistributionChoice(String(name.prefix { $0 != ":" })).make(servers: Self.equalServers)
        let own = try DistributionChoice(name).make(servers: Self.equalServers)
        for key in Self.keys.prefix(300) {
            let sent = own.sent(key)
            #expect(sent == Array("ns:".utf8) + key)
            let expected = isHashed ? sent : key
            #expect(own.server(of: sent) == bare.server(of: expected))
        }
    }

    @Test func dalliShortensLongKeys() throws {
        let dalli = try DistributionChoice("dalli").make(servers: Self.servers)
        let short = dalli.sent(Array(repeating: 0x6b, count: 250))
        #expect(short.count == 250 && short.allSatisfy { $0 == 0x6b })
        let long = dalli.sent(Array(repeating: 0x6b, count: 251))
        #expect(long.count == 249)
        #expect(String(decoding: long, as: UTF8.self).contains(":md5:"))
    }

    // MARK: Bad input

    @Test func weightsThatOverflowARing() throws {
        let heavy = try (1...20).map { try ServerAddress(parsing: "10.0.0.\($0):11211:1000000") }
        for name in ["python-memcached", "gomemcache", "perl", "php-memcache", "twemproxy:distribution=modula"] {
            let error = #expect(throws: DistributionError.self) { try DistributionChoice(name).make(servers: heavy) }
            #expect(error?.description.contains("too large") == true)
        }
        // Those that only compare weights take any.
        for name in ["twemproxy", "dalli", "libmemcached:ketama_weighted=1", "perl-fast"] {
            let distribution = try DistributionChoice(name).make(servers: heavy)
            #expect(distribution.server(of: Self.keys[0]) != nil)
        }
    }

    @Test func listsOfWhichNoRingCanBeMade() throws {
        #expect(throws: DistributionError.self) { try DistributionChoice("dalli").make(servers: []) }
        #expect(throws: ServerAddress.ParseError.self) { try ServerAddress(parsing: "a:1:0") }
        for list in ["a:1,a:1", "a:1:1 x,b:1:1 x", "", "a:1:1 x,a:1:2 y"] {
            #expect(throws: ServerAddress.ParseError.self) { try ServerAddress.list(parsing: [list]) }
        }
        // A name that another server has by its address.
        #expect(throws: DistributionError.self) {
            try DistributionChoice("twemproxy").make(servers: ServerAddress.list(parsing: ["a:1,b:1:1 a:1"]))
        }
    }

    @Test(arguments: Distributions.all.map { $0.name } + ["libmemcached:ketama=1"])
    func tenThousandServers(name: String) throws {
        let many = try (0..<10_000).map { number in
            try ServerAddress(parsing: "10.\(number / 65536).\(number / 256 % 256).\(number % 256):11211")
        }
        // Points by the hundred thousand take a debug build long; a tenth shows the same there.
        let isRing = ["twemproxy", "dalli", "php-memcache", "libmemcached:ketama=1"].contains(name)
        let servers = isRing ? Array(many.prefix(1000)) : many
        let distribution = try DistributionChoice(name).make(servers: servers)
        let server = try #require(distribution.server(of: Self.keys[0]))
        #expect(servers.indices.contains(server))
        #expect(abs(distribution.shares.reduce(0, +) - 1) < 1e-6)
    }

    @Test func theWeightOfAFewMakesNoPointsForALightOne() throws {
        // 1 of 3000 gets no point at all, and the ring works without it.
        let servers = try (1...10).map { try ServerAddress(parsing: "10.0.0.\($0):11211:\($0 == 1 ? 1 : 333)") }
        let distribution = try DistributionChoice("libmemcached:ketama_weighted=1").make(servers: servers)
        #expect(distribution.shares[0] == 0)
    }
}

extension Distribution {
    fileprivate func server(of key: [UInt8]) -> Int? { server(for: key.span, log: nil) }
}
