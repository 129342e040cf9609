import NIOCore

/// The answer to one request of a batch.
package struct Answer: Sendable {
    /// The server that answered or was to answer; an index into the client's servers.
    package let server: Int
    /// Whether another server was to have it, but is down.
    package let isRerouted: Bool
    package let result: Result<Reply, MemcachedError>

    package init(server: Int, isRerouted: Bool, result: Result<Reply, MemcachedError>) {
        self.server = server
        self.isRerouted = isRerouted
        self.result = result
    }
}

/// Carries a batch of requests to where they belong: grouped by server, one write to each, all servers at once, and the
/// answers in the order of the requests.
///
/// What the distribution says of servers that are down happens here: a server that cannot be reached is marked, and
/// those requests, which were not sent, are routed again. A request that was sent is never sent again, but for a
/// harmless question on a connection that turns out to have been closed meanwhile: once.
struct Dispatch {
    struct Job {
        let request: Request
        /// The one server to ask, whatever the key says.
        let target: Int?
    }

    let client: MemcachedClient
    let jobs: [Job]
    private var answers: [Answer?]
    private var isSecondTry: [Bool]
    /// Servers that failed during this batch; none is tried twice.
    private var failed: [Int: MemcachedError] = [:]
    /// Those that have no answer yet.
    private var open: [Int]

    /// One try to have a job done.
    struct Attempt {
        let index: Int
        let server: Int
        let isRerouted: Bool
    }

    init(client: MemcachedClient, jobs: [Job]) {
        self.client = client
        self.jobs = jobs
        answers = Array(repeating: nil, count: jobs.count)
        isSecondTry = Array(repeating: false, count: jobs.count)
        open = Array(jobs.indices)
    }

    /// Goes on after attempts that somebody else made, one for each job.
    init(client: MemcachedClient, jobs: [Job], after attempts: [(Attempt, Result<Reply, MemcachedError>)]) {
        self.init(client: client, jobs: jobs)
        open = []
        for (attempt, result) in attempts { settle(attempt, result) }
    }

    mutating func run() async -> [Answer] {
        while !open.isEmpty {
            if Task.isCancelled {
                for index in open { answers[index] = cancelled(jobs[index]) }
                break
            }
            var attempts: [Attempt] = []
            let excluded = ServerSet(failed.keys)
            for index in open {
                switch route(jobs[index], excluded) {
                case .success(let route):
                    attempts.append(Attempt(index: index, server: route.server, isRerouted: route.isRerouted))
                case .failure(let failure):
                    answers[index] = Answer(server: failure.server, isRerouted: false, result: .failure(failure.error))
                }
            }
            open = []
            await perform(attempts)
            // What is tried again goes in the order in which it was asked for.
            open.sort()
        }
        return answers.compactMap { $0 }
    }

    /// Takes note of what came of an attempt: it is the answer, or the job stays open.
    private mutating func settle(_ attempt: Attempt, _ result: Result<Reply, MemcachedError>) {
        let job = jobs[attempt.index]
        switch result {
        case .success:
            client.noteUp(attempt.server)
        case .failure(let error) where error.code == .unreachable:
            failed[attempt.server] = error
            client.noteDown(attempt.server, error)
            if job.target == nil, !job.request.isBoundToItsServer {
                open.append(attempt.index)
                return
            }
        case .failure(let error) where error.code == .timeout:
            // As python-memcached does: a server that does not answer is left alone as well.
            client.noteDown(attempt.server, error)
        case .failure(let error):
            if error.isWorthAnotherTry(harmless: job.request.isSafeToRepeat), !isSecondTry[attempt.index] {
                isSecondTry[attempt.index] = true
                open.append(attempt.index)
                return
            }
        }
        answers[attempt.index] = Answer(server: attempt.server, isRerouted: attempt.isRerouted, result: result)
    }

    // MARK: Routing

    private struct Unroutable: Error {
        let server: Int
        let error: MemcachedError
    }

    private func route(_ job: Job, _ excluded: ServerSet) -> Result<Router.Route, Unroutable> {
        if let target = job.target {
            if let error = failed[target] ?? client.refusal(of: target) {
                return .failure(Unroutable(server: target, error: error))
            }
            return .success(Router.Route(server: target, isRerouted: false))
        }
        guard let key = job.request.firstKey else { return .success(Router.Route(server: 0, isRerouted: false)) }
        let (route, home) = client.route(key, excluding: excluded)
        if let route { return .success(route) }
        // Every server of the key is down. Its own is asked again, rather than refused unasked: whoever has just
        // started it would not understand a refusal.
        guard let error = failed[home] ?? client.refusal(of: home) else {
            return .success(Router.Route(server: home, isRerouted: false))
        }
        return .failure(Unroutable(server: home, error: error))
    }

    private func cancelled(_ job: Job) -> Answer {
        let server = job.target ?? job.request.firstKey.map { client.currentServer(of: $0) } ?? 0
        let error = MemcachedError(.cancelled, "interrupted before it was sent", server: client.servers[server])
        return Answer(server: server, isRerouted: false, result: .failure(error))
    }

    // MARK: Sending

    /// What is written at once, and the attempts that its reply answers: retrievals of one server share a line.
    struct Parcel {
        let first: Request
        var keys: [Key]
        var attempts: [Attempt]
        var lineLength: Int

        init(_ request: Request, _ attempt: Attempt, lineLength: Int) {
            first = request
            keys = request.keys
            attempts = [attempt]
            self.lineLength = lineLength
        }

        var request: Request {
            guard case .retrieve(_, let exptime, let tokens) = first else { return first }
            return .retrieve(keys: keys, exptime: exptime, tokens: tokens)
        }

        /// Takes another retrieval in, if it is of the same kind and the line does not become too long.
        mutating func absorb(_ request: Request, _ attempt: Attempt, length: Int) -> Bool {
            guard case .retrieve(let keys, let exptime, let tokens) = request,
                case .retrieve(_, let ownExptime, let ownTokens) = first, ownExptime == exptime, ownTokens == tokens,
                lineLength + length <= RequestWriter.longestRetrieval(exptime)
            else { return false }
            self.keys += keys
            attempts.append(attempt)
            lineLength += length
            return true
        }
    }

    private mutating func perform(_ attempts: [Attempt]) async {
        var lanes: [Int: [Parcel]] = [:]
        for attempt in attempts { add(attempt, to: &lanes[attempt.server, default: []]) }
        let pending = PendingReplies(count: lanes.values.reduce(0) { $0 + $1.count })
        var parcels: [Parcel] = []
        for (server, own) in lanes {
            client.connections[server].send(own.map(\.request), for: pending, from: parcels.count)
            parcels += own
        }
        for (parcel, result) in zip(parcels, await pending.results()) {
            let server = parcel.attempts.first?.server ?? 0
            let result = result.mapError { MemcachedError(waitingFor: client.servers[server], $0) }
            guard parcel.attempts.count > 1 else {
                if let attempt = parcel.attempts.first { settle(attempt, result) }
                continue
            }
            var place = 0
            for attempt in parcel.attempts {
                let count = jobs[attempt.index].request.keys.count
                settle(attempt, result.map { $0.part(place..<place + count) })
                place += count
            }
        }
    }

    private func add(_ attempt: Attempt, to parcels: inout [Parcel]) {
        let request = jobs[attempt.index].request
        let length = request.keys.reduce(0) { $0 + $1.bytes.count + 1 }
        if let last = parcels.indices.last, parcels[last].absorb(request, attempt, length: length) { return }
        parcels.append(Parcel(request, attempt, lineLength: 32 + length))
    }
}
