/// Reads the servers and the distribution of a cluster from the configuration of the application that uses it.
package enum ClusterFile {
    /// A configuration of thousands of servers has a tenth of this.
    package static let limit = 1 << 20

    /// Which format it is is seen from the text. Without a `pool`, the only one there is.
    package static func read(_ text: String, pool: String?) throws(ClusterFileError) -> ClusterDescription {
        guard text.utf8.count <= limit else {
            throw ClusterFileError(line: nil, "the file has more than \(limit) bytes")
        }
        // A byte order mark is no text.
        var text = text
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        switch ClusterFormat(of: text) {
        case nil: throw ClusterFileError(line: nil, "the file is empty")
        case .twemproxy: return try TwemproxyFile.read(text, pool: pool)
        case .mcrouter: return try McrouterFile.read(text, pool: pool)
        case .libmemcached: return try LibmemcachedString.read(text, pool: pool)
        }
    }
}
