import Memcached
import MemcachedShell
import NIOPosix

/// The servers that a session talks with. Where an endpoint tells which those are, it is asked again while one of them is
/// down, and then the session goes on with those that there are now.
@ShellActor
final class Cluster {
    private(set) var client: MemcachedClient
    let isLocal: Bool
    let events: ServerEvents
    private var configuration: MemcachedConfiguration
    private let endpoint: MemcachedClient?
    private var version: UInt64
    private var lastAsked = ContinuousClock.now
    /// What it is called if it has no other name: its first server.
    var address: String { isLocal ? "local" : client.servers[0].description }
    /// What went wrong when the endpoint was last asked, which is said once.
    private var lastProblem: String?

    /// An endpoint learns of a loss later than we do, so it is asked more than once; but a script has many lines.
    private static let pauseBetweenQuestions = Duration.seconds(2)

    /// Why there is no cluster.
    enum Problem: Error {
        case commandLine(String)
        case unreachable(String)
        case interrupted
    }

    /// - Throws: ``Problem``.
    init(settings: Settings, members: ClusterMembers?, isLocal: Bool) async throws(Problem) {
        let events = ServerEvents()
        self.events = events
        self.isLocal = isLocal
        var configuration = MemcachedConfiguration(servers: members?.servers ?? [])
        configuration.distribution = members?.distribution ?? settings.distribution ?? .standard
        configuration.timeout = settings.timeout
        configuration.connectTimeout = settings.connectTimeout
        configuration.pauseAfterFailure = settings.pauseAfterFailure
        // One thread moves more than a server can; the shared group would start one for each core.
        configuration.eventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: settings.threads)
        var endpoint: MemcachedClient?
        version = 0
        do throws(MemcachedError) {
            if case .endpoint(let address) = settings.source {
                var own = configuration
                own.servers = [address]
                own.distribution = .standard
                let client = try MemcachedClient(own)
                endpoint = client
                let nodes = try await Cluster.ask(client)
                version = nodes.version
                configuration.servers = Cluster.members(nodes, configuration).servers
            }
        } catch {
            throw error.code == .cancelled ? .interrupted : .unreachable("--discover: \(error.description)")
        }
        self.endpoint = endpoint
        configuration.onServerEvent = { events.add($0) }
        self.configuration = configuration
        do throws(MemcachedError) {
            client = try MemcachedClient(configuration)
        } catch {
            throw .commandLine(Escaping.text(error.message.utf8))
        }
    }

    /// Whether the endpoint may know better than we do: a server is down.
    private var mayHaveChanged: Bool {
        endpoint != nil && client.health.contains { if case .down = $0 { true } else { false } }
    }

    /// Whether it is time to ask the endpoint again.
    var isDueForRenewal: Bool {
        endpoint != nil && mayHaveChanged && ContinuousClock.now - lastAsked >= Cluster.pauseBetweenQuestions
    }

    /// Asks the endpoint again if a server is down, unless that was done a moment ago; returns what there is to say.
    ///
    /// What is odd, or older than what is known, changes nothing.
    func renew(afterLoss isNews: Bool) async -> String? {
        let now = ContinuousClock.now
        guard let endpoint, mayHaveChanged, isNews || now - lastAsked >= Cluster.pauseBetweenQuestions else {
            return nil
        }
        lastAsked = now
        do throws(MemcachedError) {
            let nodes = try await Cluster.ask(endpoint)
            lastProblem = nil
            guard nodes.version > version else { return nil }
            version = nodes.version
            let members = Cluster.members(nodes, configuration)
            guard members.servers != client.servers else { return nil }
            var changed = configuration
            changed.servers = members.servers
            let old = client
            client = try MemcachedClient(changed)
            await old.shutDown()
            let count = members.servers.count == 1 ? "1 server" : "\(members.servers.count) servers"
            return
                "the cluster has changed: \(count) now (version \(nodes.version)); tokens seen before mean nothing any more"
        } catch {
            let problem = "the endpoint does not tell which servers there are now: \(error.description)"
            defer { lastProblem = problem }
            return problem == lastProblem || error.code == .cancelled ? nil : problem
        }
    }

    /// Goes on as the settings say now: how keys are spread, and how long anything may take. Where that is not possible,
    /// all stays as it is.
    func follow(_ values: ShellSettings) async throws(MemcachedError) {
        var changed = configuration
        if let timeout = TimeText.duration(values.text(.timeout)) { changed.timeout = timeout }
        if let limit = TimeText.duration(values.text(.connectTimeout)) { changed.connectTimeout = limit }
        if let entry = values[.distribution] { changed.distribution = DistributionChoice(entry.text) }
        changed.servers =
            ClusterMembers(client.servers, changed.distribution, within: changed.connectTimeout).servers
        let old = client
        client = try MemcachedClient(changed)
        configuration = changed
        await old.shutDown()
    }

    /// Asks for the nodes; Ctrl-C ends the wait.
    private static func ask(_ endpoint: MemcachedClient) async throws(MemcachedError) -> ClusterNodes {
        let work = Task(executorPreference: MainThread.executor) { await result(of: endpoint) }
        return try await Signals.whileInterruptible(stop: { work.cancel() }) { await work.value }.get()
    }

    private static func result(of endpoint: MemcachedClient) async -> Result<ClusterNodes, MemcachedError> {
        do throws(MemcachedError) {
            return .success(try await endpoint.clusterNodes())
        } catch {
            return .failure(error)
        }
    }

    private static func members(_ nodes: ClusterNodes, _ configuration: MemcachedConfiguration) -> ClusterMembers {
        ClusterMembers(nodes.servers, configuration.distribution, within: configuration.connectTimeout)
    }
}
