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
    init(_ servers: [ServerAddress], _ distribution: DistributionChoice) {
        let type = Distributions.named(distribution.name)
        self.servers = type?.hashesAddresses == true ? servers.map { HostName.resolved($0) } : servers
        self.distribution = distribution
    }
}

/// Reads an application's configuration.
enum ClusterConfiguration {
    private static let largest = 1 << 20

    /// The members that `FILE[#POOL]` describes; `distribution` is what the user wants in place of the file's.
    static func members(
        _ written: String,
        distribution: DistributionChoice?
    ) throws(Settings.Problem) -> ClusterMembers {
        var path = written
        var pool: String?
        if access(path, F_OK) != 0, let hash = written.lastIndex(of: "#") {
            path = String(written[..<hash])
            pool = String(written[written.index(after: hash)...])
        }
        let name = Escaping.text(path.utf8)
        let description: ClusterDescription
        do throws(ClusterFileError) {
            description = try ClusterFile.read(try text(of: path, name: name), pool: pool)
        } catch {
            let place = error.line.map { "\(name):\($0)" } ?? name
            throw Settings.Problem("\(place): \(error.message)")
        }
        for warning in description.warnings { StandardError.print("\(name): \(warning)\n") }
        return ClusterMembers(description.servers, distribution ?? description.distribution)
    }

    private static func text(of path: String, name: String) throws(ClusterFileError) -> String {
        func failed(_ reason: String) -> ClusterFileError { ClusterFileError(line: nil, reason) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed(String(cString: strerror(errno)).lowercased()) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= largest {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            if count < 0, errno == EINTR, !Signals.isInterrupted { continue }
            guard count > 0 else { throw failed(String(cString: strerror(errno)).lowercased()) }
            bytes += chunk.prefix(count)
        }
        if bytes.count > largest { throw failed("larger than 1 MiB: this is no configuration") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failed("this is not UTF-8") }
        return text
    }
}

/// Host names as Java resolves them when it is started: to the first IPv4 address, else to the first.
enum HostName {
    static func resolved(_ server: ServerAddress) -> ServerAddress {
        guard case .host(let host, _) = server.endpoint, server.numericHost == nil, server.name == nil,
            !NumericAddress.isIPv4(host), NumericAddress.groupsOfIPv6(host) == nil
        else { return server }
        var resolved = server
        resolved.numericHost = address(of: host, family: AF_INET) ?? address(of: host, family: AF_UNSPEC)
        return resolved
    }

    private static func address(of host: String, family: CInt) -> String? {
        var hints = addrinfo()
        hints.ai_family = family
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &found) == 0, let first = found else { return nil }
        defer { freeaddrinfo(first) }
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let flags = NI_NUMERICHOST
        let result = getnameinfo(
            first.pointee.ai_addr,
            first.pointee.ai_addrlen,
            &text,
            socklen_t(text.count),
            nil,
            0,
            flags
        )
        guard result == 0 else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
