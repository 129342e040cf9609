import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Synchronization

/// A client of one memcached cluster.
///
/// Connections are opened when first needed and again after a loss; there is nothing to run. Every call may be made
/// from any task at any time: requests to a server share one connection and leave together.
///
/// A miss is `nil`; "not stored" and "exists" are values that must be looked at; what throws is a ``MemcachedError``.
public final class MemcachedClient: Sendable {
    /// The servers, in the order given.
    public let servers: [ServerAddress]
    let connections: [Connection]
    private let group: any EventLoopGroup
    /// NIO's lock rather than the standard library's, because the thread sanitizer understands it.
    private let router: NIOLockedValueBox<Router>
    /// How keys are spread while all servers are up.
    package let distribution: any Distribution
    /// What the router knows too, and can be asked without its lock, for as long as nothing is wrong.
    private let isAnyDown = Atomic(false)
    private let isUp: [Flag]
    private let configuration: MemcachedConfiguration
    private let now: @Sendable () -> ContinuousClock.Instant

    /// A client with the given configuration.
    ///
    /// - Throws: ``MemcachedError`` with ``MemcachedError/Code/invalidArgument`` when there is no server or the
    ///   distribution is unknown.
    public convenience init(_ configuration: MemcachedConfiguration) throws(MemcachedError) {
        try self.init(configuration, now: { ContinuousClock.now })
    }

    package init(
        _ configuration: MemcachedConfiguration,
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) throws(MemcachedError) {
        guard !configuration.servers.isEmpty else { throw MemcachedError(.invalidArgument, "there is no server") }
        self.configuration = configuration
        self.now = now
        self.servers = configuration.servers
        let distribution: any Distribution
        do {
            distribution = try configuration.distribution.make(servers: configuration.servers)
        } catch {
            throw MemcachedError(.invalidArgument, error.description)
        }
        self.distribution = distribution
        self.isUp = configuration.servers.map { _ in Flag() }
        self.router = NIOLockedValueBox(
            Router(
                servers: configuration.servers,
                distribution: distribution,
                retryInterval: configuration.retryInterval
            )
        )
        var limits = ReplyParser.Limits()
        limits.value = configuration.maximumValueSize
        let settings = Connection.Settings(
            connectTimeout: configuration.connectTimeout,
            replyTimeout: configuration.timeout,
            limits: limits
        )
        let group = configuration.eventLoopGroup ?? MultiThreadedEventLoopGroup.singleton
        self.group = group
        self.connections = configuration.servers.map {
            let reachability = Reachability(server: $0, pause: configuration.pauseAfterFailure, now: now)
            return Connection(server: $0, eventLoop: group.next(), settings: settings, reachability: reachability)
        }
    }

    /// Closes all connections. Calls that still wait fail, and so do all later ones.
    public func shutDown() async {
        for connection in connections { await connection.shutDown() }
    }

    // MARK: For the shell and the typed calls

    /// Performs requests that name keys, each on its own server or all on `target`.
    package func perform(_ requests: [Request], on target: Int? = nil) async -> [Answer] {
        if requests.count == 1 { return [await perform(requests[0], on: target)] }
        for (index, request) in requests.enumerated() {
            if let fault = request.fault { return MemcachedClient.refusals(of: requests.count, fault, at: index) }
        }
        var dispatch = Dispatch(client: self, jobs: requests.map { Dispatch.Job(request: $0, target: target) })
        return await dispatch.run()
    }

    /// Nothing is half-sent: one bad key, and the whole batch stays here.
    static func refusals(of count: Int, _ fault: Key.Fault, at index: Int) -> [Answer] {
        (0..<count).map { other in
            let error = other == index ? "\(fault)" : "not sent, because a key beside it is wrong: \(fault)"
            return Answer(server: 0, isRerouted: false, result: .failure(MemcachedError(.invalidKey, error)))
        }
    }

