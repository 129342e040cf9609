import Foundation
import MemcachedTestSupport
import Testing

/// Through a real nutcracker, and past it: the shell finds on the servers what was written through the proxy.
@Suite(.serialized) struct TwemproxyTests {
    typealias Pool = Twemproxy.Pool

    static let ketama = Pool(
        "ketama",
        ["hash: fnv1a_64", "distribution: ketama"],
        [.init(weight: 1), .init(weight: 2), .init(weight: 3)]
    )
    /// The proxy sorts its servers by name: not one stands where the file has it.
    static let named = Pool(
        "named",
        ["hash: md5", "distribution: modula"],
        [.init(name: "gamma"), .init(name: "alpha"), .init(name: "beta")]
    )
    static let tagged = Pool(
        "tagged",
        ["hash: fnv1a_64", "distribution: ketama", "hash_tag: \"{}\""],
        [.init(), .init(), .init()]
    )

    /// A pool's own keys: most have a tag, and share it with others. They differ at their beginnings, as FNV-1a
    /// hashes keys that differ only at their ends to numbers that are near each other.
    static func keys(_ pool: Pool) -> [String] {
        (0..<300).map { $0 % 7 == 0 ? "\($0):\(pool.name)" : "\($0):{\($0 % 50):user}:\(pool.name):第一" }
    }

    @Test func whatWasWrittenThroughItIsFoundOnTheServers() throws {
        let pools = [Self.ketama, Self.named, Self.tagged]
        let proxy = try Twemproxy(pools)
        for pool in pools {
            let keys = Self.keys(pool)
            let stored = try Shell.script(
                keys.map { "set \($0) 'value of \($0)'\n" }.joined(),
                servers: [proxy.address(of: pool)]
            )
            #expect(stored.status == 0 && stored.lines == keys.map { _ in "STORED" }, "\(pool.name)")

            // The very file that the proxy was started with.
            let options = ["--cluster", "\(proxy.configuration)#\(pool.name)", "-o", "json"]
            let read = try Shell.run(options, input: keys.map { "get \($0)\n" }.joined().utf8)
            #expect(read.status == 0 && read.errors == "", "\(pool.name): \(read.errors)")
            let answers = try read.answers
            #expect(answers.map(\.value) == keys.map { "value of \($0)" }, "\(pool.name)")
            #expect(Set(answers.compactMap(\.server)) == Set(proxy.servers.map(\.address)), "\(pool.name)")

            // One copy of each, where it belongs.
            let found = try Shell.run(options, input: keys.map { "find \($0)\n" }.joined().utf8)
            #expect(found.status == 0 && found.errors == "", "\(pool.name): \(found.errors)")
            let tables = try found.answers
            #expect(tables.map(\.key) == keys)
            for (answer, table) in zip(answers, tables) {
                let rows = try #require(table.servers)
                let holders = rows.filter { $0.status == "hit" }
                let home = [try #require(answer.server)]
                #expect(holders.map(\.server) == home && rows.count == 3, "\(answer.key ?? "")")
                #expect(rows.filter { $0.belongs == true }.map(\.server) == home, "\(answer.key ?? "")")
            }
            if pool.name == Self.named.name {
                let names = try #require(tables.first?.servers)
                #expect(names.map(\.name) == ["gamma", "alpha", "beta"])
                #expect(names.map(\.server) == proxy.servers.map(\.address))
            }
            if pool.name == Self.tagged.name {
                // Keys of one tag lie together.
                var homes: [Substring: Set<String>] = [:]
                for (key, answer) in zip(keys, answers) where key.contains("{") {
                    let tag = key.drop { $0 != "{" }.prefix { $0 != "}" }
                    homes[tag, default: []].insert(answer.server ?? "")
                }
                #expect(homes.count == 50 && homes.values.allSatisfy { $0.count == 1 })
            }
        }
        proxy.stop()
    }

    /// The other way round: what the shell wrote to the servers is found through the proxy.
    @Test func whatWasWrittenToTheServersIsFoundThroughIt() throws {
        let pools = [Self.ketama, Self.named, Self.tagged]
        let proxy = try Twemproxy(pools)
        for pool in pools {
            let keys = Self.keys(pool)
            let script = keys.map { "set \($0) 'value of \($0)'\n" }.joined()
            #expect(
                try Shell.run(["--cluster", "\(proxy.configuration)#\(pool.name)"], input: script.utf8).status == 0
            )
            let read = try Shell.script(keys.map { "get \($0)\n" }.joined(), servers: [proxy.address(of: pool)])
            #expect(read.status == 0 && read.lines == keys.map { "value of \($0)" }, "\(pool.name)")
        }
        proxy.stop()
    }

