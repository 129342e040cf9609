package import Memcached

extension Performer {
    /// The largest item, key and bookkeeping included, that the server of a statement's first key takes; `nil` if it does
    /// not tell.
    package func largestItem(for statement: Statement) async -> (size: Int, server: ServerAddress)? {
        guard let key = statement.keys.first else { return nil }
        let server = statement.target ?? client.currentServer(of: key)
        guard let size = await client.settings(of: server).largestItem.flatMap({ Int($0) }), size > 0 else {
            return nil
        }
        return (size, client.servers[server])
    }
}