    /// Performs one request, on the server of its key or on `target`.
    ///
    /// As long as nothing is wrong, it takes a shorter way than a batch does.
    package func perform(_ request: Request, on target: Int? = nil) async -> Answer {
        if let fault = request.fault {
            return Answer(server: 0, isRerouted: false, result: .failure(MemcachedError(.invalidKey, "\(fault)")))
        }
        var dispatch: Dispatch
        if let server = target ?? home(of: request.firstKey), refusal(of: server) == nil, !Task.isCancelled {
            do {
                let reply = try await connections[server].reply(to: request)
                noteUp(server)
                return Answer(server: server, isRerouted: false, result: .success(reply))
            } catch {
                let attempt = Dispatch.Attempt(index: 0, server: server, isRerouted: false)
                let error = MemcachedError(waitingFor: servers[server], error)
                let job = Dispatch.Job(request: request, target: target)
                dispatch = Dispatch(client: self, jobs: [job], after: [(attempt, .failure(error))])
            }
        } else {
            dispatch = Dispatch(client: self, jobs: [Dispatch.Job(request: request, target: target)])
        }
        return await dispatch.run()[0]
    }

    /// Performs requests, each on a server of its own, all at once.
    package func perform(_ requests: [(request: Request, server: Int)]) async -> [Answer] {
        let jobs = requests.map { Dispatch.Job(request: $0.request, target: $0.server) }
        var dispatch = Dispatch(client: self, jobs: jobs)
        return await dispatch.run()
    }

    /// Asks every server the same, all at once; also those that are down.
    package func performEverywhere(_ request: Request, on target: Int? = nil) async -> [Answer] {
        let indices = target.map { [$0] } ?? Array(servers.indices)
        var dispatch = Dispatch(client: self, jobs: indices.map { Dispatch.Job(request: request, target: $0) })
        return await dispatch.run()
    }

    /// Finds out what a server speaks.
    package func dialect(of server: Int) async -> Result<Dialect, MemcachedError> {
        do {
            return .success(try await connections[server].learnDialect())
        } catch {
            let error = MemcachedError(waitingFor: servers[server], error)
            if error.code == .unreachable || error.code == .timeout { noteDown(server, error) }
            return .failure(error)
        }
    }

    /// Sends one line as it is to one server, on a connection of its own.
    package func exchangeRaw(_ line: [UInt8], with server: Int) async throws(MemcachedError) -> RawResult {
        try await connections[server].exchangeRaw(line)
    }

    /// Goes through all keys that a server holds, as it names them, on a connection of its own.
    ///
    /// `body` takes each key into the result, on the connection's event loop. After `limit` bytes of the server's list the
    /// rest is left.
    package func foldKeys<Result: Sendable>(
        of server: Int,
        into initial: Result,
        atMost limit: Int = .max,
        _ body: @escaping @Sendable (inout Result, Span<UInt8>) -> Void
    ) async throws(MemcachedError) -> KeyFold<Result> {
        try await connections[server].foldKeys(into: initial, atMost: limit, body)
    }

    /// Gives up whatever is being waited for.
    package func interrupt() {
        for connection in connections { connection.interrupt() }
    }

    /// Where a key goes as long as no server is down; `nil` when more has to be known to say.
    func home(of key: Key?) -> Int? {
        if isAnyDown.load(ordering: .acquiring) { return nil }
        guard servers.count > 1, let key else { return 0 }
        return distribution.server(for: key.bytes.span, log: nil) ?? 0
    }

    /// Where a key goes now, and where it belongs.
    func route(_ key: Key, excluding excluded: ServerSet = []) -> (route: Router.Route?, home: Int) {
        let now = now()
        return router.withLockedValue { router in
            (router.route(key, at: now, excluding: excluded), router.home(of: key))
        }
    }

    /// The server that a key goes to now.
    package func currentServer(of key: Key) -> Int {
        let (route, home) = route(key)
        return route?.server ?? home
    }

    /// How often the connection to a server has ended so far. A server that was started again counts its tokens from 1.
    package func endedConnections(to server: Int) -> Int {
        connections[server].closedChannels.load(ordering: .relaxed)
    }

    /// Why a server is not asked now; `nil` if it is.
    func refusal(of server: Int) -> MemcachedError? { connections[server].reachability.refusal }