    /// With a server gone, its keys are lost to both, or go to the same places for both, as the pool has it.
    @Test(arguments: [false, true])
    func aServerThatIsGone(ejects: Bool) throws {
        let settings = ["hash: fnv1a_64", "distribution: ketama", "auto_eject_hosts: \(ejects)"]
        // Thrown out at its first failure, and not asked again while the test runs.
        let limits = ["server_failure_limit: 1", "server_retry_timeout: 600000"]
        let pool = Pool("pool", settings + limits, [.init(), .init(), .init()])
        let proxy = try Twemproxy([pool])
        let options = ["--cluster", proxy.configuration, "-o", "json"]
        let keys = Self.keys(pool)
        let sets = keys.map { "set \($0) 'value of \($0)'\n" }.joined()
        let gets = keys.map { "get \($0)\n" }.joined()
        let homes = try Shell.run(options, input: sets.utf8).answers.map(\.server)
        let gone = proxy.servers[1].address
        let lost = zip(keys, homes).filter { $1 == gone }.map(\.0)
        #expect(!lost.isEmpty)
        proxy.servers[1].stop()
        for server in [proxy.servers[0], proxy.servers[2]] {
            #expect(try Shell.run(["-s", server.address, "flush_all"]).status == 0)
        }

        // What fails the first time may be how the proxy finds out.
        _ = try Shell.script(sets, servers: [proxy.address])
        let stored = try Shell.script(sets, servers: [proxy.address], ["-o", "json"])
        #expect(try stored.answers.filter { $0.status == "error" }.map(\.key) == (ejects ? [] : lost))
        #expect(stored.status == (ejects ? 0 : 3), "\(stored.errors)")
        let reason = "SERVER_ERROR Connection refused: the proxy did not reach its server, so nothing was done"
        let failures = try stored.answers.compactMap(\.error)
        #expect(failures.allSatisfy { $0.kind == "connection" && $0.message == "\(proxy.address): \(reason)" })

        let read = try Shell.run(options, input: gets.utf8)
        let answers = try read.answers
        #expect(answers.filter { $0.status == "error" }.map(\.key) == (ejects ? [] : lost))
        #expect(answers.filter { $0.rerouted == true }.map(\.key) == (ejects ? lost : []))
        let values = answers.map { $0.status == "error" ? nil : "value of \($0.key ?? "")" }
        #expect(answers.map(\.value) == values)
        #expect(read.status == (ejects ? 0 : 3))
        let words = ejects ? "its keys go to other servers" : "its keys go nowhere else, as twemproxy does it"
        #expect(read.complaints.count { $0.contains("\(gone) is down (connection refused); \(words)") } == 1)
        proxy.stop()
    }

    /// Its server stands still: what was passed on to it, it may do later.
    @Test func aServerThatDoesNotAnswerIt() throws {
        let pool = Pool("pool", ["hash: fnv1a_64", "distribution: ketama", "timeout: 200"], [.init()])
        let proxy = try Twemproxy([pool])
        #expect(try Shell.run(["-s", proxy.address, "set", "k", "v"]).status == 0)
        proxy.servers[0].pause()
        let words = "\(proxy.address): SERVER_ERROR Connection timed out: the proxy had no answer from its server"
        let written = try Shell.run(["-s", proxy.address, "-o", "json", "set", "k", "w"])
        #expect(written.status == 3)
        let failure = try #require(try written.answers.first?.error)
        #expect(failure.kind == "timeout" && failure.message == "\(words): may or may not have been stored")
        let read = try Shell.script("get k\n", servers: [proxy.address])
        #expect(read.status == 3 && read.complaints.first == "stdin:1: \(words)", "\(read.errors)")
        proxy.servers[0].resume()
        proxy.stop()
    }

