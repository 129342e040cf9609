/// A server as twemproxy writes it: `host:port:weight [name]` or `/path:weight [name]`, read from the end.
enum TwemproxyServer {
    static func read(_ node: ConfigNode) throws(ClusterFileError) -> ListedServer {
        let form = "host:port:weight [name] or /path:weight [name]"
        guard let text = node.scalar else {
            throw ClusterFileError(line: node.line, "a server is written \(form)")
        }
        let wrong = ClusterFileError(line: node.line, "\(Quoted(text)) is not \(form)")
        var address = text[...]
        var name: String?
        if let blank = text.lastIndex(of: " ") {
            name = String(text[text.index(after: blank)...])
            address = text[..<blank]
        }
        guard let (rest, weightText) = split(address) else { throw wrong }
        guard let weight = Digits.number(weightText, ListedServer.weights) else {
            throw ClusterFileError(
                line: node.line,
                "the weight of \(Quoted(text)) is a number from 1 to \(ListedServer.weights.upperBound)"
            )
        }
        if rest.hasPrefix("/") {
            return try ListedServer(socket: rest, weight: weight, name: name, line: node.line)
        }
        guard let (host, portText) = split(rest) else { throw wrong }
        guard let port = Digits.number(portText, ListedServer.ports) else {
            throw ClusterFileError(
                line: node.line,
                "the port of \(Quoted(text)) is a number from 1 to \(ListedServer.ports.upperBound)"
            )
        }
        if host.hasPrefix("[") {
            throw ClusterFileError(line: node.line, "twemproxy writes an IPv6 address without brackets: ::1:11211:1")
        }
        return try ListedServer(host: host, port: port, weight: weight, name: name, line: node.line)
    }

    /// What stands before the last colon, and behind it.
    private static func split(_ text: Substring) -> (Substring, Substring)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        return (text[..<colon], text[text.index(after: colon)...])
    }
}
