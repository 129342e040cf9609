import Memcached

/// A server and the line that lists it.
struct ListedServer {
    static let ports = 1...65535
    static let weights = 1...1_000_000

    let address: ServerAddress
    let line: Int

    /// A server on a host.
    init(host: some StringProtocol, port: Int, weight: Int = 1, name: String? = nil, line: Int)
        throws(ClusterFileError)
    {
        guard !host.isEmpty, !host.contains(where: { $0 == "[" || $0 == "]" }) else {
            throw ClusterFileError(line: line, "\(Quoted(host)) is no host")
        }
        let written = host.contains(":") ? "[\(host)]" : "\(host)"
        try self.init(parsing: "\(written):\(port):\(weight)", name: name, line: line)
    }

    /// A server on a Unix socket.
    init(socket: some StringProtocol, weight: Int = 1, name: String? = nil, line: Int) throws(ClusterFileError) {
        try self.init(parsing: "unix:\(socket):\(weight)", name: name, line: line)
    }

    private init(parsing text: String, name: String?, line: Int) throws(ClusterFileError) {
        do {
            // A blank within the address would begin a name.
            guard !text.contains(" ") else {
                throw ClusterFileError(line: line, "a server's address cannot hold blanks or control characters")
            }
            address = try ServerAddress(parsing: name.map { "\(text) \($0)" } ?? text)
        } catch let error as ServerAddress.ParseError {
            throw ClusterFileError(line: line, Escaping.text(error.description.utf8))
        } catch let error as ClusterFileError {
            throw error
        } catch {
            throw ClusterFileError(line: line, "this is no server")
        }
        self.line = line
    }

    /// The addresses of a list that a ring can be made of.
    ///
    /// `of` is what the list is called, and `line` where it begins.
    static func checked(_ list: [ListedServer], of name: String, line: Int?) throws(ClusterFileError) -> [ServerAddress]
    {
        guard !list.isEmpty else { throw ClusterFileError(line: line, "\(name) has no servers") }
        let addresses = list.map(\.address)
        do {
            try ServerAddress.checkList(addresses)
        } catch {
            throw ClusterFileError(line: firstRepetition(list) ?? line, Escaping.text(error.description.utf8))
        }
        return addresses
    }

    /// Where a server or a name stands for the second time.
    private static func firstRepetition(_ list: [ListedServer]) -> Int? {
        var endpoints: Set<ServerAddress.Endpoint> = []
        var names: Set<String> = []
        for server in list {
            let isNew = endpoints.insert(server.address.endpoint).inserted
            let hasNewName = server.address.name.map { names.insert($0).inserted } ?? true
            if !isNew || !hasNewName { return server.line }
        }
        return nil
    }
}
