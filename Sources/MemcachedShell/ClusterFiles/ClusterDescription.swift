package import Memcached

/// What an application's own configuration says about its cluster.
package struct ClusterDescription: Sendable, Equatable {
    /// In the file's order, which some distributions go by, with weights and names.
    package let servers: [ServerAddress]
    /// How the application spreads its keys.
    package let distribution: DistributionChoice
    /// What was read over, a line each: `line 7: unknown key 'foo'`. Fit for a terminal.
    package let warnings: [String]
}
