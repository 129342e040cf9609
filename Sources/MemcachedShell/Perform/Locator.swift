package import Memcached

/// Where keys belong, by one distribution or by several side by side. Opens nothing.
package struct Locator: Sendable {
    private struct Rule {
        /// As it was named with `--as`.
        let name: String?
        let distribution: any Distribution
        let prefix: KeyPrefix
    }

    private let servers: [ServerAddress]
    private let rules: [Rule]
    private let number: Int?

    /// `own` and `prefix` are the session's.
    package init(
        _ location: Location,
        servers: [ServerAddress],
        own: any Distribution,
        prefix: KeyPrefix,
        resolve: ([ServerAddress]) -> [ServerAddress] = { $0 }
    ) throws(Failure) {
        self.servers = servers
        number = location.number
        var rules: [Rule] = []
        if location.distributions.isEmpty {
            rules.append(Rule(name: nil, distribution: own, prefix: prefix))
        }
        for choice in location.distributions {
            do {
                let members = choice.hashesAddresses ? resolve(servers) : servers
                let distribution = try choice.make(servers: members)
                let prefix = prefix.following(distribution)
                rules.append(Rule(name: "\(choice)", distribution: distribution, prefix: prefix))
            } catch {
                throw Failure(.usage, error.description)
            }
        }
        self.rules = rules.map { rule in
            var distribution = rule.distribution
            distribution.down = ServerSet(location.down)
            return Rule(name: rule.name, distribution: distribution, prefix: rule.prefix)
        }
        if number != nil, let rule = self.rules.first(where: { !($0.distribution is any NumberedDistribution) }) {
            let name = type(of: rule.distribution).name
            throw Failure(
                .usage,
                "with \(name), a program cannot give a number beside its key, so --hash means nothing"
            )
        }
    }

    /// As the rules were named with `--as`; `nil` for the session's own.
    var ruleNames: [String?] { rules.map(\.name) }

    /// How a key comes to its server, with the arithmetic.
    package func outcome(of named: [UInt8]) -> ItemOutcome {
        var outcome = ItemOutcome(key: named, status: .ok)
        for rule in rules {
            let key = rule.prefix.key(typed: named)
            if let fault = key.fault {
                outcome.fail(Failure(.usage, rule.name.map { "\($0): \(fault)" } ?? "\(fault)"))
                return outcome
            }
            let log = RouteLog()
            let server = server(of: key.bytes.span, rule, log)
            outcome.routes.append(
                KeyRoute(
                    distribution: rule.name,
                    server: server.map { servers[$0] },
                    isDown: server.map { rule.distribution.down.contains($0) } ?? false,
                    steps: log.steps.enumerated().map { place, step in
                        // All but the last led to servers that are down; without a server, so did that.
                        place == log.steps.count - 1 && server != nil ? step : step + ", which is down"
                    }
                )
            )
        }
        if rules.count == 1 { outcome.server = outcome.routes[0].server }
        if outcome.routes.allSatisfy({ $0.server == nil }) {
            outcome.fail(Failure(.connection, "every server that the rule tries is down"))
        }
        return outcome
    }

    private func server(of key: Span<UInt8>, _ rule: Rule, _ log: RouteLog?) -> Int? {
        if let number, let numbered = rule.distribution as? any NumberedDistribution {
            return numbered.server(forNumber: number, key: key, log: log)
        }
        return rule.distribution.server(for: key, log: log)
    }

    /// The fault of a key, and its servers, in the order of the rules, for many keys after one another: nothing is
    /// allocated unless a prefix stands before them.
    package func locate(_ named: Span<UInt8>, _ found: (Int?) -> Void) -> Key.Fault? {
        for rule in rules {
            if rule.prefix.isEmpty, named.count <= Key.maximumLength {
                if let fault = Key.fault(of: named) { return fault }
                found(server(of: named, rule, nil))
            } else {
                let key = rule.prefix.key(typed: named.array)
                if let fault = key.fault { return fault }
                found(server(of: key.bytes.span, rule, nil))
            }
        }
        return nil
    }
}
