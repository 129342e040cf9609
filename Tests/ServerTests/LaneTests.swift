@testable import Memcached
import MemcachedTestSupport
import NIOCore
import Testing

/// Batches that follow each other to one server.
@Suite struct LaneTests {
    /// A lane to a server in this process, and what comes in on it.
    struct Line {
        let client: MemcachedClient
        let lane: Lane
        private let inbox: Inbox
        private var wakes: AsyncStream<Void>.Iterator

        init(to server: ScriptedServer) throws {
            let address = try ServerAddress(parsing: "127.0.0.1:\(server.port)")
            client = try MemcachedClient(MemcachedConfiguration(servers: [address]))
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            inbox = Inbox(wake: { continuation.yield() })
            lane = client.lanes(perServer: 1, inbox: inbox)[0]
            wakes = stream.makeAsyncIterator()
        }

        /// The next events; at least one.
        mutating func next() async -> [Inbox.Event] {
            await wakes.next(isolation: #isolation)
            return inbox.take()
        }

        mutating func next(_ count: Int) async -> [Inbox.Event] {
            var events: [Inbox.Event] = []
            while events.count < count { events += await next() }
            return events
        }
    }

    static func words(_ event: Inbox.Event) -> String {
        switch event {
        case .answers(_, let replies, let isComplete): "\(replies.records.map(\.kind))\(isComplete ? "" : " ...")"
        case .failed(_, let first, _, _): "\(first.message), \(first.mayHaveHappened ? "perhaps done" : "not done")"
        }
    }

    /// Both wait for the connection. When it turns out that the first cannot go, the second must not overtake it: what
    /// the first sets, the second may read.
    @Test(.timeLimit(.minutes(1)))
    func whatWaitsBehindABatchThatCannotGoDoesNotGoEither() async throws {
        let server = try await ScriptedServer { line, _ in line.hasPrefix("get") ? [.send("END\r\n")] : [] }
        var line = try Line(to: server)
        let (key, value) = (Array("k".utf8), Array("v".utf8))
        var silent = RequestBatch(answeredSets: 0)
        silent.setQuietly(key.span, value.span, flags: 0, exptime: 0)
        var reading = RequestBatch()
        reading.get(key.span, tokens: false, sharesLine: false)
        line.lane.send(silent)
        line.lane.send(reading)
        let failures = await line.next(2).map(Self.words)
        #expect(
            failures == [
                "not sent: the server was not asked yet which commands it understands, not done",
                "not sent, because of what happened to the statements before it, not done",
            ]
        )
        line.lane.mend()
        line.lane.send(reading)
        #expect(await line.next(1).map(Self.words) == ["[Memcached.PackedReplies.Record.Kind.miss]"])
        #expect(server.received == ["get k"])
        await line.client.shutDown()
        await server.stop()
    }

    /// A lane that has brought much is not read from until that has been looked at, or somebody says that it must be.
    @Test(.timeLimit(.minutes(1)))
    func allThatIsUnderWayIsTakenIn() async throws {
        let value = String(repeating: "x", count: 1 << 20)
        let server = try await ScriptedServer { _, _ in [.send("VALUE k 0 \(value.count)\r\n\(value)\r\nEND\r\n")] }
        var line = try Line(to: server)
        let key = Array("k".utf8)
        var batch = RequestBatch()
        for _ in 0..<40 { batch.get(key.span, tokens: false, sharesLine: false) }
        line.lane.send(batch)
        var (size, count) = (0, 0)
        var hasAsked = false
        while count < 40 {
            for case .answers(_, let replies, _) in await line.next() {
                size += replies.size
                count += replies.records.count
            }
            if size > 8 << 20, !hasAsked {
                hasAsked = true
                #expect(count < 40)
                line.lane.takeAll()
            }
        }
        await line.client.shutDown()
        await server.stop()
    }
}
