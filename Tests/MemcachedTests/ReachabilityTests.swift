@testable import Memcached
import Synchronization
import Testing

/// How long a failed attempt stands for those that would follow it.
@Suite struct ReachabilityTests {
    /// Time, as a test has it.
    private final class Clock: Sendable {
        private let time = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { time.withLock { $0 } }
        func advance(by duration: Duration) { time.withLock { $0 += duration } }
    }

    private static func make(pause: Duration) throws -> (Reachability, Clock, ServerAddress) {
        let clock = Clock()
        let server = try ServerAddress(parsing: "cache-a")
        return (Reachability(server: server, pause: pause, now: { clock.now }), clock, server)
    }

    @Test func aFailureStandsForAWhile() throws {
        let (reachability, clock, server) = try Self.make(pause: .seconds(1))
        #expect(reachability.refusal == nil)
        let error = MemcachedError(.unreachable, "connection refused", server: server)
        reachability.failed(error)
        #expect(reachability.refusal == error)
        clock.advance(by: .milliseconds(999))
        #expect(reachability.refusal == error)
        clock.advance(by: .milliseconds(1))
        #expect(reachability.refusal == nil)
    }

    @Test func anAnswerEndsIt() throws {
        let (reachability, _, server) = try Self.make(pause: .seconds(1))
        reachability.failed(MemcachedError(.unreachable, "connection refused", server: server))
        reachability.channelAnswered()
        #expect(reachability.refusal == nil)
    }

    @Test func channelsThatEndWithoutAnAnswerAreNoSignWhileAnotherAnswers() throws {
        let (reachability, clock, server) = try Self.make(pause: .seconds(1))
        let error = MemcachedError(.timeout, "no answer within 3 s", server: server)
        reachability.channelAnswered()
        for _ in 0..<5 { reachability.channelEndedUnanswered(error) }
        #expect(reachability.refusal == nil)
        reachability.answeringChannelClosed()
        reachability.channelEndedUnanswered(error)
        let words = "not sent: the last connections ended without an answer (no answer within 3 s)"
        #expect(reachability.refusal?.message == words)
        clock.advance(by: .seconds(1))
        #expect(reachability.refusal == nil)
        reachability.channelAnswered()
        reachability.answeringChannelClosed()
        reachability.channelEndedUnanswered(error)
        reachability.channelEndedUnanswered(error)
        #expect(reachability.refusal == nil)
    }

    /// Whoever looks each time is not told what was; but nobody waits as long again at once.
    @Test func withoutAPauseOnlyALongWaitStands() throws {
        let (reachability, clock, server) = try Self.make(pause: .zero)
        reachability.failed(MemcachedError(.unreachable, "connection refused", server: server))
        for _ in 0..<5 {
            reachability.channelEndedUnanswered(MemcachedError(.timeout, "no answer within 3 s", server: server))
        }
        #expect(reachability.refusal == nil)
        reachability.failed(MemcachedError(.unreachable, "no connection within 3 s", server: server, tookLong: true))
        let words = "not sent: the server could not be reached a moment ago (no connection within 3 s)"
        #expect(reachability.refusal?.message == words)
        clock.advance(by: .seconds(1))
        #expect(reachability.refusal == nil)
    }

    @Test func aShortageInThisProcessSaysNothingOfTheServer() throws {
        let (reachability, _, server) = try Self.make(pause: .seconds(1))
        reachability.failed(MemcachedError(.connectionLost, "no connection: too many open files", server: server))
        #expect(reachability.refusal == nil)
    }
}
