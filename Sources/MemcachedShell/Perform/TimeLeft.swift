import Memcached

/// How long an item lasts, as its server told it.
package struct TimeLeft: Sendable, Equatable {
    /// In seconds; -1 for ever.
    package let seconds: Int64
    /// When that was told, in Unix time.
    package let asOf: Int64

    init(seconds: Int64, asOf: Int64 = UnixTime.now) {
        self.seconds = seconds < 0 ? -1 : seconds
        self.asOf = asOf
    }

    /// The end in Unix time; `nil` for never.
    package var end: Int64? {
        guard seconds >= 0 else { return nil }
        let (end, overflow) = asOf.addingReportingOverflow(seconds)
        return overflow ? .max : end
    }

    /// The end by the local clock: `at 14:03:20`, with the date if that is another day's; `nil` for never.
    package var clock: String? { end.flatMap { ClockText.words(unixTime: $0, asOf: asOf) }.map { "at \($0)" } }
}

extension Performer {
    /// When items expire. `me` tells it and changes nothing. Before 1.6.24 its -1 is either never or one second, and a
    /// look tells which.
    func timesLeft(_ keys: [Key], _ statement: Statement) async -> [ItemOutcome] {
        let places = await places(of: keys, on: statement.target)
        var outcomes = zip(keys, places).map { key, place in
            unasked(key, place, statement, because: "it does not tell when an item expires")
        }
        let asked = keys.indices.filter { places[$0].patch != nil }
        let answers = await client.perform(asked.map { (request: .inspect(key: keys[$0]), server: places[$0].server) })
        let now = UnixTime.now
        var ambiguous: [Int] = []
        for (index, answer) in zip(asked, answers) {
            let patch = places[index].patch ?? 0
            switch answer.result {
            case .success(.facts(nil)): break
            case .success(.facts(let facts?)) where patch < 24 && facts.exp == -1: ambiguous.append(index)
            case .success(.facts(let facts?)):
                outcomes[index].status = .hit
                outcomes[index].timeLeft = TimeLeft(seconds: facts.secondsLeft(patch: patch), asOf: now)
            case .success(let reply): outcomes[index].fail(failure(of: reply, answer, statement))
            case .failure(let error): outcomes[index].fail(failure(error, statement))
            }
        }
        let looks = await look(ambiguous.map { Glance(key: keys[$0], place: places[$0]) }, statement)
        for (index, look) in zip(ambiguous, looks) {
            switch look.result {
            case .success(let item?):
                outcomes[index].status = .hit
                outcomes[index].timeLeft = TimeLeft(seconds: item.secondsLeft)
                outcomes[index].note = look.win?.note
            case .success(nil): break
            case .failure(let failure): outcomes[index].fail(failure)
            }
        }
        return outcomes
    }
}
