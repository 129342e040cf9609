import Foundation
import Memcached
import MemcachedShell
import MemcachedValues
import Testing

/// Clusters read from the configurations of applications.
@Suite struct ClusterFileTests {
    static func read(_ text: String, pool: String? = nil) throws(ClusterFileError) -> ClusterDescription {
        try ClusterFile.read(text, pool: pool)
    }

    /// What is wrong with a file, with its line.
    static func failure(_ text: String, pool: String? = nil) -> String {
        do {
            return "no error: \(try read(text, pool: pool))"
        } catch {
            return error.description
        }
    }

    static func servers(_ description: ClusterDescription) -> [String] {
        description.servers.map { "\($0) \($0.weight)" + ($0.name.map { " \($0)" } ?? "") }
    }

    // MARK: twemproxy

    static let twemproxy = """
        # Sessions live apart from pages.
        sessions:
          listen: 127.0.0.1:22121
          hash: fnv1a_64
          hash_tag: "{}"
          distribution: ketama
          auto_eject_hosts: true
          server_retry_timeout: 30000
          server_failure_limit: 3
          timeout: 400
          redis: false
          servers:
            - 10.0.0.1:11211:1 first
            - cache-b.example.com:11212:10 second
            - ::1:11213:1
            - /run/memcached/d.sock:2 fourth

        pages:
          listen: /run/nutcracker.sock 0666
          hash: crc32a
          distribution: modula
          preconnect: true
          colour: blue
          servers:
           - 10.0.0.1:11211:1
           - 10.0.0.2:11211:1

        counters:
          listen: 127.0.0.1:22123
          redis: true
          servers:
           - 10.0.0.9:6379:1
        """

