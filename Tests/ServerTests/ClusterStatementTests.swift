import Memcached
import MemcachedShell
import MemcachedTestSupport
import NIOCore
import Testing

/// The statements about the cluster, on real servers: where keys belong, where they lie, what a change would move.
@Suite struct ClusterStatementTests {
    typealias Shell = PerformerTests.Shell

    static func table(_ shell: Shell, _ line: String) async throws -> ServerTable {
        let outcome = try await shell.run(line)
        guard case .table(let table) = outcome.body else { throw Child.Problem("no table for \(line): \(outcome)") }
        return table
    }

    static func text(_ row: ServerOutcome, _ name: String) -> String? {
        row.fields.first { $0.name.elementsEqual(name.utf8) }?.text
    }

    static func fact(_ table: ServerTable, _ name: String) -> String? {
        table.facts.first { $0.name.elementsEqual(name.utf8) }?.text
    }

    static func withServers(
        _ count: Int,
        distribution: DistributionChoice = .standard,
        _ body: (Shell, [MemcachedServer]) async throws -> Void
    ) async throws {
        let servers = try (0..<count).map { _ in try MemcachedServer() }
        let shell = try Shell(servers.map(\.address)) { $0.distribution = distribution }
        try await body(shell, servers)
        await shell.client.shutDown()
        for server in servers { server.stop() }
    }

    @Test func findTellsWhereAKeyLiesAndWhereItBelongs() async throws {
        try await Self.withServers(3) { shell, servers in
            _ = try await shell.run("set k v 5m")
            let home = shell.client.currentServer(of: "k")
            var rows = try await Self.table(shell, "find k").rows
            #expect(rows.map(\.status) == (0..<3).map { $0 == home ? .hit : .miss })
            #expect(Self.text(rows[home], "belongs") == "here")
            #expect(Self.text(rows[home], "expires_in") == "5 m")
            #expect(Self.text(rows[home], "fetched") == "no")
            let token = try #require(Self.text(rows[home], "cas"))
            // To look does not touch the item: neither its token nor its being fetched changes.
            rows = try await Self.table(shell, "find k").rows
            #expect(Self.text(rows[home], "cas") == token && Self.text(rows[home], "fetched") == "no")

            let other = (home + 1) % 3
            _ = try await shell.run("@\(other + 1) set k old")
            let table = try await Self.table(shell, "find k")
            #expect(Self.text(table.rows[other], "belongs") == "stray")
            #expect(table.notes.first?.hasPrefix("1 copy lies where no client") == true)
            #expect(!table.isNegative)
            let missing = try await Self.table(shell, "find nothing")
            #expect(missing.isNegative && missing.notes == ["no server holds it"])

            servers[home].stop()
            // Now another stands in for it: what is stored there meanwhile is no stray, and a cas says where it went.
            _ = try await shell.run("set k new")
            let standIn = shell.client.currentServer(of: "k")
            _ = try await shell.run("gets k")
            #expect(try await shell.item("cas k newer").isRerouted)
            let during = try await Self.table(shell, "find k")
            #expect(standIn != home && Self.text(during.rows[standIn], "belongs") == "stand-in")
            let without = try await Self.table(shell, "find k")
            #expect(without.rows[home].failure?.kind == .connection)
            #expect(without.rows[other].status == .hit)
            #expect(without.notes.contains { $0.contains("is down; meanwhile it is looked for on") })
        }
    }

    @Test func findOnServersWithoutMetaCommands() async throws {
        let old = try FaultServer("old-version")
        let server = try MemcachedServer()
        let shell = try Shell([old.address, server.address])
        for number in 1...2 { _ = try await shell.run("@\(number) set k value --flags 7") }
        let rows = try await Self.table(shell, "find k").rows
        #expect(rows.map(\.status) == [.hit, .hit])
        #expect(Self.text(rows[0], "value_size") == "5 B" && Self.text(rows[0], "flags") == "7")
        #expect(Self.text(rows[0], "expires_in") == nil && Self.text(rows[1], "expires_in") == "never")
        await shell.client.shutDown()
        old.stop()
        server.stop()
    }

