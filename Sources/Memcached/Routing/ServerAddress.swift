/// Where a server listens, and how much of the keys it takes.
///
/// Written `host[:port[:weight]]`, `[v6]:port:weight` or `unix:/path[:weight]`, each with a blank and a name behind it if
/// it has one; the port is 11211 and the weight 1 if left out.
public struct ServerAddress: Hashable, Sendable {
    /// What to connect to.
    public enum Endpoint: Hashable, Sendable {
        /// A host name or a numeric address, and a TCP port.
        case host(String, port: Int)
        /// The path of a Unix domain socket.
        case unixSocket(String)
    }

    /// memcached's own port.
    public static let defaultPort = 11211

    /// Where the server listens.
    public let endpoint: Endpoint
    /// How often the server stands in the list of buckets; at least 1.
    public let weight: Int
    /// The name that stands for the server in a ring, in place of its address: twemproxy's `host:port:weight name`. With
    /// it, a server can move to another address and keep its keys.
    public let name: String?
    /// The numeric address that a host name stands for, where it is known already.
    package var numericHost: String?

    /// A server at an endpoint.
    ///
    /// - Throws: ``ParseError`` for a weight below 1 or above a million.
    public init(_ endpoint: Endpoint, weight: Int = 1, name: String? = nil) throws(ParseError) {
        guard weight >= 1, weight <= 1_000_000 else {
            throw ParseError(reason: "a weight is a number from 1 to 1000000, not \(weight)")
        }
        self.endpoint = endpoint
        self.weight = weight
        self.name = name
    }

    /// A server as written.
    ///
    /// - Throws: ``ParseError`` with the part that is wrong.
    public init(parsing written: some StringProtocol) throws(ParseError) {
        // A name stands behind a blank.
        let text = written.prefix { $0 != " " }
        let name = text.endIndex == written.endIndex ? nil : written[written.index(after: text.endIndex)...]
        let address = try ServerAddress(address: text)
        if let name, name.isEmpty || !ServerAddress.isVisible(name) {
            throw ParseError(reason: "the name of \(text) is empty, or holds blanks or control characters")
        }
        try self.init(address.endpoint, weight: address.weight, name: name.map { String($0) })
    }

    private static func isVisible(_ text: some StringProtocol) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned: false
            default: true
            }
        }
    }

    private init(address text: some StringProtocol) throws(ParseError) {
        if text.isEmpty { throw ParseError(reason: "a server is missing") }
        guard ServerAddress.isVisible(text) else {
            throw ParseError(reason: "a server's address cannot hold blanks or control characters")
        }
        if text.hasPrefix("unix:") {
            try self.init(unixSocket: text.dropFirst(5))
        } else if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw ParseError(reason: "'[' without ']' in \(text)") }
            let host = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else {
                throw ParseError(reason: "after ']' comes ':' and a port in \(text)")
            }
            try self.init(host: host, fields: rest.isEmpty ? [] : ServerAddress.fields(rest.dropFirst()), in: text)
        } else {
            let fields = ServerAddress.fields(text)
            if fields.count > 3 || (fields.count == 3 && (fields[0].isEmpty || fields[1].isEmpty)) {
                throw ParseError(reason: "\(text) has too many ':'; an IPv6 address stands in brackets: [::1]:11211")
            }
            try self.init(host: fields[0], fields: Array(fields.dropFirst()), in: text)
        }
    }

    private init(unixSocket text: some StringProtocol) throws(ParseError) {
        var path = String(text)
        var weight = 1
        if let colon = path.lastIndex(of: ":"), !path[colon...].contains("/") {
            weight = try ServerAddress.number(path[path.index(after: colon)...], name: "weight", 1...1_000_000)
            path = String(path[..<colon])
        }
        guard path.hasPrefix("/") else { throw ParseError(reason: "the path of a Unix socket begins with '/'") }
        guard path.utf8.count <= 107 else {
            throw ParseError(reason: "the path of a Unix socket has at most 107 bytes, this one \(path.utf8.count)")
        }
        try self.init(.unixSocket(path), weight: weight)
    }

    private init(host: some StringProtocol, fields: [String], in text: some StringProtocol) throws(ParseError) {
        guard !host.isEmpty else { throw ParseError(reason: "\(text) has no host") }
        guard fields.count <= 2 else { throw ParseError(reason: "\(text) has more than host, port and weight") }
        let port =
            fields.isEmpty ? ServerAddress.defaultPort : try ServerAddress.number(fields[0], name: "port", 1...65535)
        let weight = fields.count < 2 ? 1 : try ServerAddress.number(fields[1], name: "weight", 1...1_000_000)
        try self.init(.host(String(host), port: port), weight: weight)
    }

    private static func fields(_ text: some StringProtocol) -> [String] {
        text.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
    }

    private static func number(
        _ text: some StringProtocol,
        name: String,
        _ range: ClosedRange<Int>
    ) throws(ParseError) -> Int {
        guard let number = ASCII.unsigned(text.utf8).flatMap({ Int(exactly: $0) }), range.contains(number) else {
            throw ParseError(
                reason: "a \(name) is a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'"
            )
        }
        return number
    }

    /// Why a server could not be read.
    public struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        let reason: String
        /// The reason, in words.
        public var description: String { reason }
    }
}

extension ServerAddress: CustomStringConvertible {
    /// `host:port`, `[v6]:port` or `unix:/path`; the weight is not part of it.
    public var description: String {
        switch endpoint {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unixSocket(let path): "unix:\(path)"
        }
    }
}

extension ServerAddress: ExpressibleByStringLiteral {
    /// A server as written in source code.
    ///
    /// A literal that is no server becomes an address to which no connection succeeds, so that a program that holds
    /// one fails where it can be caught. Use ``init(parsing:)`` for text that comes from elsewhere.
    public init(stringLiteral text: String) {
        if let address = try? ServerAddress(parsing: text) {
            self = address
        } else {
            self.endpoint = .host(text, port: 0)
            self.weight = 1
            self.name = nil
        }
    }
}

extension ServerAddress {
    /// Servers as written in a list with commas.
    ///
    /// - Throws: ``ParseError`` for a server that cannot be read, an empty list, or a server or a name that stands there
    ///   twice: a server that shall take more keys than the others has a weight.
    public static func list(parsing texts: [String]) throws(ParseError) -> [ServerAddress] {
        var servers: [ServerAddress] = []
        for text in texts {
            for part in text.split(separator: ",") {
                let trimmed = part.trimmingBlanks()
                if trimmed.isEmpty { continue }
                servers.append(try ServerAddress(parsing: trimmed))
            }
        }
        try checkList(servers)
        return servers
    }

    /// Refuses a list that no ring can be made of: one without servers, or with one server or one name twice.
    ///
    /// - Throws: ``ParseError``.
    package static func checkList(_ servers: [ServerAddress]) throws(ParseError) {
        guard !servers.isEmpty else { throw ParseError(reason: "the list of servers is empty") }
        var endpoints: Set<Endpoint> = []
        var names: Set<String> = []
        for server in servers {
            if !endpoints.insert(server.endpoint).inserted {
                throw ParseError(reason: "\(server) is listed twice; to give it more keys, write a weight")
            }
            if let name = server.name, !names.insert(name).inserted {
                throw ParseError(reason: "the name \(name) is given to two servers")
            }
        }
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        var rest = drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
