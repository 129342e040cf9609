import NIOConcurrencyHelpers
import Synchronization

/// What the last attempt to reach a server came to, shared by all connections to it.
///
/// While a failure is fresh, whoever needs a connection is told so at once instead of finding it out again: a script has
/// many lines for a server that is down. Then one of them tries again, so that a server that is back is soon used.
final class Reachability: Sendable {
    private struct Failure {
        let error: MemcachedError
        let end: ContinuousClock.Instant
    }

    private let server: ServerAddress
    private let pause: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let failure = NIOLockedValueBox<Failure?>(nil)
    /// Whether there is one, for those who ask at every request.
    private let hasFailed = Atomic(false)

    /// How long a failure stays fresh that took all the time there is, whatever the pause: who asks again at once would
    /// only wait as long again.
    private static let pauseAfterLongWait = Duration.seconds(1)

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
        return failure.withLockedValue { failure in
            guard let failure, now < failure.end else { return nil }
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

    /// Connections are made, and end before anything is answered: nobody is behind them.
    func endedUnanswered() {
        note(
            MemcachedError(.unreachable, "not sent: connections to it end without an answer", server: server),
            for: pause
        )
    }

    /// The server answers.
    func answered() {
        guard hasFailed.load(ordering: .acquiring) else { return }
        failure.withLockedValue { failure in
            failure = nil
            hasFailed.store(false, ordering: .releasing)
        }
    }

    private func note(_ error: MemcachedError, for pause: Duration) {
        guard pause > .zero else { return }
        let end = now() + pause
        failure.withLockedValue { failure in
            failure = Failure(error: error, end: end)
            hasFailed.store(true, ordering: .releasing)
        }
    }
}
