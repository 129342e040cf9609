import Memcached

/// What a change of the servers would do to keys: counted, key by key, by the same code that routes them.
struct ClusterSimulation: Sendable {
    let before: [ServerAddress]
    let after: [ServerAddress]
    private let old: any Distribution
    private let new: any Distribution
    /// For each server of before, its place afterwards.
    private let places: [Int?]

    /// What was counted.
    struct Tally: Sendable {
        var keys = 0
        var moved = 0
        /// Keys that lie on a server to which they do not belong; only where that is known.
        var strays = 0
        /// Those of whose names the server made something that cannot be read.
        var unreadable = 0
        var oldCounts: [Int]
        var newCounts: [Int]

        mutating func add(_ other: Tally) {
            keys += other.keys
            moved += other.moved
            strays += other.strays
            unreadable += other.unreadable
            for (index, count) in other.oldCounts.enumerated() { oldCounts[index] += count }
            for (index, count) in other.newCounts.enumerated() { newCounts[index] += count }
        }
    }

    init(
        _ simulation: Simulation,
        servers: [ServerAddress],
        distribution: DistributionChoice,
        resolve: ([ServerAddress]) -> [ServerAddress]
    ) throws(Failure) {
        let choice = simulation.distribution ?? distribution
        let changed = try ClusterSimulation.changed(servers, simulation)
        before = choice.hashesAddresses ? resolve(servers) : servers
        after = choice.hashesAddresses ? resolve(changed) : changed
        do {
            old = try choice.make(servers: before)
            new = try choice.make(servers: after)
        } catch {
            throw Failure(.usage, error.description)
        }
        var afterwards: [ServerAddress.Endpoint: Int] = [:]
        for (index, server) in after.enumerated() { afterwards[server.endpoint] = index }
        places = before.map { afterwards[$0.endpoint] }
    }

    private static func changed(_ servers: [ServerAddress], _ simulation: Simulation) throws(Failure) -> [ServerAddress]
    {
        var servers = servers
        var touched: Set<ServerAddress.Endpoint> = []
        for server in simulation.servers {
            let place = servers.firstIndex { $0.endpoint == server.endpoint }
            if !touched.insert(server.endpoint).inserted { throw Failure(.usage, "\(server) is named twice") }
            switch (simulation.change, place) {
            case (.add, nil): servers.append(server)
            case (.add, _): throw Failure(.usage, "\(server) is there already; 'simulate weight' changes its weight")
            case (.remove, let place?): servers.remove(at: place)
            case (.weight, let place?) where servers[place].weight == server.weight:
                throw Failure(
                    .usage,
                    "\(server) weighs \(server.weight) already; write the new weight: host:port:weight"
                )
            case (.weight, let place?):
                do {
                    servers[place] = try ServerAddress(
                        server.endpoint,
                        weight: server.weight,
                        name: server.name ?? servers[place].name
                    )
                } catch {
                    throw Failure(.usage, error.description)
                }
            case (.remove, nil), (.weight, nil): throw Failure(.usage, "\(server) is none of the servers")
            }
        }
        if servers.isEmpty { throw Failure(.usage, "no server would be left") }
        do {
            try ServerAddress.checkList(servers)
        } catch {
            throw Failure(.usage, error.description)
        }
        return servers
    }

    var emptyTally: Tally {
        Tally(
            oldCounts: Array(repeating: 0, count: before.count),
            newCounts: Array(repeating: 0, count: after.count)
        )
    }

    /// Counts a key as it is sent, and where it lies, if that is known.
    func count(_ key: Span<UInt8>, on holder: Int?, in tally: inout Tally) {
        guard let from = old.server(for: key, log: nil), let to = new.server(for: key, log: nil) else { return }
        tally.keys += 1
        tally.oldCounts[from] += 1
        tally.newCounts[to] += 1
        if places[from] != to { tally.moved += 1 }
        if let holder, holder != from { tally.strays += 1 }
    }

    /// Counts keys that are made up: `key:0`, `key:1`, ... It stops when its task is cancelled.
    func countSynthetic(_ number: Int) -> Tally {
        var tally = emptyTally
        for index in 0..<number {
            if index & 0x3ff == 0, Task.isCancelled { break }
            let key = old.sent(Array("key:\(index)".utf8))
            count(key.span, on: nil, in: &tally)
        }
        return tally
    }

    /// The smallest part of the keys that has to move for the balance that comes of it: what the growing servers gain.
    func leastMove(_ tally: Tally) -> Double {
        var gains = tally.newCounts
        for (index, place) in places.enumerated() {
            if let place { gains[place] = max(0, gains[place] - tally.oldCounts[index]) }
        }
        return Double(gains.reduce(0, +)) / Double(max(1, tally.keys))
    }

    /// By how much the server that is fullest for its weight has more keys than its weight says.
    func imbalance(_ counts: [Int], _ servers: [ServerAddress]) -> Double {
        let keys = Double(counts.reduce(0, +))
        let total = Double(servers.reduce(0) { $0 + $1.weight })
        guard keys > 0 else { return 0 }
        return zip(counts, servers).map { Double($0) / keys / (Double($1.weight) / total) - 1 }.max() ?? 0
    }

