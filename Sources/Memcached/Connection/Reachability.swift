import NIOConcurrencyHelpers
import Synchronization

/// What the last attempt to reach a server came to, shared by all connections to it.
///
/// While a failure is fresh, whoever needs a connection is told so at once instead of finding it out again: a script has
/// many lines for a server that is down. Then it is tried again, so that a server that is back is soon used.
final class Reachability: Sendable {
    private struct Failure {
        let error: MemcachedError
        let end: ContinuousClock.Instant
    }

    private struct State {
        var failure: Failure?
        /// How many channels are open on which the server has answered.
        var answering = 0
        /// How many channels in a row ended without an answer, since there was one on any of them.
        var unanswered = 0
    }

    private let server: ServerAddress
    private let pause: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = NIOLockedValueBox(State())
    /// Whether there is one, for those who ask at every request.
    private let hasFailed = Atomic(false)

    /// How long a failure stays fresh that took all the time there is, whatever the pause: who asks again at once would
    /// only wait as long again.
    private static let pauseAfterLongWait = Duration.seconds(1)

    private static let mostUnansweredChannels = 3

    /// `pause` is how long a failure stays fresh.
    init(server: ServerAddress, pause: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.server = server
        self.pause = pause
        self.now = now
    }

    /// Why no connection is made now; `nil` if one may be tried.
    var refusal: MemcachedError? {
        guard hasFailed.load(ordering: .acquiring) else { return nil }
        let now = now()
        return state.withLockedValue { state in
            guard let failure = state.failure, now < failure.end else { return nil }
            return failure.error
        }
    }

    /// No connection could be made. A shortage in this process says nothing of the server.
    func failed(_ error: MemcachedError) {
        guard error.code == .unreachable else { return }
        guard error.tookLong else { return note(error, for: pause) }
        // Whoever is told this has not waited.
        let words = "not sent: the server could not be reached a moment ago (\(error.message))"
        note(MemcachedError(.unreachable, words, server: server), for: max(pause, Reachability.pauseAfterLongWait))
    }

    /// A channel brought its first answer.
    func channelAnswered() {
        state.withLockedValue { state in
            state.answering += 1
            state.unanswered = 0
            state.failure = nil
            hasFailed.store(false, ordering: .releasing)
        }
    }

    /// A channel that had brought answers is closed.
    func answeringChannelClosed() {
        state.withLockedValue { $0.answering -= 1 }
    }

    /// A channel was made, and ended before anything was answered. If that happens again and again, and the server answers
    /// nobody else, nobody is behind it.
    func channelEndedUnanswered(_ error: MemcachedError) {
        let isHopeless = state.withLockedValue { state in
            state.unanswered += 1
            return state.answering == 0 && state.unanswered >= Reachability.mostUnansweredChannels
        }
        guard isHopeless else { return }
        let words = "not sent: the last connections ended without an answer (\(error.message))"
        note(MemcachedError(.connectionLost, words, server: server), for: pause)
    }

    private func note(_ error: MemcachedError, for pause: Duration) {
        guard pause > .zero else { return }
        let end = now() + pause
        state.withLockedValue { state in
            state.failure = Failure(error: error, end: end)
            hasFailed.store(true, ordering: .releasing)
        }
    }
}
