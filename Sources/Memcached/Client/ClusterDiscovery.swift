/// The nodes of a cluster, as its configuration endpoint tells them: ElastiCache's, and what imitates it.
///
/// Source of the facts: ElastiCache's documentation of `config get cluster`.
package struct ClusterNodes: Sendable, Equatable {
    /// A number that grows with each change of the nodes.
    package let version: UInt64
    package let servers: [ServerAddress]

    /// Far more than any cluster has; each costs a connection.
    private static let maximumCount = 10_000

    /// Nodes from what the endpoint replied to `config get cluster`, or to `get AmazonElastiCache:cluster` before 1.4.14;
    /// `nil` if it is anything else: then the old list is better than an odd one.
    ///
    /// The number of bytes that is announced is not relied upon: it is wrong in the wild.
    package init?(reply: [UInt8]) {
        let lines = reply.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false).map { line in
            line.last == ASCII.carriageReturn ? line.dropLast() : line
        }
        guard lines.count >= 4,
            lines[0].starts(with: "CONFIG cluster ".utf8)
                || lines[0].starts(with: "VALUE AmazonElastiCache:cluster ".utf8),
            let version = ASCII.unsigned(lines[1]), lines.contains(where: { $0.elementsEqual("END".utf8) })
        else { return nil }
        var servers: [ServerAddress] = []
        guard lines[2].count(where: { $0 == ASCII.space }) < ClusterNodes.maximumCount else { return nil }
        for node in lines[2].split(separator: ASCII.space) {
            guard let server = ClusterNodes.server(node) else { return nil }
            servers.append(server)
        }
        guard (try? ServerAddress.checkList(servers)) != nil else { return nil }
        self.version = version
        self.servers = servers
    }

    /// `host|address|port`, in which the host or the address may be missing. Clients hash the host.
    private static func server(_ node: ArraySlice<UInt8>) -> ServerAddress? {
        let fields = node.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        guard fields.count == 3, let port = ASCII.unsigned(fields[2]).flatMap({ Int(exactly: $0) }),
            (1...65535).contains(port)
        else { return nil }
        let (host, address) = (String(decoding: fields[0], as: UTF8.self), String(decoding: fields[1], as: UTF8.self))
        let isNumeric = NumericAddress.isIPv4(address) || NumericAddress.groupsOfIPv6(address) != nil
        guard address.isEmpty || isNumeric else { return nil }
        let name = host.isEmpty ? address : host
        let written = name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)"
        guard var server = try? ServerAddress(parsing: written) else { return nil }
        if isNumeric, !host.isEmpty { server.numericHost = address }
        return server
    }
}

extension MemcachedClient {
    /// Asks the first server, a configuration endpoint, for the nodes of its cluster.
    package func clusterNodes() async throws(MemcachedError) -> ClusterNodes {
        var reply = try await exchangeRaw(Array("config get cluster".utf8), with: 0)
        if reply.ending == .complete, reply.bytes.starts(with: "ERROR".utf8) {
            reply = try await exchangeRaw(Array("get AmazonElastiCache:cluster".utf8), with: 0)
        }
        if let nodes = ClusterNodes(reply: reply.bytes) { return nodes }
        let server = servers[0]
        switch reply.ending {
        case _ where !reply.bytes.isEmpty:
            let said = Excerpt(reply.bytes, limit: 120)
            throw MemcachedError(.refusedByServer, "this is no list of nodes: \(said)", server: server)
        case .timedOut: throw MemcachedError(.timeout, "no list of nodes came in time", server: server)
        case .closed:
            throw MemcachedError(
                .connectionLost,
                "the connection was closed before a list of nodes came",
                server: server
            )
        case .complete, .cut:
            throw MemcachedError(.refusedByServer, "no list of nodes came", server: server)
        }
    }
}
