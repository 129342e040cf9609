import Glibc
import Memcached
import MemcachedShell

/// Where the list of servers comes from.
enum ClusterSource {
    case list([ServerAddress])
    /// So many private servers.
    case local(Int)
    /// `FILE[#POOL]`, an application's own configuration.
    case file(String)
    /// Asked for the nodes of its cluster.
    case endpoint(ServerAddress)
}

/// The servers of a session and how keys are spread over them.
struct ClusterMembers {
    let servers: [ServerAddress]
    let distribution: DistributionChoice

    /// With names resolved where the distribution hashes addresses.
    init(_ servers: [ServerAddress], _ distribution: DistributionChoice, within limit: Duration) {
        self.servers = distribution.hashesAddresses ? HostNames.resolved(servers, within: limit) : servers
        self.distribution = distribution
    }
}

/// Reads an application's configuration.
enum ClusterConfiguration {
    /// The members that `FILE[#POOL]` describes; `distribution` is what the user wants in place of the file's.
    static func members(
        _ written: String,
        distribution: DistributionChoice?,
        within limit: Duration
    ) throws(Settings.Problem) -> ClusterMembers {
        var path = written
        var pool: String?
        if access(path, F_OK) != 0, let hash = written.lastIndex(of: "#") {
            path = String(written[..<hash])
            pool = String(written[written.index(after: hash)...])
        }
        let name = Escaping.text(path.utf8)
        let description: ClusterDescription
        let text: String
        do throws(SmallFile.Problem) {
            text = try SmallFile.text(of: path, limit: ClusterFile.limit)
        } catch {
            throw Settings.Problem("\(name): \(error.message)")
        }
        do throws(ClusterFileError) {
            description = try ClusterFile.read(text, pool: pool)
        } catch {
            throw Settings.Problem("\(place(name, error.line)): \(error.message)")
        }
        for warning in description.warnings {
            StandardError.print("\(place(name, warning.line)): \(warning.message)\n")
        }
        return ClusterMembers(description.servers, distribution ?? description.distribution, within: limit)
    }

    private static func place(_ name: String, _ line: Int?) -> String {
        line.map { "\(name):\($0)" } ?? name
    }
}
