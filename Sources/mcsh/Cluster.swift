import Memcached
import MemcachedShell
import NIOPosix

/// The servers that a session talks with. Where an endpoint tells which those are, it is asked again when one of them is
/// lost, and then the session goes on with those that there are now.
@ShellActor
final class Cluster {
    private(set) var client: MemcachedClient
    let isLocal: Bool
    let events = ServerEvents()
    private let configuration: MemcachedConfiguration
    private let endpoint: MemcachedClient?
    private var version: UInt64 = 0

    /// Why there is no cluster.
    enum Problem: Error {
        case commandLine(String)
        case unreachable(String)
    }

    /// - Throws: ``Problem``.
    init(settings: Settings, members: ClusterMembers?, isLocal: Bool) async throws(Problem) {
        // Whoever takes the events is not the one who makes them.
        let events = events
        self.isLocal = isLocal
        var configuration = MemcachedConfiguration(servers: [])
        configuration.timeout = settings.timeout
        configuration.connectTimeout = settings.connectTimeout
        // One thread moves more than a server can; the shared group would start one for each core.
        configuration.eventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var members = members
        var endpoint: MemcachedClient?
        if case .endpoint(let address) = settings.source {
            do throws(MemcachedError) {
                configuration.servers = [address]
                let client = try MemcachedClient(configuration)
                endpoint = client
                let nodes = try await client.clusterNodes()
                version = nodes.version
                members = ClusterMembers(nodes.servers, settings.distribution ?? .standard)
            } catch {
                throw .unreachable("--discover: \(error.description)")
            }
        }
        guard let members else { throw .commandLine("there is no server") }
        self.endpoint = endpoint
        configuration.servers = members.servers
        configuration.distribution = members.distribution
        configuration.onServerEvent = { events.add($0) }
        self.configuration = configuration
        do {
            client = try Cluster.client(configuration)
        } catch {
            throw .commandLine(Escaping.text(error.message.utf8))
        }
    }

    private static func client(_ configuration: MemcachedConfiguration) throws(MemcachedError) -> MemcachedClient {
        var configuration = configuration
        // With one server, its own error says it all.
        if configuration.servers.count == 1 { configuration.onServerEvent = nil }
        return try MemcachedClient(configuration)
    }

    /// Asks the endpoint again, because a server was lost; returns what there is to say about it.
    ///
    /// What is odd, or older than what is known, changes nothing.
    func renew() async -> String? {
        guard let endpoint else { return nil }
        do throws(MemcachedError) {
            let nodes = try await endpoint.clusterNodes()
            guard nodes.version > version else { return nil }
            version = nodes.version
            let members = ClusterMembers(nodes.servers, configuration.distribution)
            guard members.servers != client.servers else { return nil }
            var changed = configuration
            changed.servers = members.servers
            let old = client
            client = try Cluster.client(changed)
            await old.shutDown()
            let count = members.servers.count == 1 ? "1 server" : "\(members.servers.count) servers"
            return
                "the cluster has changed: \(count) now (version \(nodes.version)); tokens seen before mean nothing any more"
        } catch {
            return "the endpoint does not tell which servers there are now: \(error.description)"
        }
    }
}
