import Memcached
import MemcachedShell

/// The lanes on which a script's statements are under way, and the answers that came on them.
@ShellActor
final class ScriptLanes {
    let client: MemcachedClient
    /// The answers that were not printed yet, by lane.
    var answers: [LaneAnswers]
    /// Lanes on which something failed that was not dealt with yet.
    private(set) var broken: Set<Int> = []
    /// How long an answer is expected to be at most, by those that came lately. As long as nobody knows, it is long.
    private(set) var expectedAnswer = 1 << 20
    private let lanes: [Lane]
    private let inbox: Inbox
    /// By lane: bytes of answers that were dealt with, and of which the lane was not told.
    private var taken: [Int]
    /// Whether all that is under way is taken in, however much.
    private var takesAll = false

    init(client: MemcachedClient, perServer: Int) {
        self.client = client
        inbox = Inbox(wake: { Signals.wake() })
        lanes = client.lanes(perServer: perServer, inbox: inbox)
        answers = Array(repeating: LaneAnswers(), count: lanes.count)
        taken = Array(repeating: 0, count: lanes.count)
    }

    var indices: Range<Int> { lanes.indices }

    /// The server at the end of a lane; an index into the client's servers.
    func server(of lane: Int) -> Int { lanes[lane].server }

    /// The same of each lane.
    var servers: [ServerAddress] { lanes.map { client.servers[$0.server] } }

    // MARK: How servers may be spoken to

    /// Asks the servers at the ends of lanes what they understand, all at the same time. `quiet` says whether sets may be
    /// silent, as far as a server allows it.
    func speech(of unknown: [Int], quiet: Bool) async -> [Int: ScriptBinder.Speech] {
        let dialects = await atOnce(unknown) { [lanes] in await lanes[$0].dialect() }
        let speakers = unknown.filter { if case .meta?? = dialects[$0] { true } else { false } }
        var limits: [Int: Int] = [:]
        if quiet {
            limits = await atOnce(Set(speakers.map(server))) { [client] in
                let settings = await client.settings(of: $0)
                // Half of what fits for sure: a refusal would not tell which value it means.
                return settings.evicts ? settings.largestChunk / 2 : -1
            }
        }
        return Dictionary(
            uniqueKeysWithValues: unknown.map { lane in
                guard speakers.contains(lane) else { return (lane, .classic) }
                return (lane, .meta(quietLimit: limits[server(of: lane)] ?? -1))
            }
        )
    }

    private func atOnce<Result: Sendable>(
        _ numbers: some Collection<Int>,
        _ ask: @escaping @Sendable (Int) async -> Result
    ) async -> [Int: Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            for number in numbers { group.addTask { (number, await ask(number)) } }
            var results: [Int: Result] = [:]
            for await (number, result) in group { results[number] = result }
            return results
        }
    }

    // MARK: What goes out, and what comes in

    func send(_ batches: [(lane: Int, batch: RequestBatch)]) {
        for (lane, batch) in batches {
            answers[lane].sent(batch)
            lanes[lane].send(batch)
        }
    }

    /// Whether nothing came that was not collected.
    var hasNoNews: Bool { inbox.isEmpty }

    func collect() {
        for event in inbox.take() {
            switch event {
            case .answers(let lane, let replies, let isComplete):
                answers[lane].received(replies, isComplete: isComplete)
                // Forgotten little by little: a few short answers do not make the next one short.
                expectedAnswer = max(replies.longest + 64, expectedAnswer / 2)
                client.noteUp(lanes[lane].server)
            case .failed(let lane, let first, let others, let track):
                answers[lane].failed(first, others, track: track)
                broken.insert(lane)
            }
        }
    }

    /// Whether nothing more is to be heard of what was sent.
    var isSettled: Bool { answers.allSatisfy(\.isSettled) }

    // MARK: How much is taken in

    /// Tells lanes what of their answers was dealt with.
    func tellTaken() {
        for lane in lanes.indices {
            taken[lane] += answers[lane].takeSize()
            // A lane stops reading when it holds more than this; to tell it of every byte would keep it from its work.
            guard taken[lane] > lanes[lane].capacity / 4 else { continue }
            lanes[lane].took(taken[lane])
            taken[lane] = 0
        }
    }

    /// The next answer is due on this lane: values may stand before it, and be more than the lane takes in otherwise.
    func readOn(_ lane: Int) {
        // Of a quarter, the lane need not have been told.
        if answers[lane].held >= lanes[lane].capacity / 4 { lanes[lane].takeMore() }
    }

    /// Takes in all that is under way: it is about to be known of all of it whether it will be answered.
    func takeAll() {
        if !takesAll { for lane in lanes { lane.takeAll() } }
        takesAll = true
    }

    // MARK: After a failure

    /// Nothing is under way: all lanes may be used again. Returns those on which something had failed.
    func mend() -> Set<Int> {
        for lane in lanes { lane.mend() }
        takesAll = false
        defer { broken = [] }
        return broken
    }

    /// Gives up whatever is under way.
    func interrupt() {
        for lane in lanes { lane.interrupt() }
    }

    func close() async {
        for lane in lanes { await lane.close() }
    }
}