    @Test func serversTellTheirCounters() async throws {
        try await Self.withServers(3) { shell, servers in
            for line in ["set a 1", "set b 2", "get a", "get nothing"] { _ = try await shell.run(line) }
            var rows = try await Self.table(shell, "servers").rows
            #expect(rows.map { Self.text($0, "state") } == ["up", "up", "up"])
            #expect(rows.map { Self.text($0, "share") } == ["33.3 %", "33.3 %", "33.3 %"])
            #expect(rows.compactMap { Self.text($0, "items").flatMap { Int($0) } }.reduce(0, +) == 2)
            #expect(rows.allSatisfy { Self.text($0, "limit") == "64 MB" && Self.text($0, "version") != nil })
            #expect(rows.contains { Self.text($0, "hit_rate") != nil })
            servers[1].stop()
            rows = try await Self.table(shell, "servers").rows
            #expect(rows.map { Self.text($0, "state") } == ["up", "down", "up"])
            #expect(Self.text(rows[1], "since") != nil && Self.text(rows[1], "reason") == "connection refused")
            #expect(Self.text(rows[1], "items") == nil)
        }
    }

    /// A proxy answers `version` and closes the connection at `stats`: what it does not tell is left out.
    @Test func serversThroughAProxy() async throws {
        let proxy = try Twemproxy()
        let shell = try Shell([proxy.address])
        let row = try #require(try await Self.table(shell, "servers").rows.first)
        #expect(row.failure == nil && Self.text(row, "state") == "up" && Self.text(row, "items") == nil)
        _ = try await shell.run("set k v")
        let found = try #require(try await Self.table(shell, "find k").rows.first)
        #expect(found.status == .hit && Self.text(found, "value_size") == "1 B")
        await shell.client.shutDown()
        proxy.stop()
    }

    @Test func whereSideBySide() async throws {
        try await Self.withServers(3) { shell, _ in
            guard
                case .items(let items) = try await shell.run("where a b --as dalli --as gomemcache --as perl").body,
                let item = items.first
            else { throw Child.Problem("no list") }
            #expect(item.routes.map(\.distribution) == ["dalli", "gomemcache", "perl"])
            #expect(item.routes.allSatisfy { $0.server != nil && !$0.steps.isEmpty })
            // perl and python-memcached are the same in another language.
            let own = try await shell.item("where a")
            #expect(own.server == item.routes[2].server)
            // The number that a program gives counts in place of the key's.
            #expect(try await shell.item("where a --hash 4").server == shell.client.servers[1])
            guard case .item(let lost) = try await shell.run("where a --as gomemcache --down 1 --down 2 --down 3").body
            else { throw Child.Problem("no item") }
            #expect(lost.routes.first?.isDown == true && lost.failure == nil)
            #expect(try await shell.item("where a --hash -1").server == shell.client.servers[2])
            let refused = try await shell.run("where a --hash 4 --as dalli")
            #expect(refused.failures.first?.failure.message.contains("--hash means nothing") == true)
            // A key that is too long for one client is not for another, which cuts it.
            let long = String(repeating: "k", count: 300)
            #expect(try await shell.item("where \(long) --as dalli").server != nil)
            #expect(try await shell.item("where \(long)").failure?.message.contains("at most 250") == true)
        }
    }