    /// The answer to a request for a key, on its own server or on `target`, if it is known without asking: the server was
    /// found to be out of reach a moment ago, and no other takes its place.
    package func refusal(of key: Key, on target: Int?) -> Answer? {
        var server = target
        if server == nil {
            let (route, home) = route(key)
            if route == nil { server = home }
        }
        guard let server, let error = refusal(of: server) else { return nil }
        return Answer(server: server, isRerouted: false, result: .failure(error))
    }

    /// The same, as it was named.
    package var distributionChoice: DistributionChoice { configuration.distribution }

    /// What is known of each server.
    package var health: [Router.Health] { router.withLockedValue { $0.health } }

    /// Lets `body` route keys, as many as it likes, as things stand now.
    package func withRouter<Result>(_ body: (inout Router, ContinuousClock.Instant) -> Result) -> Result {
        let now = now()
        return router.withLockedValue { body(&$0, now) }
    }

    /// Lanes to every server, so many to each, which report to `inbox`. The lane of server `s` and number `n` there has
    /// the number `s * perServer + n`; the first ones share the client's own connections.
    package func lanes(perServer: Int, inbox: Inbox) -> [Lane] {
        let capacity = max(64 << 10, MemcachedClient.heldReplies / (servers.count * perServer))
        return connections.indices.flatMap { server in
            (0..<perServer).map { number in
                Lane(
                    server: server,
                    number: server * perServer + number,
                    connection: number == 0 ? connections[server] : anotherConnection(to: server),
                    ownsConnection: number > 0,
                    inbox: inbox,
                    capacity: capacity
                )
            }
        }
    }

    /// Bytes of replies that lanes take in although nobody has looked at those before.
    private static let heldReplies = 8 << 20

    private func anotherConnection(to server: Int) -> Connection {
        Connection(
            server: servers[server],
            eventLoop: group.next(),
            settings: connections[server].settings,
            reachability: connections[server].reachability
        )
    }

    /// Takes note of what went wrong with a server outside of ``perform(_:on:)``.
    package func note(_ error: MemcachedError, of server: Int) {
        if error.code == .unreachable || error.code == .timeout { noteDown(server, error) }
    }

    func noteDown(_ server: Int, _ error: MemcachedError) {
        let now = now()
        let isNews = router.withLockedValue { router in
            isUp[server].value.store(false, ordering: .releasing)
            isAnyDown.store(true, ordering: .releasing)
            return router.markDown(server, reason: error.message, at: now)
        }
        guard isNews else { return }
        configuration.logger?.warning(
            "server is down",
            metadata: ["server": "\(servers[server])", "reason": "\(error.message)"]
        )
        configuration.onServerEvent?(
            .down(server: server, reason: error.message, retryAfter: router.withLockedValue { $0.retryInterval })
        )
    }

    package func noteUp(_ server: Int) {
        if isUp[server].value.load(ordering: .acquiring) { return }
        let now = now()
        let isNews = router.withLockedValue { router in
            let isNews = router.markUp(server, at: now)
            isUp[server].value.store(true, ordering: .releasing)
            if isNews { isAnyDown.store(router.isAnyDown, ordering: .releasing) }
            return isNews
        }
        guard isNews else { return }
        configuration.logger?.info("server is back", metadata: ["server": "\(servers[server])"])
        configuration.onServerEvent?(.up(server: server))
    }
}

/// What one thread sets and others see, in an array of such.
private final class Flag: Sendable {
    let value = Atomic(false)
}

/// Runs `body` with a client of these servers, and closes its connections afterwards.
///
/// ```swift
/// try await withMemcached(["cache-a:11211", "cache-b:11211:2"]) { cache in
///     try await cache.set("user:42", to: "Ada", expires: .after(.seconds(300)))
///     if let user = try await cache.get("user:42") { print(user.string) }
/// }
/// ```
@discardableResult
public func withMemcached<Result>(
    _ servers: [ServerAddress],
    _ body: (MemcachedClient) async throws -> Result
) async throws -> Result {
    let client = try MemcachedClient(MemcachedConfiguration(servers: servers))
    do {
        let result = try await body(client)
        await client.shutDown()
        return result
    } catch {
        await client.shutDown()
        throw error
    }
}
