@testable import Memcached
import Testing

/// A reply comes, does not come, or is not waited for any longer: a task is woken once, whatever comes first.
@Suite struct PendingReplyTests {
    static let server = ServerAddress("127.0.0.1:11211")

    @Test func theFirstOfSeveralCounts() async throws {
        let pending = PendingReply()
        let reply = try await withUnsafeThrowingContinuation { continuation in
            #expect(pending.wait(continuation, server: Self.server))
            pending.succeed(.number(1))
            pending.succeed(.number(2))
            pending.fail(CancellationError())
        }
        #expect(reply == .number(1))
    }

    @Test func whoGivesUpBeforeItBeganIsTold() async {
        let pending = PendingReply()
        pending.fail(CancellationError())
        let error = await #expect(throws: MemcachedError.self) {
            try await withUnsafeThrowingContinuation { continuation in
                #expect(!pending.wait(continuation, server: Self.server))
            }
        }
        #expect(error?.code == .cancelled && error?.mayHaveHappened == false)
    }

    @Test func severalAreThereWhenTheLastIs() async {
        let pending = PendingReplies(count: 3)
        pending.settle(1, .success(.number(1)))
        let waiting = Task { await pending.results() }
        pending.settle(2, .failure(MemcachedError(.timeout, "late")))
        pending.settle(0, .success(.number(0)))
        pending.settle(0, .success(.number(5)))
        let results = await waiting.value
        #expect(results.map { try? $0.get() } == [.number(0), .number(1), nil])
    }

    @Test func whoIsCancelledKeepsWhatHasCome() async {
        let pending = PendingReplies(count: 2)
        pending.settle(1, .success(.number(1)))
        let waiting = Task { await pending.results() }
        waiting.cancel()
        let results = await waiting.value
        #expect(results.map { try? $0.get() } == [nil, .number(1)])
        #expect(throws: CancellationError.self) { try results[0].get() }
        // Too late, and harmless.
        pending.settle(0, .success(.number(0)))
    }

    @Test func nothingIsWaitedForIfThereIsNothing() async {
        #expect(await PendingReplies(count: 0).results().isEmpty)
    }
}
