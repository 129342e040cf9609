/// What was found under many keys.
package struct Retrieval: Sendable {
    /// By the place of the key; `nil` is a miss, or one of the ``exceptions``.
    package fileprivate(set) var items: [Item?]
    /// The server that answered for each key; an index into the client's servers.
    package fileprivate(set) var servers: [Int]
    /// By the place of the key, where something was out of order: the whole answer, which may well be an item that
    /// another server had.
    package fileprivate(set) var exceptions: [Int: Answer] = [:]
}

extension MemcachedClient {
    /// Retrieves many keys, each from its own server or all from `target`: a few long lines to each server, and no
    /// request, answer or array for every single key as long as nothing is wrong.
    package func retrieve(
        _ keys: [Key],
        exptime: Int64?,
        tokens: Bool,
        on target: Int? = nil
    ) async -> Retrieval {
        var retrieval = Retrieval(
            items: Array(repeating: nil, count: keys.count),
            servers: Array(repeating: 0, count: keys.count)
        )
        for (place, key) in keys.enumerated() {
            guard let fault = key.fault else { continue }
            for (place, answer) in MemcachedClient.refusals(of: keys.count, fault, at: place).enumerated() {
                retrieval.exceptions[place] = answer
            }
            return retrieval
        }
        var lines: [RetrievalLine] = []
        guard !Task.isCancelled, sort(keys, into: &lines, exptime: exptime, target: target) else {
            // Somebody is down, so that every key may have a story of its own.
            let requests = keys.map { Request.retrieve(keys: [$0], exptime: exptime, tokens: tokens) }
            for (place, answer) in await perform(requests, on: target).enumerated() {
                retrieval.exceptions[place] = answer
            }
            return retrieval
        }

        let pending = PendingReplies(count: lines.count)
        var first = 0
        while first < lines.count {
            let server = lines[first].server
            let end = lines[first...].firstIndex { $0.server != server } ?? lines.count
            let requests = lines[first..<end].map { Request.retrieve(keys: $0.keys, exptime: exptime, tokens: tokens) }
            connections[server].send(requests, for: pending, from: first)
            first = end
        }
        var failed: [(line: RetrievalLine, result: Result<Reply, MemcachedError>)] = []
        for (line, result) in zip(lines, await pending.results()) {
            if case .success(.values(let items)) = result {
                noteUp(line.server)
                for (place, item) in zip(line.places, items) {
                    retrieval.items[place] = item
                    retrieval.servers[place] = line.server
                }
            } else {
                failed.append((line, result.mapError { MemcachedError(waitingFor: servers[line.server], $0) }))
            }
        }
        if !failed.isEmpty { await mend(&retrieval, failed, exptime: exptime, tokens: tokens, target: target) }
        return retrieval
    }

    /// Sorts keys by server into lines; `false` if it takes more to know where they go.
    private func sort(_ keys: [Key], into lines: inout [RetrievalLine], exptime: Int64?, target: Int?) -> Bool {
        let longest = RequestWriter.longestRetrieval(exptime)
        var byServer = Array(repeating: [RetrievalLine](), count: servers.count)
        for (place, key) in keys.enumerated() {
            guard let server = target ?? home(of: key) else { return false }
            let length = key.bytes.count + 1
            if let last = byServer[server].indices.last, byServer[server][last].length + length <= longest {
                byServer[server][last].add(key, at: place)
            } else {
                byServer[server].append(RetrievalLine(server: server))
                byServer[server][byServer[server].count - 1].add(key, at: place)
            }
        }
        lines = byServer.flatMap { $0 }
        return true
    }

    /// Goes on with the keys of lines that were not answered as they should be.
    private func mend(
        _ retrieval: inout Retrieval,
        _ failed: [(line: RetrievalLine, result: Result<Reply, MemcachedError>)],
        exptime: Int64?,
        tokens: Bool,
        target: Int?
    ) async {
        var jobs: [Dispatch.Job] = []
        var places: [Int] = []
        var attempts: [(Dispatch.Attempt, Result<Reply, MemcachedError>)] = []
        for (line, result) in failed {
            for (position, key) in line.keys.enumerated() {
                let request = Request.retrieve(keys: [key], exptime: exptime, tokens: tokens)
                let attempt = Dispatch.Attempt(index: jobs.count, server: line.server, isRerouted: false)
                jobs.append(Dispatch.Job(request: request, target: target))
                places.append(line.places[position])
                attempts.append((attempt, result.map { $0.part(position) }))
            }
        }
        var dispatch = Dispatch(client: self, jobs: jobs, after: attempts)
        for (place, answer) in zip(places, await dispatch.run()) { retrieval.exceptions[place] = answer }
    }
}

/// Keys that are asked for in one line, and where they stood among all.
private struct RetrievalLine {
    let server: Int
    var keys: [Key] = []
    var places: [Int] = []
    /// With the command.
    var length = 32

    init(server: Int) {
        self.server = server
    }

    mutating func add(_ key: Key, at place: Int) {
        keys.append(key)
        places.append(place)
        length += key.bytes.count + 1
    }
}
