/// Which server gets a key, now: the distribution, and the servers that are down.
///
/// A server that could not be reached is left alone for a while, so that not every statement waits for it. Pure: the
/// caller says what time it is.
package struct Router: Sendable {
    /// What is known of a server.
    package enum Health: Sendable, Equatable {
        /// Nobody asked yet.
        case unknown
        case up(since: ContinuousClock.Instant)
        case down(Outage)
    }

    package struct Outage: Sendable, Equatable {
        package let since: ContinuousClock.Instant
        package let retryAt: ContinuousClock.Instant
        package let reason: String
    }

    package let servers: [ServerAddress]
    /// The distribution with all servers up.
    package let distribution: any Distribution
    package let retryInterval: Duration
    package private(set) var health: [Health]
    /// Those that are down and not to be tried yet, and until when that is so.
    private var resting = ServerSet()
    private var restingUntil: ContinuousClock.Instant?
    /// The distribution with those down that were down when it was last asked.
    private var diminished: any Distribution

    /// `retryInterval` is how long a server that could not be reached is left alone; as long as the distribution's client
    /// leaves it, if not said.
    package init(servers: [ServerAddress], distribution: any Distribution, retryInterval: Duration? = nil) {
        self.servers = servers
        self.distribution = distribution
        self.diminished = distribution
        self.retryInterval = retryInterval ?? distribution.retryInterval
        self.health = Array(repeating: .unknown, count: servers.count)
    }

    /// Where a key goes.
    package struct Route: Sendable, Equatable {
        package let server: Int
        /// Whether it belongs elsewhere, on a server that is down.
        package let isRerouted: Bool
    }

    /// The route of a key at a time; `nil` when every server that the rule tries is down.
    ///
    /// `excluded` are servers that are not to be tried whatever is known of them.
    package mutating func route(
        _ key: Span<UInt8>,
        at now: ContinuousClock.Instant,
        excluding excluded: ServerSet = []
    ) -> Route? {
        let home = home(of: key)
        if let restingUntil, now >= restingUntil { noteResting(at: now) }
        var down = resting
        if !excluded.isEmpty { down.formUnion(excluded) }
        if down.isEmpty { return Route(server: home, isRerouted: false) }
        if diminished.down != down { diminished.down = down }
        guard let server = diminished.server(for: key, log: nil), !down.contains(server) else { return nil }
        return Route(server: server, isRerouted: server != home)
    }

    /// The server of a key when all are up.
    package func home(of key: Span<UInt8>) -> Int {
        // With one server there is nothing to be calculated.
        servers.count == 1 ? 0 : distribution.server(for: key, log: nil) ?? 0
    }

    /// Finds out who rests, when that may have changed rather than for each key.
    private mutating func noteResting(at now: ContinuousClock.Instant) {
        resting = ServerSet()
        restingUntil = nil
        for server in servers.indices {
            guard case .down(let outage) = health[server], now < outage.retryAt else { continue }
            resting.insert(server)
            restingUntil = min(restingUntil ?? outage.retryAt, outage.retryAt)
        }
    }

    package var isAnyDown: Bool {
        health.contains { if case .down = $0 { true } else { false } }
    }

    /// Notes that a server could not be reached. Returns whether that is news.
    package mutating func markDown(_ server: Int, reason: String, at now: ContinuousClock.Instant) -> Bool {
        var since = now
        var isNews = true
        if case .down(let outage) = health[server] {
            // Nobody has tried again: it is the same failure.
            if now < outage.retryAt { return false }
            since = outage.since
            isNews = false
        }
        health[server] = .down(
            Outage(since: since, retryAt: now + retryInterval, reason: reason)
        )
        noteResting(at: now)
        return isNews
    }

    /// Notes that a server answers. Returns whether it was down.
    package mutating func markUp(_ server: Int, at now: ContinuousClock.Instant) -> Bool {
        switch health[server] {
        case .up: return false
        case .unknown:
            health[server] = .up(since: now)
            return false
        case .down:
            health[server] = .up(since: now)
            noteResting(at: now)
            return true
        }
    }
}

extension Router {
    package mutating func route(
        _ key: Key,
        at now: ContinuousClock.Instant,
        excluding excluded: ServerSet = []
    ) -> Route? {
        route(key.bytes.span, at: now, excluding: excluded)
    }

    package func home(of key: Key) -> Int { home(of: key.bytes.span) }
}
