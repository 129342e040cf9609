/// The arithmetic by which a key comes to its server, written down as it is done: the same code that routes explains
/// itself.
package final class RouteLog {
    /// The steps, in order: what was hashed, to what, and where that leads. Each leads to a server.
    package private(set) var steps: [String] = []
    private var begun: [String] = []

    package init() {}

    /// Notes a part of a step.
    func begin(_ part: String) { begun.append(part) }

    /// Notes the last part of a step, which leads to a server.
    func complete(_ part: String) {
        steps.append((begun + [part]).joined(separator: "; "))
        begun = []
    }
}

/// How a key came to its server.
package struct RouteExplanation: Sendable, Equatable {
    /// The server, or `nil` if the rule finds none.
    package let server: Int?
    /// The steps, in order: what was hashed, to what, and where that leads.
    package let steps: [String]
}

extension Distribution {
    /// The server of a key as it is sent, and the arithmetic that leads there.
    package func explanation(for key: [UInt8]) -> RouteExplanation {
        let log = RouteLog()
        let server = server(for: key.span, log: log)
        return RouteExplanation(server: server, steps: log.steps)
    }
}
