/// A server as libmemcached writes it: `host:port/?weight`, port and weight at will.
enum LibmemcachedServer {
    static func host(_ text: String, line: Int) throws(ClusterFileError) -> ListedServer {
        let (address, weight) = try split(text[...], line: line)
        let fields = address.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = fields.first, fields.count <= 2, isHost(host) else {
            throw ClusterFileError(
                line: line,
                "\(Quoted(text)) is not host:port/?weight; libmemcached reads names and IPv4 addresses"
            )
        }
        guard let port = fields.count < 2 ? 11211 : Digits.number(fields[1], ListedServer.ports) else {
            throw ClusterFileError(
                line: line,
                "the port of \(Quoted(text)) is a number from 1 to \(ListedServer.ports.upperBound)"
            )
        }
        return try ListedServer(host: host, port: port, weight: weight, line: line)
    }

    /// The manual page has the weight within the quotes; the parser takes it for a part of the path there.
    static func socket(_ text: String, line: Int) throws(ClusterFileError) -> ListedServer {
        guard let close = text.lastIndex(of: "\""), let path = LibmemcachedWords.unquoted(String(text[...close])) else {
            throw ClusterFileError(line: line, "--SOCKET is a path in quotes: --SOCKET=\"/run/memcached.sock\"")
        }
        let rest = text[text.index(after: close)...]
        let (between, weight) = try split(rest, line: line)
        guard between.isEmpty else {
            throw ClusterFileError(line: line, "behind the path stands nothing but a weight: \"/path\"/?2")
        }
        guard !path.contains("/?") else {
            throw ClusterFileError(line: line, "the weight of a socket stands behind the quotes: \"/path\"/?2")
        }
        return try ListedServer(socket: path, weight: weight, line: line)
    }

    private static func split(_ text: Substring, line: Int) throws(ClusterFileError) -> (Substring, Int) {
        guard let slash = text.firstIndex(of: "/") else { return (text, 1) }
        let mark = text[slash...]
        guard mark.hasPrefix("/?"), let weight = Digits.number(mark.dropFirst(2), 1...99999) else {
            throw ClusterFileError(
                line: line,
                "a weight is written /? and a number from 1 to 99999, not \(Quoted(mark))"
            )
        }
        return (text[..<slash], weight)
    }

    private static func isHost(_ host: Substring) -> Bool {
        !host.isEmpty && host.utf8.allSatisfy { ASCIIClass.isAlphanumeric($0) || "._-".utf8.contains($0) }
    }
}