    /// The servers of before, then those that are new, with their parts of the keys.
    func rows(_ tally: Tally) -> [ServerOutcome] {
        let total = Double(max(1, tally.keys))
        func row(_ number: Int, _ old: Int?, _ new: Int?) -> ServerOutcome? {
            guard let server = new.map({ after[$0] }) ?? old.map({ before[$0] }) else { return nil }
            var row = ServerOutcome(number: number, server: server, status: .ok)
            row.fields = [.init("number", "\(number)"), .init("address", "\(server)")]
            if let name = server.name { row.fields.append(.init("name", name)) }
            let oldWeight = old.map { before[$0].weight } ?? 0
            let newWeight = new.map { after[$0].weight } ?? 0
            row.fields += [
                .init("weight_before", .count(UInt64(oldWeight))), .init("weight_after", .count(UInt64(newWeight))),
                .init("share_before", .share(old.map { Double(tally.oldCounts[$0]) / total } ?? 0)),
                .init("share_after", .share(new.map { Double(tally.newCounts[$0]) / total } ?? 0)),
            ]
            return row
        }
        let known = Set(places.compactMap { $0 })
        let old = before.indices.compactMap { row($0 + 1, $0, places[$0]) }
        let added = after.indices.filter { !known.contains($0) }
        return old + added.enumerated().compactMap { row(before.count + 1 + $0, nil, $1) }
    }
}

extension Performer {
    func simulate(_ simulation: Simulation, _ statement: Statement) async throws(Failure) -> ServerTable {
        let model = try ClusterSimulation(
            simulation,
            servers: client.servers,
            distribution: client.distributionChoice,
            resolve: settings.resolve
        )
        var tally = model.emptyTally
        var failures: [Int: Failure] = [:]
        switch simulation.keys {
        case .synthetic(let number):
            // Elsewhere, so that Ctrl-C is heard meanwhile.
            let work = Task.detached { model.countSynthetic(number) }
            tally = await withTaskCancellationHandler {
                await work.value
            } onCancel: {
                work.cancel()
            }
            if Task.isCancelled { throw Failure(.connection, "interrupted") }
        case .live:
            let parts = await liveTallies(model)
            if Task.isCancelled { throw Failure(.connection, "interrupted") }
            for (server, result) in parts {
                switch result {
                case .success(let part): tally.add(part)
                case .failure(let error): failures[server] = failure(error, statement)
                }
            }
        }
        let columns = [
            "number", "address", "name", "weight_before", "weight_after", "share_before", "share_after",
        ]
        var table = ServerTable(columns: columns, rows: model.rows(tally))
        for (server, failure) in failures { table.rows[server].fail(failure) }
        table.facts = [
            .init("keys", .count(UInt64(tally.keys))),
            .init("moved", .share(Double(tally.moved) / Double(max(1, tally.keys)))),
            .init("moved_at_least", .share(model.leastMove(tally))),
            .init("imbalance_before", .share(model.imbalance(tally.oldCounts, model.before))),
            .init("imbalance_after", .share(model.imbalance(tally.newCounts, model.after))),
        ]
        if simulation.keys == .live {
            table.facts.append(.init("strays", .count(UInt64(tally.strays))))
            if tally.strays > 0 {
                table.notes.append(
                    "\(tally.strays) keys lie where they do not belong now; 'find KEY' shows one of them"
                )
            }
            if tally.unreadable > 0 {
                table.notes.append("\(tally.unreadable) keys are not counted, because their names could not be read")
            }
            if !failures.isEmpty {
                let whose = failures.count == 1 ? "1 server" : "\(failures.count) servers"
                table.notes.append("the keys of \(whose) are not among them")
            }
        }
        if simulation.change == .weight, tally.moved == 0 {
            table.notes.append("nothing moves: this distribution does not heed weights, or not this little")
        }
        table.notes.append(
            "moved at least: what had to move for this balance; imbalance: how much more the fullest server has than "
                + "its weight says"
        )
        return table
    }

    private func liveTallies(_ model: ClusterSimulation) async -> [Int: Result<ClusterSimulation.Tally, MemcachedError>]
    {
        let client = client
        return await withTaskGroup(of: (Int, Result<ClusterSimulation.Tally, MemcachedError>).self) { group in
            for server in client.servers.indices {
                group.addTask {
                    do throws(MemcachedError) {
                        let fold = try await client.foldKeys(of: server, into: model.emptyTally) { tally, key in
                            model.count(key, on: server, in: &tally)
                        }
                        var tally = fold.result
                        tally.unreadable = fold.unreadable
                        return (server, .success(tally))
                    } catch {
                        return (server, .failure(error))
                    }
                }
            }
            var tallies: [Int: Result<ClusterSimulation.Tally, MemcachedError>] = [:]
            for await (server, tally) in group { tallies[server] = tally }
            return tallies
        }
    }
}