    @Test func aNamespaceIsSentAndNotShown() async throws {
        try await Self.withServers(3, distribution: "dalli:namespace=app") { shell, servers in
            let client = shell.client
            let binder = Binder(
                servers: client.servers,
                prefix: KeyPrefix("", distribution: client.distribution)
            )
            shell.performer.settings.prefix = KeyPrefix("", distribution: client.distribution)
            let statement = try #require(try binder.statement(Tokenizer.tokens(of: Array("set k v".utf8))))
            guard case .item(let item) = await shell.performer.perform(statement).body else { return }
            #expect(item.key == Array("k".utf8) && item.status == .stored)
            // Another client without a namespace sees what was sent.
            let plain = try MemcachedClient(MemcachedConfiguration(servers: client.servers))
            let answers = await plain.perform(
                (0..<3).map { (.retrieve(keys: ["app:k"], exptime: nil, tokens: false), $0) }
            )
            let found = answers.filter {
                if case .success(.values(let items)) = $0.result { items[0] != nil } else { false }
            }
            #expect(
                found.count == 1
                    && found.first?.server == client.distribution.explanation(for: Array("app:k".utf8)).server
            )
            await plain.shutDown()
        }
    }

    @Test func whatAChangeWouldMove() async throws {
        try await Self.withServers(3) { shell, _ in
            // Modulo three against modulo four: a quarter stays.
            let added = try await Self.table(shell, "simulate add 127.0.0.1:1 --keys 20000")
            #expect(Self.fact(added, "keys") == "20000" && Self.fact(added, "moved_at_least") == "25 %")
            let moved = try #require(Self.fact(added, "moved").flatMap { Double($0.prefix { $0 != " " }) })
            #expect(abs(moved - 75) < 1)
            #expect(added.rows.map { Self.text($0, "weight_before") } == ["1", "1", "1", "0"])
            #expect(Self.text(added.rows[3], "share_before") == "0 %")
            // A ring moves little more than it must.
            let ring = try await Self.table(shell, "simulate add 127.0.0.1:1 --keys 20000 --as dalli")
            let little = try #require(Self.fact(ring, "moved").flatMap { Double($0.prefix { $0 != " " }) })
            #expect(little < 35)
            let removed = try await Self.table(shell, "simulate remove 1 2 --keys 1000")
            #expect(removed.rows.map { Self.text($0, "share_after") } == ["0 %", "0 %", "100 %"])
            let address = shell.client.servers[0]
            let heavier = try await Self.table(shell, "simulate weight \(address):2 --keys 1000")
            #expect(Self.text(heavier.rows[0], "weight_after") == "2")
        }
    }

    @Test(arguments: [
        ("simulate remove 127.0.0.1:1", "none of the servers"), ("simulate add 1", "is there already"),
        ("simulate remove 1 2 3", "no server would be left"), ("simulate remove 1 1", "named twice"),
        (
            "simulate add a:1:1000000 b:1:1000000 c:1:1000000 d:1:1000000 e:1:1000000 f:1:1000000 g:1:1000000 h:1:1000000 "
                + (1...9).map { "i\($0):1:1000000 " }.joined(), "too large"
        ),
    ])
    func changesThatMakeNoCluster(line: String, words: String) async throws {
        try await Self.withServers(3) { shell, _ in
            let outcome = try await shell.run(line)
            #expect(outcome.failures.first?.failure.kind == .usage)
            #expect(outcome.failures.first?.failure.message.contains(words) == true)
        }
    }

    @Test func overTheKeysThatThereAre() async throws {
        try await Self.withServers(3, distribution: "pymemcache") { shell, servers in
            var batch = shell.client.batch()
            for number in 0..<3000 { batch.set(Key("key:\(number)"), to: "v") }
            #expect(await batch.send().count == 3000)
            _ = try await shell.run("@1 set \"schl\\xFFssel\" stray")
            let table = try await Self.table(shell, "simulate add 127.0.0.1:1 --keys live")
            #expect(Self.fact(table, "keys") == "3001")
            let moved = try #require(Self.fact(table, "moved").flatMap { Double($0.prefix { $0 != " " }) })
            #expect(abs(moved - 25) < 4)
            servers[2].stop()
            let partly = try await Self.table(shell, "simulate remove 1 --keys live")
            #expect(partly.rows[2].failure?.kind == .connection)
            #expect(partly.notes.contains { $0.contains("not among them") })
        }
    }

    @Test func serversThatListNoKeys() async throws {
        for scenario in ["metadump-busy", "metadump-truncated", "metadump-locked", "old-version", "never-answer"] {
            let server = try FaultServer(scenario)
            let shell = try Shell([server.address]) { $0.timeout = .milliseconds(500) }
            let table = try await Self.table(shell, "simulate add 127.0.0.1:1 --keys live")
            #expect(table.rows[0].failure != nil, "\(scenario)")
            await shell.client.shutDown()
            server.stop()
        }
    }
}
