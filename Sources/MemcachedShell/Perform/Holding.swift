package import Memcached

/// What a server holds, as far as it tells.
package struct Holding: Sendable {
    package enum Amount: Sendable, Equatable {
        case told(items: UInt64, bytes: UInt64)
        /// Why it does not tell.
        case silent(String)
    }

    package let number: Int
    package let server: ServerAddress
    package let amount: Amount

    package init(number: Int, server: ServerAddress, amount: Amount) {
        self.number = number
        self.server = server
        self.amount = amount
    }
}

extension Performer {
    /// Asks every server, or one, how many items it holds; whoever has not answered within `limit` is silent.
    package func holdings(of target: Int?, within limit: Duration) async -> [Holding] {
        let client = client
        let servers = target.map { [$0] } ?? Array(client.servers.indices)
        let amounts = await withTaskGroup(of: (server: Int, amount: Holding.Amount)?.self) { group in
            for server in servers {
                group.addTask { (server, await client.amount(of: server)) }
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            var amounts: [Int: Holding.Amount] = [:]
            for await answer in group {
                guard let answer else { break }
                amounts[answer.server] = answer.amount
                if amounts.count == servers.count { break }
            }
            group.cancelAll()
            return amounts
        }
        return servers.map { server in
            let late = Holding.Amount.silent("no answer within \(TimeText.words(seconds: limit.components.seconds))")
            return Holding(number: server + 1, server: client.servers[server], amount: amounts[server] ?? late)
        }
    }
}

extension MemcachedClient {
    fileprivate func amount(of server: Int) async -> Holding.Amount {
        switch await perform([(request: .stats(report: nil), server: server)]).first?.result {
        case .success(.stats(let stats)):
            func number(_ name: String) -> UInt64? {
                stats.first { $0.name.elementsEqual(name.utf8) }.flatMap { ASCII.unsigned($0.value) }
            }
            guard let items = number("curr_items"), let bytes = number("bytes") else {
                return .silent("it does not tell")
            }
            return .told(items: items, bytes: bytes)
        case .failure(let error): return .silent(Escaping.text(error.message.utf8))
        case .success, nil: return .silent("it does not tell")
        }
    }
}
