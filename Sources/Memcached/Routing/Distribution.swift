/// A rule by which a client spreads keys over servers. Pure: it opens nothing and remembers nothing.
///
/// A server is an index into the list that the distribution was made with.
package protocol Distribution: Sendable {
    /// How a user names it.
    static var name: String { get }
    /// What it is, in one line.
    static var summary: String { get }
    /// A distribution over these servers, with the options of `--distribution name:key=value`.
    init(servers: [ServerAddress], options: [DistributionOption]) throws(DistributionError)

    /// The server of a key, when those are down for which `isDown` says so; `nil` if the rule finds none.
    func server(for key: Key, isDown: (Int) -> Bool) -> Int?
    /// The same, with the arithmetic that leads there, a line each.
    func explanation(for key: Key, isDown: (Int) -> Bool) -> RouteExplanation
    /// The share of all keys that each server gets when all are up; the sum is 1.
    var shares: [Double] { get }
}

/// A `key=value` behind the name of a distribution.
package struct DistributionOption: Hashable, Sendable {
    package let key: String
    package let value: String
}

package struct DistributionError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}

/// How a key came to its server.
package struct RouteExplanation: Sendable, Equatable {
    /// The server, or `nil` if the rule finds none.
    package let server: Int?
    /// The steps, in order: what was hashed, to what, and where that leads.
    package let steps: [String]
}

/// The known distributions. To add one: a file of its own, and a line here.
package enum Distributions {
    package static let all: [any Distribution.Type] = [
        PythonMemcachedDistribution.self
    ]

    /// A distribution as written: `NAME[:key=value,...]`.
    package static func make(
        _ text: String,
        servers: [ServerAddress]
    ) throws(DistributionError) -> any Distribution {
        let name = text.prefix { $0 != ":" }
        guard let type = all.first(where: { $0.name == name }) else {
            let known = all.map { $0.name }.joined(separator: ", ")
            throw DistributionError(description: "unknown distribution '\(name)'; known: \(known)")
        }
        var options: [DistributionOption] = []
        for part in text.dropFirst(name.count + 1).split(separator: ",") {
            guard let equals = part.firstIndex(of: "=") else {
                throw DistributionError(description: "'\(part)' is not of the form key=value in '\(text)'")
            }
            options.append(
                DistributionOption(key: String(part[..<equals]), value: String(part[part.index(after: equals)...]))
            )
        }
        return try type.init(servers: servers, options: options)
    }
}
