import Memcached

/// libmemcached's configuration string: `--SERVER=host:port/?weight --DISTRIBUTION=CONSISTENT ...`.
///
/// Options take effect in the order in which they stand. The grammar is that of libmemcached 1.1.4
/// (`src/libmemcached/csl/scanner.l` and `parser.yy`, and libmemcached_configuration(3) where the two agree): names in
/// any case, a blank between two options; lines as in a configuration file.
enum LibmemcachedString {
    /// Statements without dashes.
    static let bareWords: Set<String> = ["INCLUDE", "RESET", "DEBUG", "END", "ERROR", "CSL_ERROR"]

    static func read(_ text: String, pool: String?) throws(ClusterFileError) -> ClusterDescription {
        if let pool {
            throw ClusterFileError(
                line: nil,
                "a configuration of libmemcached has no pools; leave out #\(Quoted(pool).word)"
            )
        }
        var reader = LibmemcachedReader(text)
        try reader.read()
        return ClusterDescription(
            servers: try ListedServer.checked(reader.servers, of: "the configuration", line: nil),
            distribution: DistributionChoice(name: "libmemcached", options: reader.options),
            warnings: reader.warnings.all
        )
    }
}
