/// A server as mcrouter writes it: `host:port`, `[v6]:port` or `unix:/path`, with `:protocol:security:compression`
/// behind it (`AccessPoint::create` in its source).
enum McrouterServer {
    static func read(
        _ node: ConfigNode,
        port override: Int?,
        warnings: inout ClusterWarnings
    ) throws(ClusterFileError) -> ListedServer {
        // Up to 2015 a server could also be an object.
        guard let text = node.scalar ?? node["hostname"]?.scalar else {
            throw ClusterFileError(
                line: node.line,
                "a server is written \"host:port\"; one that is a route is not read"
            )
        }
        let wrong = ClusterFileError(line: node.line, "\(Quoted(text)) is not host:port, [v6]:port or unix:/path")
        var host = text[...]
        var fields: [Substring] = []
        let isSocket = text.hasPrefix("unix:")
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw wrong }
            host = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw wrong }
            fields = rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        } else {
            fields = text.dropFirst(isSocket ? 5 : 0).split(separator: ":", omittingEmptySubsequences: false)
            guard let first = fields.first else { throw wrong }
            host = first
            fields.removeFirst()
        }
        let portText = isSocket || fields.isEmpty ? nil : fields.removeFirst()
        guard fields.count <= 3 else { throw wrong }
        if let name = fields.first { try check(protocol: String(name), line: node.line) }
        if fields.count > 1, fields[1] != "plain" { warnOfEncryption(node.line, &warnings) }
        if isSocket { return try ListedServer(socket: host, line: node.line) }
        guard let port = override ?? portText.flatMap({ Digits.number($0, ListedServer.ports) }) else {
            throw ClusterFileError(
                line: node.line,
                "the port of \(Quoted(text)) is a number from 1 to \(ListedServer.ports.upperBound)"
            )
        }
        return try ListedServer(host: host, port: port, line: node.line)
    }

    static func check(protocol name: String, line: Int) throws(ClusterFileError) {
        guard name.lowercased() == "ascii" else {
            throw ClusterFileError(line: line, "the servers speak \(Quoted(name)), not memcached's text protocol")
        }
    }

    static func warnOfEncryption(_ line: Int, _ warnings: inout ClusterWarnings) {
        warnings.add(line, "mcrouter encrypts its connections to these servers; mcsh does not")
    }
}
