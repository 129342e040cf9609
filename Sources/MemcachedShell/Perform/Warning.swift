package import Memcached
import MemcachedValues

/// What a person is asked before something is destroyed.
package struct Warning: Sendable, Equatable {
    package let text: String
    /// What has to be typed to go on; `nil` for a yes.
    package let name: String?

    /// More servers than this are not named one by one.
    private static let mostServers = 20

    /// `holdings` are what is about to go, if that can be told; `name` is the cluster's, if a yes is not enough.
    package init(_ statement: Statement, servers: [ServerAddress], holdings: [Holding], name: String? = nil) {
        let whose: String
        if let target = statement.target {
            whose = "\(servers[target])"
        } else if servers.count == 1 {
            whose = "\(servers[0])"
        } else {
            whose = "all \(servers.count) servers"
        }
        let parts = (statement.consequence ?? "").split(separator: "SERVERS", omittingEmptySubsequences: false)
        var text = "\(statement.command.name) \(parts.joined(separator: whose))"
        if case .everywhere(.flushAll(let delay?)) = statement.operation, delay > 0 {
            text += " in \(TimeText.words(seconds: Int64(delay)))"
        }
        text += Warning.amounts(holdings)
        self.text =
            Escaping.forLines(text) + (name.map { "Type \(Escaping.text($0.utf8)) to go on: " } ?? "Go on? [y/N] ")
        self.name = name
    }

    /// Whether an answer allows to go on.
    package func isConfirmed(by answer: String) -> Bool {
        if let name { return answer == name }
        return ["y", "yes"].contains(answer.lowercased())
    }

    private static func amounts(_ holdings: [Holding]) -> String {
        if holdings.isEmpty { return ". " }
        if holdings.count == 1 {
            switch holdings[0].amount {
            case .told: return ": \(words(holdings[0].amount)). "
            case .silent(let reason): return "; how many it holds is not known (\(reason)). "
            }
        }
        var text = "\(total(holdings))\n"
        let shown = holdings.prefix(mostServers)
        let width = shown.map { Columns.width("\($0.server)") }.max() ?? 0
        let digits = "\(shown.last?.number ?? 0)".count
        for holding in shown {
            let number = String(repeating: " ", count: max(0, digits - "\(holding.number)".count)) + "\(holding.number)"
            text += "  \(number)  \(Columns.padded("\(holding.server)", to: width))  \(words(holding.amount))\n"
        }
        let rest = holdings.dropFirst(mostServers)
        if !rest.isEmpty {
            text += "  and \(rest.count) more \(rest.count == 1 ? "server" : "servers")\(total(rest))\n"
        }
        return text
    }

    /// What all hold together. What somebody does not tell is not nothing.
    private static func total(_ holdings: some Collection<Holding>) -> String {
        let silent = holdings.count { if case .silent = $0.amount { true } else { false } }
        if silent == 0 { return ": \(words(sum(holdings)))" }
        if silent == holdings.count { return "; it is not known how many" }
        let who = silent == 1 ? "1 server does not tell" : "\(silent) servers do not tell"
        return ": at least \(words(sum(holdings))); \(who)"
    }

    private static func sum(_ holdings: some Collection<Holding>) -> Holding.Amount {
        var items: UInt64 = 0
        var bytes: UInt64 = 0
        for case .told(let own, let ownBytes) in holdings.lazy.map(\.amount) {
            items = items.addingReportingOverflow(own).partialValue
            bytes = bytes.addingReportingOverflow(ownBytes).partialValue
        }
        return .told(items: items, bytes: bytes)
    }

    private static func words(_ amount: Holding.Amount) -> String {
        switch amount {
        case .told(let items, let bytes):
            (items == 1 ? "1 item" : "\(items) items") + ", \(ByteCount.words(bytes))"
        case .silent(let reason): "not known: \(reason)"
        }
    }
}

extension Escaping {
    /// Lines of our own words in which names of servers stand.
    fileprivate static func forLines(_ text: String) -> String {
        String(decoding: forTerminal(text.utf8), as: UTF8.self)
    }
}

extension Statement {
    /// Whether items are lost by it that nobody named.
    package var emptiesServers: Bool {
        switch operation {
        case .everywhere(.flushAll): true
        case .raw: consequence != nil
        default: false
        }
    }
}
