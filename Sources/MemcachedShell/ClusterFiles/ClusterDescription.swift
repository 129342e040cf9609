package import Memcached

/// What an application's own configuration says about its cluster.
package struct ClusterDescription: Sendable, Equatable {
    /// In the file's order, which some distributions go by, with weights and names.
    package let servers: [ServerAddress]
    /// How the application spreads its keys.
    package let distribution: DistributionChoice
    /// What was read over.
    package let warnings: [ClusterFileWarning]
}

/// Something in a configuration that is not followed. Fit for a terminal.
package struct ClusterFileWarning: Sendable, Equatable, CustomStringConvertible {
    /// From 1; `nil` where several are meant.
    package let line: Int?
    package let message: String

    package var description: String { line.map { "line \($0): \(message)" } ?? message }
}
