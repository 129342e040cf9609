import Memcached
import MemcachedShell
import MemcachedTestSupport
import NIOCore
import Testing

/// What an edit and a watch ask of servers.
@Suite struct EditAndWatchTests {
    typealias Shell = PerformerTests.Shell

    private static func with(
        _ arguments: [String] = [],
        _ body: (Shell, Statement, Key) async throws -> Void
    ) async throws {
        let server = try MemcachedServer(arguments)
        let shell = try Shell([server.address], detail: true)
        let statement = try #require(
            try Binder(servers: shell.client.servers).statement(Tokenizer.tokens(of: Array("edit k".utf8)))
        )
        try await body(shell, statement, Key("k"))
        await shell.client.shutDown()
        server.stop()
    }

    @Test func aLookAndAWrite() async throws {
        try await Self.with { shell, statement, key in
            #expect(try await shell.performer.look(at: key, on: nil, statement).get() == nil)
            _ = try await shell.run("set k old 1h --flags 9")
            let seen = try #require(try await shell.performer.look(at: key, on: nil, statement).get())
            #expect(seen.value == Array("old".utf8) && seen.flags == 9 && seen.token == 1)
            guard case .at(let end) = seen.end else {
                Issue.record("no expiry")
                return
            }
            #expect((3595...3600).contains((end - .now).components.seconds))
            let writing = EditWriting(
                server: 0,
                value: Array("new".utf8),
                flags: 9,
                expiry: .after(.seconds(100)),
                token: seen.token
            )
            #expect(await shell.performer.write(writing, of: key, statement).status == .stored)
            #expect(await shell.performer.write(writing, of: key, statement).status == .exists)
            let again = try #require(try await shell.performer.look(at: key, on: 0, statement).get())
            #expect(again.value == Array("new".utf8) && again.flags == 9)
            _ = try await shell.run("delete k")
            #expect(await shell.performer.write(writing, of: key, statement).status == .notFound)
            let fresh = EditWriting(server: 0, value: [1], flags: 0, expiry: .never, token: nil)
            #expect(await shell.performer.write(fresh, of: key, statement).status == .stored)
            #expect(await shell.performer.write(fresh, of: key, statement).status == .notStored)
            let never = try #require(try await shell.performer.look(at: key, on: 0, statement).get())
            #expect(never.end == .never)
        }
    }

    /// What memcached before 1.6.27 cannot help.
    private static func newToken(was token: UInt64) -> String {
        "it is stale, and to look at it took the win from the application; that was given back, but the token was \(token) "
            + "before: only memcached 1.6.27 and later can keep it"
    }

    /// The right to store a stale item anew stays with the application.
    @Test func aStaleItem() async throws {
        try await Self.with { shell, statement, key in
            _ = try await shell.run("set k old")
            _ = try await shell.run("raw \"md k I T60\"")
            let seen = try #require(try await shell.performer.look(at: key, on: nil, statement).get())
            #expect(seen.value == Array("old".utf8))
            #expect(seen.note == Self.newToken(was: 2))
            var watch = KeyWatch()
            let look = await shell.performer.look(at: key, on: 0, for: watch, statement)
            #expect(look.note == Self.newToken(was: seen.token))
            _ = watch.take(look, at: .now)
            guard case .bytes(let reply, _, _) = try await shell.run("raw \"mg k v c\"").body else {
                Issue.record("no reply")
                return
            }
            #expect(String(decoding: reply, as: UTF8.self).contains(" W"))
            // What was read last is what can be written over.
            let now = try #require(try await shell.performer.look(at: key, on: nil, statement).get())
            let writing = EditWriting(server: 0, value: [1], flags: 0, expiry: .never, token: now.token)
            #expect(await shell.performer.write(writing, of: key, statement).status == .stored)
        }
    }

    @Test func whatIsTooLarge() async throws {
        try await Self.with(["-I", "32m", "-m", "128"]) { shell, statement, key in
            let value = ByteBuffer(repeating: 0x61, count: 17 << 20)
            _ = await shell.client.perform(.store(.set, key: key, value: value, flags: 0, exptime: 0))
            guard case .failure(let failure) = await shell.performer.look(at: key, on: nil, statement) else {
                Issue.record("it was read")
                return
            }
            #expect(failure.message.contains("'get k > FILE'"))
        }
    }

    /// A server of before meta commands tells no expiry, and would take each look for a use.
    @Test func aServerWithoutMetaCommands() async throws {
        let server = try await RefusingServer(refusingOneIn: 1000, knowsMeta: false)
        let shell = try Shell([server.address], detail: true)
        _ = try await shell.run("set k old")
        let statement = try #require(
            try Binder(servers: shell.client.servers).statement(Tokenizer.tokens(of: Array("edit k".utf8)))
        )
        let seen = try #require(try await shell.performer.look(at: Key("k"), on: nil, statement).get())
        #expect(seen.value == Array("old".utf8) && seen.end == nil)
        guard
            case .failed(let failure) = await shell.performer.look(at: Key("k"), on: 0, for: KeyWatch(), statement)
        else {
            Issue.record("it was looked at")
            return
        }
        #expect(failure.message.hasSuffix("each look would count as a use of the item"))
        await shell.client.shutDown()
        await server.stop()
    }
}
