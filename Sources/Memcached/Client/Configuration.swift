public import Logging
public import NIOCore

/// How a client behaves.
public struct MemcachedConfiguration: Sendable {
    /// The servers, in the order that the distribution is to see them: order matters.
    public var servers: [ServerAddress]
    /// How keys are spread over the servers: as the client does it with which the servers are shared. As
    /// python-memcached, unless said otherwise.
    public var distribution: DistributionChoice
    /// The longest that opening a connection may take. 3 s, as python-memcached's.
    public var connectTimeout: Duration
    /// The longest that an answer may take, from when the request was written. 3 s, as python-memcached's.
    public var timeout: Duration
    /// How long a server that could not be reached is left alone before it is tried again; `nil` for as long as the
    /// client does after whose manner keys are distributed, which is 30 s for python-memcached.
    public var retryInterval: Duration?
    /// The largest value believed, in bytes; a server that announces a larger one is not listened to any longer.
    /// 1 GiB, which is the most that memcached can be told to take.
    public var maximumValueSize: Int
    /// Where connections live. NIO's shared group unless given.
    public var eventLoopGroup: (any EventLoopGroup)?
    /// Told when a server goes down or comes back. Silent unless given.
    public var logger: Logger?

    /// The defaults for these servers.
    public init(servers: [ServerAddress]) {
        self.servers = servers
        self.distribution = .standard
        self.connectTimeout = .seconds(3)
        self.timeout = .seconds(3)
        self.maximumValueSize = 1 << 30
    }

    /// How long after a failed attempt no other is made to reach the same server, and whoever asks is told of that failure
    /// at once: something for scripts. A person who has just started the server would not understand it.
    package var pauseAfterFailure = Duration.zero
    /// Called once when a server goes down and once when it is back.
    package var onServerEvent: (@Sendable (ServerEvent) -> Void)?
}

/// A change that a person wants to hear of, once.
package enum ServerEvent: Sendable, Equatable {
    /// The server cannot be reached; it is left alone for so long.
    case down(server: Int, reason: String, retryAfter: Duration)
    case up(server: Int)
}
