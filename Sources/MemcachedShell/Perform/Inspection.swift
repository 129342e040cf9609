import Memcached
import MemcachedValues
import NIOCore

// inspect: everything that a server knows of an item, without using it.

extension Performer {
    func inspect(_ keys: [Key], _ statement: Statement) async -> [ItemOutcome] {
        let places = await places(of: keys, on: statement.target)
        let silence =
            "what an item takes in memory, when it expires and was last used, and whether it was fetched cannot be known "
            + "there"
        var outcomes = zip(keys, places).map { unasked($0, $1, statement, because: silence) }
        let asked = keys.indices.filter { places[$0].patch != nil }
        let looks = await look(asked.map { Glance(key: keys[$0], place: places[$0]) }, statement)
        let now = UnixTime.now
        let found = zip(asked, looks).compactMap { index, look in
            look.item.map { (index: index, look: look, item: $0) }
        }
        let answers = await client.perform(
            found.map { (request: .inspect(key: keys[$0.index]), server: places[$0.index].server) }
        )
        let chunks = await chunkSizes(of: Set(found.map { places[$0.index].server }))
        for index in keys.indices {
            outcomes[index].facts = serverFacts(keys[index], places[index], outcomes[index], statement)
        }
        for (index, look) in zip(asked, looks) {
            if case .failure(let failure) = look.result { outcomes[index].fail(failure) }
        }
        for ((index, look, item), answer) in zip(found, answers) {
            var facts: ItemFacts?
            if case .success(.facts(let told)) = answer.result { facts = told }
            var token = item.token
            if case .returnedWithNewToken = look.win {
                token = facts?.token ?? token
            } else if facts?.token != token {
                // Somebody has stored another item since.
                facts = nil
            }
            outcomes[index].status = .hit
            outcomes[index].value = item.value
            outcomes[index].flags = item.flags
            outcomes[index].token = token
            outcomes[index].note = look.win?.note
            outcomes[index].facts += ItemFact.facts(of: item)
            outcomes[index].facts += ItemFact.facts(
                ofMemory: item,
                facts,
                chunkSize: facts?.slabClass.flatMap { chunks[places[index].server]?[$0] }
            )
            outcomes[index].facts += ItemFact.facts(ofUse: item, token: token, look.win, asOf: now)
        }
        return outcomes
    }

    /// The server, and why it is that one.
    private func serverFacts(
        _ key: Key,
        _ place: KeyPlace,
        _ outcome: ItemOutcome,
        _ statement: Statement
    ) -> [ItemFact] {
        let server = client.servers[place.server]
        var lines = ["\(server)"]
        var location = Location(keys: [outcome.key])
        if outcome.isRerouted {
            location.down = client.health.indices.filter { if case .down = client.health[$0] { true } else { false } }
        }
        let route = (try? locator(location))?.outcome(of: outcome.key).routes.first
        if let route, route.server == server {
            lines += route.steps
        } else if statement.target != nil {
            lines.append("named with @" + (route?.server.map { "; the key belongs to \($0)" } ?? ""))
        }
        return [
            ItemFact("server", title: "server", .elsewhere, plain: "\(server)", lines),
            ItemFact("arithmetic", title: "", .lines(route?.steps ?? []), []),
        ]
    }

    /// How large the chunks of each slab class are, on each server that tells.
    private func chunkSizes(of servers: Set<Int>) async -> [Int: [UInt64: UInt64]] {
        let servers = servers.sorted()
        let answers = await client.perform(servers.map { (request: .stats(report: "slabs"), server: $0) })
        var sizes: [Int: [UInt64: UInt64]] = [:]
        for (server, answer) in zip(servers, answers) {
            guard case .success(.stats(let stats)) = answer.result else { continue }
            for stat in stats where stat.name.reversed().starts(with: ":chunk_size".utf8.reversed()) {
                guard let slabClass = ASCII.unsigned(stat.name.prefix { $0 != UInt8(ascii: ":") }) else { continue }
                sizes[server, default: [:]][slabClass] = ASCII.unsigned(stat.value)
            }
        }
        return sizes
    }
}

extension ItemFact {
    /// What it takes in memory.
    fileprivate static func facts(ofMemory item: PeekedItem, _ facts: ItemFacts?, chunkSize: UInt64?) -> [ItemFact] {
        let size = UInt64(item.value.readableBytes)
        var result = [ItemFact("size", title: "size", .count(size), ByteCount.words(size))]
        guard let facts else { return result }
        result.append(
            ItemFact(
                "item_size",
                title: "item size",
                .count(facts.size),
                "\(ByteCount.words(facts.size)), with its key and what the server notes beside it"
            )
        )
        guard let slabClass = facts.slabClass else { return result }
        var text = "\(slabClass)"
        if let chunkSize, chunkSize > 0 {
            let chunk = ByteCount.words(chunkSize)
            text +=
                facts.size > chunkSize
                ? ", in more than one chunk of at most \(chunk)"
                : ", chunks of \(chunk): \(Percent.text(Double(facts.size) / Double(chunkSize))) of one is used"
        }
        result.append(ItemFact("slab_class", title: "slab class", .count(slabClass), text))
        if let chunkSize { result.append(ItemFact("chunk_size", title: "", .count(chunkSize), [])) }
        return result
    }

    /// When it ends, and what happened to it.
    fileprivate static func facts(ofUse item: PeekedItem, token: UInt64, _ win: Win?, asOf now: Int64) -> [ItemFact] {
        let left = TimeLeft(seconds: item.secondsLeft, asOf: now)
        let end = ["in \(TimeText.words(seconds: left.seconds))", left.clock].compactMap { $0 }.joined(separator: ", ")
        var result = [
            ItemFact(
                "expires_in",
                title: "expires",
                left.end == nil ? .none : .number(left.seconds),
                left.end == nil ? "never" : end
            ),
            ItemFact("expires_at", title: "", left.end.map { .number($0) } ?? .none, []),
        ]
        if let age = item.secondsSinceUse {
            let words = TimeText.words(seconds: Int64(clamping: age))
            result.append(ItemFact("last_access_seconds", title: "last access", .count(age), "\(words) ago"))
        }
        if let wasFetched = item.wasFetched {
            let text = wasFetched ? "yes, since it was stored" : "no, not since it was stored"
            result.append(ItemFact("fetched", title: "fetched", .flag(wasFetched), text))
        }
        result.append(ItemFact("cas", title: "token", .elsewhere, plain: "\(token)", "\(token)"))
        return result + [staleness(item, win)]
            + (winner(item, win).map { [ItemFact("win", title: "", .text($0), [])] } ?? [])
    }

    private static func staleness(_ item: PeekedItem, _ win: Win?) -> ItemFact {
        let isStale = item.marks.contains(.stale)
        var text = isStale ? "yes, invalidated; " : "no"
        switch winner(item, win) {
        case "free": text += "whoever gets it next with a meta command wins, and is to store it anew"
        case "taken": text += (isStale ? "" : "; ") + "somebody has won, and is to store it anew"
        case "lost": text += "this look has won, see below"
        default: break
        }
        return ItemFact("stale", title: "stale", .flag(isStale), text)
    }

    /// Who may store it anew; `nil` if nobody is to.
    private static func winner(_ item: PeekedItem, _ win: Win?) -> String? {
        switch win {
        case .returned, .returnedWithNewToken: "free"
        case .lost: "lost"
        case nil: item.marks.contains(.winTaken) ? "taken" : nil
        }
    }
}
