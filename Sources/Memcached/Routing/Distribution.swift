/// A rule by which a client spreads keys over servers. Pure: it opens nothing, and it is the same for the same servers,
/// options and servers that are down.
///
/// A server is an index into the list that the distribution was made with.
package protocol Distribution: Sendable {
    /// How a user names it: the client library's own name.
    static var name: String { get }
    /// What it is and whose default, in one line.
    static var summary: String { get }
    /// The options it takes, named as that client names them.
    static var rules: [DistributionRule] { get }
    /// Whether, with these options, the numeric addresses of host names are part of what is hashed, so that they have
    /// to be known.
    static func hashesAddresses(_ options: DistributionOptions) -> Bool

    /// A distribution over these servers, at least one, with options that follow ``rules``.
    init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError)

    /// The servers that are down. A ring from which they are thrown out is made anew when this changes, not for each
    /// key.
    var down: ServerSet { get set }

    /// The server of a key with those ``down``; `nil` if the rule finds none. A client that never looks elsewhere
    /// answers with the key's own server although that is down.
    ///
    /// `key` is what is sent. Whoever wants to see the arithmetic passes a log; without one, nothing is allocated.
    func server(for key: Span<UInt8>, log: RouteLog?) -> Int?

    /// The share of all keys that each server gets while nobody is down; the sum is 1.
    var shares: [Double] { get }
    /// Whether keys go elsewhere when their server is down.
    var movesKeys: Bool { get }
    /// How long a server that could not be reached is left alone, if the user does not say.
    var retryInterval: Duration { get }
    /// What the client puts before every key that it sends.
    var namespace: [UInt8] { get }
    /// The key that the client sends for one that its user names.
    func sent(_ key: [UInt8]) -> [UInt8]
}

extension Distribution {
    package static var rules: [DistributionRule] { [] }
    package static func hashesAddresses(_ options: DistributionOptions) -> Bool { false }
    package var retryInterval: Duration { .seconds(30) }
    package var namespace: [UInt8] { [] }
    package func sent(_ key: [UInt8]) -> [UInt8] { namespace + key }

    /// What of a key that is sent its user named.
    func withoutNamespace(_ key: Span<UInt8>) -> Range<Int> {
        let namespace = namespace
        return (!namespace.isEmpty && key.starts(with: namespace) ? namespace.count : 0)..<key.count
    }
}

/// A distribution whose users may give the number to choose by themselves, beside the key: python-memcached's
/// `(number, key)`, Cache::Memcached's `[number, key]`.
package protocol NumberedDistribution: Distribution {
    /// The server for a number, with those ``Distribution/down``.
    func server(forNumber number: Int, key: Span<UInt8>, log: RouteLog?) -> Int?
}

/// Why a distribution cannot be made.
package struct DistributionError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
