import CProcess
import Glibc
import Memcached
import MemcachedShell

/// Host names as Java resolves them when a program starts: to the first IPv4 address, else to the first.
enum HostNames {
    /// The servers with their numeric addresses; all names are looked up at once, and those that are not found in time
    /// stay without, which is said.
    static func resolved(_ servers: [ServerAddress], within limit: Duration) -> [ServerAddress] {
        var servers = servers
        let names = servers.indices.compactMap { index in unresolvedName(of: servers[index]).map { (index, $0) } }
        if names.isEmpty { return servers }
        for ((index, name), address) in zip(names, addresses(of: names.map(\.1), within: limit)) {
            servers[index].numericHost = address
            if address == nil {
                StandardError.print(
                    "mcsh: the host name \(Escaping.text(name.utf8)) does not resolve; its address is part of what is "
                        + "hashed, so keys may belong elsewhere\n"
                )
            }
        }
        return servers
    }

    private static func unresolvedName(of server: ServerAddress) -> String? {
        guard case .host(let host, _) = server.endpoint, server.numericHost == nil, !NumericAddress.isIPv4(host),
            NumericAddress.groupsOfIPv6(host) == nil
        else { return nil }
        return host
    }

    private static func addresses(of names: [String], within limit: Duration) -> [String?] {
        let length = Int(MCSH_ADDRESS_LENGTH)
        var addresses = [CChar](repeating: 0, count: names.count * length)
        let (seconds, attoseconds) = limit.components
        let milliseconds = min(seconds, 86_400) * 1000 + attoseconds / 1_000_000_000_000_000
        let copies = names.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        mcsh_resolve(copies.map { UnsafePointer($0) }, CInt(names.count), Int(milliseconds), &addresses)
        return names.indices.map { index in
            let text = addresses[index * length..<(index + 1) * length].prefix { $0 != 0 }
            return text.isEmpty ? nil : String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