    @Test func twemproxyPools() throws {
        let sessions = try Self.read(Self.twemproxy, pool: "sessions")
        #expect(
            Self.servers(sessions) == [
                "10.0.0.1:11211 1 first", "cache-b.example.com:11212 10 second", "[::1]:11213 1",
                "unix:/run/memcached/d.sock 2 fourth",
            ]
        )
        #expect(
            sessions.distribution.description
                == "twemproxy:distribution=ketama,hash=fnv1a_64,hash_tag={},auto_eject_hosts=true,server_retry_timeout=30000"
        )
        #expect(sessions.warnings.isEmpty)
        _ = try sessions.distribution.make(servers: sessions.servers)

        let pages = try Self.read(Self.twemproxy, pool: "pages")
        #expect(pages.distribution.description == "twemproxy:distribution=modula,hash=crc32a")
        #expect(pages.warnings.map(\.description) == ["line 23: unknown key 'colour'"])
        #expect(try Self.read("\u{FEFF}a:\r\n  servers:\r\n  - h:1:1\r\n").servers == ["h:1"])
    }

    @Test(arguments: [
        ("", "the file is empty"),
        ("# nothing\n\n", "the file is empty"),
        ("--- \n", "the file is empty"),
        (
            "hello",
            "line 1: this is neither a pool of twemproxy, nor mcrouter's JSON, nor a configuration of libmemcached"
        ),
        ("- a\n- b", "line 1: this is neither"),
        ("\na: b", "line 2: 'a' is a table of keys and values, not 'b'"),
        ("a:\n  - b", "line 2: 'a' is a table of keys and values, not a list"),
        ("a:\n  listen: x", "line 1: pool 'a' has no servers"),
        ("a:\n  servers:", "line 1: pool 'a' has no servers"),
        ("a:\n  servers: []", "line 1: pool 'a' has no servers"),
        ("a:\n  servers: h:1:1", "line 2: 'servers' is a list, not 'h:1:1'"),
        ("a:\n  servers:\n  - h:1:1\n  - [x]", "line 4: a server is written host:port:weight"),
        ("a:\n  servers:\n  - h:1:1\n  - h2:1", "line 4: 'h2:1' is not host:port:weight [name] or /path:weight [name]"),
        ("a:\n  servers:\n  - h:1:0", "line 3: the weight of 'h:1:0' is a number from 1 to 1000000"),
        ("a:\n  servers:\n  - h:0:1", "line 3: the port of 'h:0:1' is a number from 1 to 65535"),
        ("a:\n  servers:\n  - h:65536:1", "line 3: the port of"),
        ("a:\n  servers:\n  - h:x:1", "line 3: the port of"),
        ("a:\n  servers:\n  - h:1:1 my name", "line 3: the weight of"),
        ("a:\n  servers:\n  - \":1:1\"", "line 3: '' is no host"),
        ("a:\n  servers:\n  - \"[::1]:1:1\"", "line 3: twemproxy writes an IPv6 address without brackets"),
        (
            "a:\n  servers:\n  - h:1:1\n  - i:1:1\n  - h:1:2",
            "line 5: h:1 is listed twice; to give it more keys, write a weight"
        ),
        ("a:\n  servers:\n  - h:1:1 n\n  - i:1:1 n", "line 4: the name n is given to two servers"),
        ("a:\n  servers:\n  - \"h\\x1b:1:1\"", "line 3: a server's address cannot hold blanks or control characters"),
        ("a:\n  redis: true", "line 2: pool 'a' speaks Redis, not memcached's protocol"),
        ("a:\n  redis: yes", "line 2: 'redis' is true or false, not 'yes'"),
        ("a:\n  auto_eject_hosts: [1]", "line 2: 'auto_eject_hosts' is true or false, not a list"),
        ("a:\n  server_retry_timeout: 3s", "line 2: 'server_retry_timeout' is a number from 0 to 2147483647, not '3s'"),
        ("a:\n  hash: sha1", "line 2: twemproxy has no hash 'sha1'; it has one_at_a_time, md5"),
        ("a:\n  hash: {x: y}", "line 2: 'hash' is a text, not a table"),
        (
            "a:\n  distribution: rendezvous",
            "line 2: twemproxy has no distribution 'rendezvous'; it has ketama, modula, random"
        ),
        ("a:\n  distribution: random", "line 2: with the distribution 'random' keys have no home"),
        ("a:\n  hash_tag: {}", "line 2: 'hash_tag' is two characters in quotes"),
        ("a:\n  hash_tag: \"abc\"", "line 2: 'hash_tag' is two characters in quotes"),
        ("a:\n  b: c: d", "line 2: mapping values are not allowed in this context"),
        ("a:\n  hash: md5\n  hash: md5", "line 3: the key 'hash' stands here twice"),
        ("a:\n  b: \u{1}", "line 2: control characters are not allowed"),
        ("a: &x\n  b: c\nd: *x", "line 3: '*x' is an alias, which is not read"),
        ("? [a, b]\n: c", "line 1: a key is a text"),
        ("a:\n  b: 1\n---\nc:\n", "line 3: a second document begins here; only one is read"),
    ])
    func brokenTwemproxy(text: String, message: String) {
        let failure = Self.failure(text)
        #expect(failure.contains(message), "\(failure)")
    }

    @Test func poolsAreNamed() {
        #expect(
            Self.failure(Self.twemproxy)
                == "the file has several pools; write FILE#POOL with one of 'sessions', 'pages', 'counters'"
        )
        #expect(
            Self.failure(Self.twemproxy, pool: "page")
                == "the file has no pool 'page'; it has 'sessions', 'pages', 'counters'"
        )
        #expect(
            Self.failure(Self.twemproxy, pool: "counters")
                == "line 30: pool 'counters' speaks Redis, not memcached's protocol"
        )
        #expect(Self.failure("{}", pool: nil) == "the file has no pools")
    }

    // MARK: mcrouter

    static let mcrouter = """
        {
          // Two clusters, and a spare.
          "pools": {
            "A": {
              "servers": [
                "10.0.0.1:5000",          // the first
                "[::1]:5001",
                "cache-c.example.com:5002:ascii:plain",
                "unix:/run/d.sock",
              ],
              "server_timeout": 1000
            },
            "B": { "servers": ["10.0.1.1:5000", "10.0.1.2:5000"], "weights": [1, 0.25] },
            "spare": { "servers": ["10.0.2.1:5000"], "inn": "http://example.com" }
          },
          /* Reads may
             fail over. */
          "route": {
            "type": "OperationSelectorRoute",
            "operation_policies": {
              "get": { "type": "FailoverRoute", "children": ["PoolRoute|A", "Pool|spare"] },
              "delete": { "type": "AllSyncRoute", "children": ["PoolRoute|A", "PoolRoute|B"] }
            },
            "default_policy": "PoolRoute|A"
          }
        }
        """

    @Test func mcrouterPools() throws {
        let pool = try Self.read(Self.mcrouter, pool: "A")
        #expect(
            Self.servers(pool) == [
                "10.0.0.1:5000 1", "[::1]:5001 1", "cache-c.example.com:5002 1", "unix:/run/d.sock 1",
            ]
        )
        #expect(pool.distribution.description == "mcrouter:hash=Ch3")
        #expect(pool.warnings.isEmpty)
        _ = try pool.distribution.make(servers: pool.servers)

        let weighted = try Self.read(Self.mcrouter, pool: "B")
        #expect(weighted.distribution.description == "mcrouter:hash=WeightedCh3,weights=1.0:0.25")
        _ = try weighted.distribution.make(servers: weighted.servers)

        let spare = try Self.read(Self.mcrouter, pool: "spare")
        #expect(
            spare.warnings.map(\.description) == [
                "line 14: unknown key 'inn'", "line 14: no route hashes pool 'spare'; taken as PoolRoute|spare",
            ]
        )
    }

    /// A pool of two servers, and routes.
    static func routed(_ route: String, pool: String = "") -> String {
        """
        {"pools": {"A": {"servers": ["a:1", "b:1"]\(pool.isEmpty ? "" : ", " + pool)}},
        \(route)}
        """
    }

    @Test(arguments: [
        (#""route": "PoolRoute|A""#, "", "mcrouter:hash=Ch3"),
        (#""route": "HashRoute|Pool|A""#, "", "mcrouter:hash=Ch3"),
        (#""route": "AllSyncRoute|PoolRoute|A""#, "", "mcrouter:hash=Ch3"),
        (#""route": {"type": "PoolRoute", "pool": "A"}"#, "", "mcrouter:hash=Ch3"),
        (#""route": {"type": "PoolRoute", "pool": "A", "hash": "Ch3"}"#, "", "mcrouter:hash=Ch3"),
        (#""route": {"type": "PoolRoute", "pool": "A", "hash": {"salt": "x"}}"#, "", "mcrouter:hash=Ch3,salt=x"),
        (
            #""route": {"type": "PoolRoute", "pool": "A", "hash": {"hash_func": "WeightedCh3", "weights": [0.5, 1]}}"#,
            "",
            "mcrouter:hash=WeightedCh3,weights=0.5:1.0"
        ),
        (
            #""route": {"type": "HashRoute", "children": "Pool|A", "salt": "y", "hash_func": "Ch3"}"#, "",
            "mcrouter:hash=Ch3,salt=y"
        ),
        (#""route": {"type": "HashRoute", "children": ["Pool|A"]}"#, #""weights": [1, 1]"#, "mcrouter:hash=Ch3"),
        (#""route": "PoolRoute|A""#, #""weights": [0, 1]"#, "mcrouter:hash=WeightedCh3,weights=0.0:1.0"),
        (
            #""route": {"type": "PoolRoute", "pool": "A", "hash": {"salt": "z"}}"#, #""weights": [0, 1]"#,
            "mcrouter:hash=WeightedCh3,salt=z,weights=0.0:1.0"
        ),
        (#""route": {"type": "PoolRoute", "pool": "A", "hash": "Ch3"}"#, #""weights": [0, 1]"#, "mcrouter:hash=Ch3"),
        (
            #""route": "PoolRoute|A""#, #""hash": "wch3", "hash_weights": [1, 0.5], "hash_salt": "s""#,
            "mcrouter:hash=WeightedCh3,salt=s,weights=1.0:0.5"
        ),
        (
            #""routes": [{"aliases": ["/a/b/"], "route": {"type": "PoolRoute", "pool": "A", "hash": {"salt": "r"}}}]"#,
            "", "mcrouter:hash=Ch3,salt=r"
        ),
        (
            #""named_handles": [{"type": "PoolRoute", "name": "n", "pool": "A", "hash": {"salt": "n"}}], "route": "n""#,
            "",
            "mcrouter:hash=Ch3,salt=n"
        ),
    ])
    func mcrouterHashes(route: String, pool: String, distribution: String) throws {
        let found = try Self.read(Self.routed(route, pool: pool))
        #expect(found.distribution.description == distribution)
        #expect(found.warnings.isEmpty)
        _ = try found.distribution.make(servers: found.servers)
    }

    @Test func poolWithinARoute() throws {
        let text =
            #"{"route": {"type": "PoolRoute", "hash": {"salt": "i"}, "pool": {"name": "in", "servers": ["a:1"]}}}"#
        #expect(try Self.read(text).distribution.description == "mcrouter:hash=Ch3,salt=i")
        #expect(try Self.read(text, pool: "in").servers == ["a:1"])
    }

    @Test(arguments: [
        (#""route": "PoolRoute|B""#, "", "line 1: no route hashes pool 'A'; taken as PoolRoute|A"),
        (#""route": "PoolRoute|A", "version": 3"#, "", "line 2: unknown key 'version'"),
        (#""route": "PoolRoute|A", "macros": {}"#, "", "line 2: macros are not followed; what they make is not seen"),
        (#""route": ["PoolRoute|A", "@m(1)"]"#, "", "line 2: the macro '@m(1)' is not followed"),
        (
            #""route": "PoolRoute|A""#, #""weights": [1]"#,
            "line 1: pool 'A' has 2 servers and 1 weights; mcrouter takes 0.5 for the rest"
        ),
        (
            #""route": "PoolRoute|A""#, #""weights": [1,1,1]"#,
            "line 1: pool 'A' has 2 servers and 3 weights; the rest is not used"
        ),
        (
            #""route": "PoolRoute|A""#, #""use_ssl": true"#,
            "line 1: mcrouter encrypts its connections to these servers; mcsh does not"
        ),
        (
            "\"route\": {\"type\": \"PoolRoute\", \"pool\": \"A\",\n\"shard_splits\": {}}", "",
            "line 3: 'shard_splits' is not followed; some keys may be elsewhere"
        ),
    ])
    func mcrouterWarnings(route: String, pool: String, warning: String) throws {
        #expect(try Self.read(Self.routed(route, pool: pool)).warnings.map(\.description) == [warning])
    }

    @Test(arguments: [
        ("{", "line 1: did not find expected node content"),
        ("{\n\"pools\": {\n", "line 2: did not find expected node content"),
        ("{}", "the file has no pools"),
        ("{\"pools\": []}", "line 1: 'pools' is a table of keys and values, not a list"),
        ("{\"pools\": {\"A\": []}}", "line 1: 'A' is a table of keys and values, not a list"),
        ("{\"pools\": {\n\"A\": {\"servers\": []}}}", "line 2: pool 'A' has no servers"),
        ("{\"pools\": {\n\"A\": {\"servers\": null}}}", "line 2: 'servers' is a list, not 'null'"),
        ("{\"pools\": {\"A\": {\"servers\": [\n\"a:1\",\n{\"x\": 1}]}}}", "line 3: a server is written \"host:port\""),
        ("{\"pools\": {\"A\": {\"servers\": [\n\"a:1\",\n\"a:1:ascii\"]}}}", "line 3: a:1 is listed twice"),
        ("{\"pools\": {\"A\": {\"servers\": [\n\"a\"]}}}", "line 2: the port of 'a' is a number from 1 to 65535"),
        ("{\"pools\": {\"A\": {\"servers\": [\n\"a:0\"]}}}", "line 2: the port of 'a:0'"),
        ("{\"pools\": {\"A\": {\"servers\": [\n\"\"]}}}", "line 2:"),
        ("{\"pools\": {\"A\": {\"servers\": [\n\"[::1\"]}}}", "line 2: '[::1' is not host:port"),
        (
            "{\"pools\": {\"A\": {\"servers\": [\n\"a:1:caret\"]}}}",
            "line 2: the servers speak 'caret', not memcached's text protocol"
        ),
        (
            "{\"pools\": {\"A\": {\n\"inherit\": \"x\"}}}",
            "line 2: pool 'A' is in another file, and other files are not read"
        ),
        ("{\"pools\": {\"A\": {\n/* ", "line 2: the comment that begins here does not end"),
        (
            "{\"pools\": {\"A\": {\"servers\": [\n\"a:1\"]}},\n\"route\": {\"type\": \"PoolRoute\"}}",
            "line 3: a PoolRoute has a 'pool'"
        ),
        (
            routed(#""route": {"type": "PoolRoute", "pool": "A", "hash": "Crc32"}"#),
            "line 2: the hash 'Crc32' is not known here; Ch3 and WeightedCh3 are"
        ),
        (
            routed(#""route": {"type": "PoolRoute", "pool": "A", "hash": {"hash_func": "Latest"}}"#),
            "line 2: the hash 'Latest'"
        ),
        (routed(#""route": {"type": "PoolRoute", "pool": "A", "hash": [1]}"#), "line 2: 'hash' is a table"),
        (
            routed(#""route": {"type": "PoolRoute", "pool": "A", "hash": "WeightedCh3"}"#),
            "line 2: WeightedCh3 wants 'weights'"
        ),
        (
            routed(#""route": {"type": "PoolRoute", "pool": "A", "hash": {"weights": ["x"]}}"#),
            "line 2: a weight of mcrouter is a number from 0 to 1"
        ),
        (
            routed(
                #""route": ["PoolRoute|A","# + "\n" + #"{"type": "PoolRoute", "pool": "A", "hash": {"salt": "x"}}]"#
            ), "line 3: pool 'A' is hashed in another way than in line 2"
        ),
        (
            routed(#""route": {"type": "HashRoute", "children": ["Pool|A", "Pool|B"]}"#),
            "line 2: a HashRoute over more than one pool"
        ),
    ])
    func brokenMcrouter(text: String, message: String) {
        let failure = Self.failure(text)
        #expect(failure.contains(message), "\(failure)")
    }

    // MARK: libmemcached

    @Test(arguments: [
        ("--SERVER=cache-a --SERVER=cache-b:11212/?3", "cache-a:11211 1|cache-b:11212 3", "server,server"),
        (
            "# all\n--HASH=MD5\n--DISTRIBUTION=consistent\n\n--SERVER=host10/?2\n", "host10:11211 2",
            "hash=md5,distribution=consistent,server"
        ),
        (
            "--socket=\"/run/a b.sock\"", "line 1: a server's address cannot hold blanks or control characters", ""
        ),
        ("--socket=\"/run/a.sock\"/?4", "unix:/run/a.sock 4", "server"),
        (
            "--SERVER=hosta --NAMESPACE=\"app:\" --HASH-WITH-NAMESPACE --SORT-HOSTS --REMOVE-FAILED-SERVERS=1 --RETRY-TIMEOUT=5",
            "hosta:11211 1",
            "server,namespace=app:,hash_with_prefix_key=true,sort_hosts=true,auto_eject_hosts=true,retry_timeout=5"
        ),
        ("--SERVER=hosta --HASH=CRC RESET --SERVER=hostb END --SERVER=hostc", "hostb:11211 1", "server"),
        (
            "--SERVER=hosta --BINARY-PROTOCOL --POOL-MIN=2 --TCP-NODELAY --NAMESPACE=abc", "hosta:11211 1",
            "server,namespace=abc"
        ),
    ])
    func libmemcached(text: String, servers: String, options: String) throws {
        do {
            let found = try Self.read(text)
            #expect(Self.servers(found).joined(separator: "|") == servers)
            #expect(found.distribution.description == "libmemcached:\(options)")
            #expect(found.warnings.isEmpty)
            _ = try found.distribution.make(servers: found.servers)
        } catch let error as ClusterFileError {
            #expect(error.description == servers)
        }
    }

    @Test func libmemcachedWarnings() throws {
        let text =
            "--SERVER=hosta\n --FOO=\"x y\"\n--REMOVE_FAILED_SERVERS --DISTRIBUTION=CONSISTENT,md5\n--NUMBER-OF-REPLICAS=2 --USE-UDP"
        #expect(
            try Self.read(text).warnings.map(\.description) == [
                "line 2: unknown option '--FOO'",
                "line 3: unknown option '--REMOVE_FAILED_SERVERS'; it is spelled --REMOVE-FAILED-SERVERS=1",
                "line 3: libmemcached does not use ',MD5' behind --DISTRIBUTION; --HASH=MD5 is what counts",
                "line 4: --NUMBER-OF-REPLICAS is not followed: mcsh sees the first copy only",
                "line 4: --USE-UDP is not followed: mcsh speaks TCP",
            ]
        )
    }

    @Test(arguments: [
        ("--SORT-HOSTS", "the configuration has no servers"),
        ("--SERVER=hosta\nhostb", "line 2: 'hostb' is no option: options begin with --"),
        ("--SERVER=hosta,hostb", "line 1: 'hosta,hostb' is not host:port/?weight"),
        ("--SERVER=[::1]:11211", "line 1: '[::1]:11211' is not host:port/?weight; libmemcached reads names and IPv4"),
        ("--SERVER=hosta:0", "line 1: the port of 'hosta:0' is a number from 1 to 65535"),
        ("--SERVER=hosta:99999", "line 1: the port of 'hosta:99999'"),
        ("--SERVER=hosta/?0", "line 1: a weight is written /? and a number from 1 to 99999, not '/?0'"),
        ("--SERVER=hosta/2", "line 1: a weight is written"),
        ("--SERVER=", "line 1: '' is not host:port/?weight"),
        ("--SERVER hosta", "line 1: --SERVER wants '=' and a value"),
        ("--SERVER=hosta\n--SERVER=hostb\n--SERVER=hosta:11211", "line 3: hosta:11211 is listed twice"),
        ("--SOCKET=", "line 1: --SOCKET is a path in quotes"),
        ("--SOCKET=\"", "line 1: the quote that begins here does not end"),
        ("--SOCKET=/run/a.sock", "line 1: --SOCKET is a path in quotes"),
        ("--SOCKET=\"/run/a.sock/?2\"", "line 1: the weight of a socket stands behind the quotes"),
        ("--SOCKET=\"/run/a.sock\"x", "line 1: behind the path stands nothing but a weight"),
        ("--SORT-HOSTS=1", "line 1: --SORT-HOSTS takes no value"),
        ("--HASH=MD5 --HASH=CRC", "line 1: --HASH can only be set once"),
        ("--HASH=DEFAULT", "line 1: there is no hash 'DEFAULT'; there are MD5, CRC"),
        (
            "--DISTRIBUTION=consistent_ketama",
            "line 1: --DISTRIBUTION knows CONSISTENT, MODULA and RANDOM, not 'consistent_ketama'"
        ),
        ("\n--DISTRIBUTION=RANDOM", "line 2: with the distribution RANDOM keys have no home"),
        ("--NAMESPACE=\"a\" --NAMESPACE=\"b\"", "line 1: --NAMESPACE can only be set once"),
        ("--NAMESPACE=app:", "line 1: --NAMESPACE is a text in quotes"),
        ("--NAMESPACE=\"a b\"", "line 1: a namespace has 1 to 127 characters of ASCII and no blanks"),
        ("--RETRY-TIMEOUT=x", "line 1: --RETRY-TIMEOUT wants a number, not 'x'"),
        ("--CONFIGURE-FILE=\"x\"", "line 1: --CONFIGURE-FILE: other files are not read"),
        ("INCLUDE \"x\"", "line 1: INCLUDE: other files are not read"),
        ("--SERVER=hosta ERROR", "line 1: the configuration itself says ERROR"),
        ("--SERVER=hosta # here", "line 1: a comment stands on a line of its own"),
        ("--SERVER=hosta \u{1}", "line 1: a control character"),
    ])
    func brokenLibmemcached(text: String, message: String) {
        let failure = Self.failure(text)
        #expect(failure.contains(message), "\(failure)")
    }

    @Test func libmemcachedHasNoPools() {
        #expect(
            Self.failure("--SERVER=hosta", pool: "p") == "a configuration of libmemcached has no pools; leave out #p"
        )
    }

    /// Against the library's own parser and its own answers.
    @Test func libmemcachedItself() throws {
        struct File: Decodable {
            struct Case: Decodable {
                let configuration: String
                let rows: [Row]
            }
            struct Row: Decodable {
                let key: String
                let server: Int

                init(from decoder: any Decoder) throws {
                    var row = try decoder.unkeyedContainer()
                    key = try row.decode(String.self)
                    server = try row.decode(Int.self)
                }
            }
            let cases: [Case]
        }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/libmemcached_configurations.json")
        let cases = try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
        #expect(cases.count == 32)
        for one in cases {
            let cluster = try Self.read(one.configuration)
            let distribution = try cluster.distribution.make(servers: cluster.servers)
            for row in one.rows {
                let sent = distribution.sent(Array(row.key.utf8))
                #expect(distribution.server(for: sent.span, log: nil) == row.server, "\(one.configuration): \(row.key)")
            }
        }
    }

    // MARK: Hostile files

    @Test func deepFiles() {
        for opening in ["[", "{\"a\":", "{\"pools\":{\"A\":[", "- ", "? ", "a: {b: ", "!x [", "&x [", "\"", "|\n "] {
            for depth in [99, 101, 999, 1001, 100_000] {
                let text = String(repeating: opening, count: depth)
                #expect(Self.failure(text).hasPrefix("no error") == false)
                #expect(Self.failure("a:\n  b: " + text).hasPrefix("no error") == false)
                #expect(Self.failure("{\"pools\": " + text).hasPrefix("no error") == false)
            }
        }
        let stairs = (0..<1000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(Self.failure(stairs).hasPrefix("line "))
        let closed = "{\"route\": " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500) + "}"
        #expect(Self.failure(closed) == "line 1: this is nested too deep")
    }

    @Test func aliasesDoNotMultiply() {
        var text = "a: &a0 [x, y]\n"
        for level in 1..<60 { text += "k\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        text += "? *a59\n: z\n"
        #expect(Self.failure(text).hasPrefix("line 2:"))
        #expect(Self.failure("{\"pools\": {\"A\": &x {\"servers\": [\"a:1\"]}, \"B\": *x}}").hasPrefix("line 1:"))
        #expect(Self.failure("a: *a\n").hasPrefix("line 1:"))
    }

    @Test func bigFiles() throws {
        #expect(
            Self.failure(String(repeating: "x", count: ClusterFile.limit + 1)) == "the file has more than 1048576 bytes"
        )
        var texts = ["a:\n  servers:\n" + (0..<40_000).map { "   - h\($0):11211:1\n" }.joined()]
        texts.append("a:\n" + (0..<60_000).map { "  k\($0): v\n" }.joined() + "  servers:\n  - h:1:1\n")
        texts.append(String(repeating: "# \n", count: 300_000) + "a:\n  servers:\n  - h:1:1\n")
        texts.append(
            "{\"pools\": {\"A\": {\"servers\": [" + (0..<30_000).map { "\"h\($0):1\"," }.joined() + "]}},\n\"route\": ["
                + String(repeating: "\"PoolRoute|A\",", count: 30_000) + "]}"
        )
        texts.append((0..<40_000).map { "--SERVER=host\($0) " }.joined())
        for text in texts {
            #expect(try !Self.read(text).servers.isEmpty)
        }
        let unknown = try Self.read(texts[1])
        #expect(unknown.warnings.count == 21)
        #expect(unknown.warnings.map(\.description).last == "and 59980 more like these")
    }

    @Test func foreignWordsAreFitForATerminal() throws {
        let warnings = try Self.read("a:\n  \"k\\e[31m\\u202e\": 1\n  servers:\n  - h:1:1\n").warnings
        #expect(warnings.map(\.description) == ["line 2: unknown key 'k\\x1B[31m\\u{202E}'"])
    }

    /// Good files with bytes changed, left out, doubled and moved: each is read or refused, and soon.
    @Test func mutations() {
        let seeds: [(text: String, pool: String?)] = [
            (Self.twemproxy, "sessions"), (Self.mcrouter, "A"),
            (Self.routed(#""route": {"type": "HashRoute", "children": "Pool|A", "weights": [0.5, 1]}"#), nil),
            (
                """
                # all
                --HASH=MD5 --DISTRIBUTION=consistent,crc
                --SERVER=host10/?2 --SOCKET="/run/a.sock"/?3 --NAMESPACE="app:"
                """, nil
            ),
        ]
        let pieces = [
            "\"", "'", "{", "}", "[", "]", ":", ",", "#", "-", "?", "|", ">", "&a", "*a", "!", "%", "@", "`", "\\",
            "\n", "\t",
            " ", "\0", "\u{FEFF}", "\u{85}", "é", "/*", "*/", "//", "--", "=", "0", "99999999999999999999", "/?", "\r",
        ]
        var random = SplitMix(seed: 20_261_125)
        var outcomes = (read: 0, refused: 0)
        for round in 0..<2_000 {
            let seed = seeds[round % seeds.count]
            var bytes = Array(seed.text.utf8)
            for _ in 0...random.next(below: 3) {
                let place = random.next(below: bytes.count)
                let end = min(bytes.count, place + 1 + random.next(below: 12))
                switch random.next(below: 10) {
                case 0, 1, 2: bytes[place] = UInt8(truncatingIfNeeded: random.next(below: 256))
                case 3, 4: bytes.removeSubrange(place..<end)
                case 5, 6: bytes.insert(contentsOf: pieces[random.next(below: pieces.count)].utf8, at: place)
                case 7, 8: bytes.insert(contentsOf: Array(bytes[place..<end]), at: random.next(below: bytes.count))
                default: bytes.removeSubrange(place...)
                }
                if bytes.isEmpty { bytes = [0x2d] }
            }
            do {
                let cluster = try ClusterFile.read(String(decoding: bytes, as: UTF8.self), pool: seed.pool)
                #expect(!cluster.servers.isEmpty)
                outcomes.read += 1
            } catch {
                #expect(error.description.unicodeScalars.allSatisfy { $0.isPrintable })
                outcomes.refused += 1
            }
        }
        #expect(outcomes.read > 100 && outcomes.refused > 100, "\(outcomes)")
    }

    /// The same numbers in every run.
    struct SplitMix {
        var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next(below limit: Int) -> Int {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return Int((value ^ (value >> 31)) % UInt64(max(1, limit)))
        }
    }
}
