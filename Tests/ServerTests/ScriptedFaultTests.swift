import Memcached
import MemcachedTestSupport
import NIOCore
import Testing

/// Servers that answer wrongly, in every way that touches the network: each gives a typed error in time, no answer
/// goes to the wrong question, and the next question gets a connection that can be trusted.
@Suite struct ScriptedFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        /// What the first connection says to `get k`; the later ones answer properly.
        let steps: [ScriptedServer.Step]
        let code: MemcachedError.Code
        var words = ""
        var testDescription: String { name }
    }

    static let faults: [Fault] = [
        .init(name: "never answers", steps: [], code: .timeout, words: "no answer within 300 ms"),
        .init(name: "stops within a line", steps: [.send("VALU")], code: .timeout),
        .init(name: "stops within a value", steps: [.send("VALUE k 0 10\r\nabc")], code: .timeout),
        .init(name: "leaves END out", steps: [.send("VALUE k 0 1\r\nv\r\n")], code: .timeout),
        .init(name: "ends lines with CR", steps: [.send("VALUE k 0 1\rv\rEND\r")], code: .timeout),
        .init(
            name: "closes within a value",
            steps: [.send("VALUE k 0 10\r\nabc"), .close],
            code: .connectionLost,
            words: "in the middle of a reply"
        ),
        .init(
            name: "closes before END",
            steps: [.send("VALUE k 0 1\r\nv\r\n"), .close],
            code: .connectionLost,
            words: "in the middle of a reply"
        ),
        .init(
            name: "closes within a word",
            steps: [.send("EN"), .close],
            code: .connectionLost,
            words: "in the middle of a reply"
        ),
        .init(
            name: "length too short",
            steps: [.send("VALUE k 0 4\r\nabcdef\r\nEND\r\n")],
            code: .connectionLost,
            words: "does not end where"
        ),
        .init(
            name: "length too long",
            steps: [.send("VALUE k 0 9\r\nabcdef\r\nEND\r\n")],
            code: .connectionLost,
            words: "does not end where"
        ),
        .init(
            name: "length 2^63",
            steps: [.send("VALUE k 0 9223372036854775808\r\n")],
            code: .connectionLost,
            words: "more than the limit"
        ),
        .init(
            name: "length 2^64+3",
            steps: [.send("VALUE k 0 18446744073709551619\r\n")],
            code: .connectionLost,
            words: "proper length"
        ),
        .init(name: "length -1", steps: [.send("VALUE k 0 -1\r\n")], code: .connectionLost, words: "proper length"),
        .init(
            name: "no length",
            steps: [.send("VALUE k 0\r\n")],
            code: .connectionLost,
            words: "a value without a proper length"
        ),
        .init(
            name: "negative flags",
            steps: [.send("VALUE k -5 1\r\nv\r\nEND\r\n")],
            code: .connectionLost,
            words: "flags"
        ),
        .init(
            name: "another key",
            steps: [.send("VALUE other 0 1\r\nv\r\nEND\r\n")],
            code: .connectionLost,
            words: "not asked for"
        ),
        .init(
            name: "the key twice",
            steps: [.send("VALUE k 0 1\r\nv\r\nVALUE k 0 1\r\nv\r\nEND\r\n")],
            code: .connectionLost,
            words: "not asked for"
        ),
        .init(name: "nonsense", steps: [.send("%!@# what?\r\n")], code: .connectionLost, words: "%!@# what?"),
        .init(name: "lower case", steps: [.send("end\r\n")], code: .connectionLost),
        .init(name: "another command's word", steps: [.send("STORED\r\n")], code: .connectionLost),
        .init(name: "meta for classic", steps: [.send("HD\r\n")], code: .connectionLost),
        .init(
            name: "escape sequences",
            steps: [.send("\u{1b}[2J\u{7}\r\n")],
            code: .connectionLost,
            words: "\\x1b[2J\\x07"
        ),
        .init(name: "binary rubbish", steps: [.sendBytes((0..<4096).map { UInt8($0 % 199 + 57) })], code: .timeout),
        .init(
            name: "an endless line",
            steps: [.send("VALUE " + String(repeating: "y", count: 300_000))],
            code: .connectionLost,
            words: "a line of more than 256 KiB"
        ),
        .init(
            name: "empty lines for ever",
            steps: [.send(String(repeating: "\r\n", count: 1000))],
            code: .connectionLost,
            words: "empty lines"
        ),
        .init(
            name: "a web server",
            steps: [.send("HTTP/1.1 400 Bad Request\r\n\r\n"), .close],
            code: .connectionLost,
            words: "a web server"
        ),
        .init(name: "Redis", steps: [.send("-ERR unknown command 'get'\r\n")], code: .connectionLost, words: "Redis"),
        .init(
            name: "a TLS alert",
            steps: [.sendBytes([0x15, 3, 3, 0, 2, 2, 0x46]), .close],
            code: .connectionLost,
            words: "a TLS port"
        ),
        .init(
            name: "out of memory",
            steps: [.send("SERVER_ERROR out of memory\r\n")],
            code: .refusedByServer,
            words: "out of memory"
        ),
        .init(name: "unknown command", steps: [.send("ERROR\r\n")], code: .unknownCommand),
        .init(name: "bad line", steps: [.send("CLIENT_ERROR bad command line format\r\n")], code: .refusedAsWrong),
        .init(
            name: "an error of 100 kB",
            steps: [.send("SERVER_ERROR " + String(repeating: "e", count: 100_000) + "\r\n")],
            code: .refusedByServer
        ),
    ]

    private static func client(
        of server: ScriptedServer,
        timeout: Duration,
        clock: TestClock
    ) throws -> MemcachedClient {
        var configuration = MemcachedConfiguration(servers: [try ServerAddress(.host("127.0.0.1", port: server.port))])
        configuration.timeout = timeout
        return try MemcachedClient(configuration, now: { clock.now })
    }

    @Test(arguments: faults)
    func aWrongAnswer(fault: Fault) async throws {
        let server = try await ScriptedServer { line, connection in
            if line == "get k", connection == 1 { return fault.steps }
            return line == "get k" ? [.send("VALUE k 0 5\r\nright\r\nEND\r\n")] : [.send("END\r\n")]
        }
        let clock = TestClock()
        // Only who waits for nothing need not wait long.
        let timeout: Duration = fault.code == .timeout ? .milliseconds(300) : .seconds(20)
        let cache = try Self.client(of: server, timeout: timeout, clock: clock)
        let error = await #expect(throws: MemcachedError.self) { try await cache.get("k") }
        #expect(error?.code == fault.code, "\(String(describing: error))")
        let message = error?.message ?? ""
        #expect(message.contains(fault.words), "\(message)")
        #expect(message.count < 500 && message.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7f })
        // A question right behind gets its own answer.
        clock.advance(by: .seconds(2))
        let isInStep = [.refusedByServer, .unknownCommand, .refusedAsWrong].contains(fault.code)
        if !isInStep { #expect(try await cache.get("k")?.string == "right") }
        #expect(server.connections == (isInStep ? 1 : 2))
        await cache.shutDown()
        await server.stop()
    }

    @Test func whatFollowsALateAnswerIsNotThatAnswer() async throws {
        // The answer to the first question comes with the second question, on whatever connection.
        let server = try await ScriptedServer { line, connection in
            if connection == 1 { return line == "get a" ? [] : [.send("VALUE a 0 1\r\nA\r\nEND\r\n")] }
            return [.send("VALUE b 0 1\r\nB\r\nEND\r\n")]
        }
        let clock = TestClock()
        let cache = try Self.client(of: server, timeout: .milliseconds(800), clock: clock)
        let error = await #expect(throws: MemcachedError.self) { try await cache.get("a") }
        #expect(error?.code == .timeout)
        clock.advance(by: .seconds(2))
        #expect(try await cache.get("b")?.string == "B")
        await cache.shutDown()
        await server.stop()
    }

    @Test func aWriteWhoseAnswerIsLostIsNotRepeated() async throws {
        let server = try await ScriptedServer { line, _ in line.hasPrefix("incr") ? [.close] : [.send("END\r\n")] }
        try await withMemcached([ServerAddress(.host("127.0.0.1", port: server.port))]) { cache in
            let error = await #expect(throws: MemcachedError.self) { try await cache.increment("n") }
            #expect(error?.code == .connectionLost && error?.mayHaveHappened == true)
        }
        #expect(server.received == ["incr n 1"])
        await server.stop()
    }

    @Test func aReadWhoseAnswerIsLostIsRepeatedOnce() async throws {
        let server = try await ScriptedServer { _, _ in [.close] }
        try await withMemcached([ServerAddress(.host("127.0.0.1", port: server.port))]) { cache in
            await #expect(throws: MemcachedError.self) { try await cache.get("k") }
        }
        #expect(server.received == ["get k", "get k"])
        await server.stop()
    }

    @Test func aFullServerIsAskedOnceMore() async throws {
        let full: [ScriptedServer.Step] = [.send("ERROR Too many open connections\r\n"), .close]
        let server = try await ScriptedServer { _, connection in connection == 2 ? [.send("STORED\r\n")] : full }
        try await withMemcached([try ServerAddress(.host("127.0.0.1", port: server.port))]) { cache in
            // Turned away, so it was not done, so it may be asked again.
            try await cache.set("k", to: "v")
        }
        await server.stop()
        let always = try await ScriptedServer(greeting: full) { _, _ in [] }
        try await withMemcached([try ServerAddress(.host("127.0.0.1", port: always.port))]) { cache in
            let error = await #expect(throws: MemcachedError.self) { try await cache.set("k", to: "v") }
            #expect(error?.code == .connectionLost)
        }
        await always.stop()
    }

    @Test func aBannerBeforeAnythingWasAsked() async throws {
        let server = try await ScriptedServer(greeting: [.send("SSH-2.0-OpenSSH_9.2\r\n")]) { _, _ in [] }
        try await withMemcached([ServerAddress(.host("127.0.0.1", port: server.port))]) { cache in
            let error = await #expect(throws: MemcachedError.self) { try await cache.get("k") }
            #expect(error?.code == .connectionLost)
        }
        await server.stop()
    }

    /// The first connection dies after so many bytes of a conversation: what was answered is told, the rest is an error.
    @Test func theStreamEndsAtEveryByte() async throws {
        let whole = Array("VALUE a 0 1\r\nA\r\nEND\r\nSTORED\r\n7\r\nDELETED\r\n".utf8)
        for length in 0..<whole.count {
            let server = try await ScriptedServer { line, _ in
                line.hasPrefix("delete") ? [.sendBytes(Array(whole[..<length])), .close] : []
            }
            let cache = try MemcachedClient(
                MemcachedConfiguration(servers: [try ServerAddress(.host("127.0.0.1", port: server.port))])
            )
            let answers = await cache.perform([
                .retrieve(keys: ["a"], exptime: 1, tokens: false),
                .store(.set, key: "b", value: ByteBuffer(string: "B"), flags: 0, exptime: 0),
                .count(.increment, key: "c", by: 1), .delete(key: "d"),
            ])
            let ends = [21, 29, 32, 41]
            for (answer, end) in zip(answers, ends) {
                switch answer.result {
                case .success: #expect(length >= end, "cut at \(length)")
                case .failure(let error):
                    #expect(length < end && error.code == .connectionLost && error.mayHaveHappened, "cut at \(length)")
                }
            }
            #expect(server.connections == 1)
            await cache.shutDown()
            await server.stop()
        }
    }
}