    /// Every statement about data, and what it prints; of `gets` without the token.
    static let dialogue = [
        ("set k v", ["STORED"]), ("get k", ["v"]), ("gets k", ["v"]), ("add k x", ["NOT_STORED"]),
        ("add fresh 1", ["STORED"]), ("replace k w", ["STORED"]), ("replace nobody x", ["NOT_STORED"]),
        ("append k 追加", ["STORED"]), ("prepend k '{'", ["STORED"]), ("get k", ["{w追加"]), ("gets k", ["{w追加"]),
        ("cas k z", ["STORED"]), ("cas k y", ["EXISTS"]), ("get k", ["z"]), ("set n 10", ["STORED"]),
        ("incr n 5", ["15"]),
        ("decr n 3", ["12"]), ("incr nobody", ["NOT_FOUND"]), ("touch n 60", ["TOUCHED"]),
        ("touch nobody 60", ["NOT_FOUND"]), ("delete n", ["DELETED"]), ("delete n", ["NOT_FOUND"]), ("get n", ["MISS"]),
        ("set_multi a 1 b 2 c 3 d 4", ["STORED", "STORED", "STORED", "STORED"]),
        ("get_multi a b missing c d", ["1", "2", "MISS", "3", "4"]), ("get a c", ["1", "3"]),
        ("delete_multi a b missing", ["DELETED", "DELETED", "NOT_FOUND"]),
        ("get_multi a b c d", ["MISS", "MISS", "3", "4"]),
    ]

    @Test func everyStatementAboutDataWorksThroughIt() throws {
        let proxy = try Twemproxy([Self.ketama])
        let shell = try Conversation(["-s", proxy.address])
        for (line, expected) in Self.dialogue {
            let lines = try shell.ask(line, lines: expected.count).split(separator: "\n").map(String.init)
            let isGets = line.hasPrefix("gets ")
            #expect(lines.map { isGets ? String($0.drop { $0 != "\t" }.dropFirst()) : $0 } == expected, "\(line)")
        }
        #expect(try shell.end() == 0)
        #expect(shell.errors == "")

        // What the proxy does not tell is asked in another way, or left out.
        let found = try Shell.run(["-s", proxy.address, "-o", "json", "find", "k"])
        #expect(found.status == 0 && found.errors == "")
        #expect(try found.answers.first?.servers?.map(\.status) == ["hit"])
        let missing = try Shell.run(["-s", proxy.address, "find", "nobody"])
        #expect(missing.status == 1 && missing.errors == "")
        let servers = try Shell.run(["-s", proxy.address, "-o", "json", "servers"])
        #expect(servers.status == 0 && servers.errors == "")
        #expect(try servers.answers.first?.servers?.map(\.state) == ["up"])
        #expect(try Shell.run(["-s", proxy.address, "where", "k"]).text == "k \(proxy.address)\n")
        proxy.stop()
    }

    /// What a proxy cannot carry.
    static let beyondIt = [
        "gat 60 k", "gats 60 k", "stats", "stats settings", "flush_all", "verbosity 1", "raw mn", "raw 'mg k v'",
        "raw 'stats'",
    ]

    @Test func whatItCannotCarryFailsAndTheRestStillWorks() throws {
        let proxy = try Twemproxy([Self.ketama])
        #expect(try Shell.run(["-s", proxy.address, "set", "k", "v"]).status == 0)
        for statement in Self.beyondIt {
            let single = try Shell.run(["-s", proxy.address, "-e", statement])
            #expect(single.status == 3, "\(statement)")
            #expect(single.text.isEmpty, "\(statement)")
            let complaint = "-e:1: \(proxy.address): the server closed the connection"
            #expect(single.complaints.count == 1, "\(statement): \(single.errors)")
            #expect(single.errors.hasPrefix(complaint), "\(statement): \(single.errors)")
            #expect(single.errors.contains("proxy"), "\(statement): \(single.errors)")

            let json = try Shell.run(["-s", proxy.address, "-o", "json", "-e", statement]).answers
            #expect(json.count == 1 && json.first?.status == "error", "\(statement)")

            let script = "get k\n\(statement)\nget k\nset_multi a 1 b 2\n\(statement)\nget_multi k a b\n"
            let result = try Shell.script(script, servers: [proxy.address])
            #expect(result.lines == ["v", "v", "STORED", "STORED", "v", "1", "2"], "\(statement)")
            #expect(result.status == 3 && result.complaints.count == 3, "\(statement): \(result.errors)")
            #expect(result.complaints.last == "mcsh: 6 statements, 2 failed; the first at stdin:2", "\(statement)")
        }
        proxy.stop()
    }
}
