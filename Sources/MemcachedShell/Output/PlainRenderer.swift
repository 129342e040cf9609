import Memcached
import NIOCore

/// A line for each reply, values as they are. Errors are left to standard error.
struct PlainRenderer: Renderer {
    /// At a terminal nothing from a server may drive it.
    let isTerminal: Bool
    var printsItemsAlone: Bool { true }

    func render(_ outcome: Outcome, line: Int?, into output: inout [UInt8]) {
        switch outcome.body {
        case .item(let item): render(item, as: outcome.view, into: &output)
        case .items(let items): for item in items { render(item, as: outcome.view, into: &output) }
        case .servers(let servers): for server in servers { render(server, into: &output) }
        case .table(let table): render(table, into: &output)
        case .bytes(let bytes, _, _): append(bytes, to: &output)
        case .text(let text): output.append(text)
        case .failure, .nothing: break
        }
    }

    func render(_ answer: BriefAnswer, key: Span<UInt8>, value: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        if let number = answer.number {
            output.append(decimal: number)
            output.append(0x0a)
        } else if case .hit = answer.status {
            if isTerminal { return false }
            if let token = answer.token {
                output.append(decimal: token)
                output.append(0x09)
            }
            output.append(value)
            output.append(0x0a)
        } else {
            output.append(answer.status.wordLine)
        }
        return true
    }

    private func render(_ item: ItemOutcome, as request: ViewRequest, into output: inout [UInt8]) {
        if item.failure != nil { return }
        if !item.routes.isEmpty {
            // A server for each distribution, in the order in which they were named.
            output.append(Literal.word(item.key))
            output.appendLine(item.routes.map { " \($0.server?.description ?? "-")" }.joined())
        } else if !item.facts.isEmpty {
            // A line for each thing that is known, which begins with the key, so that several keys can be told apart.
            let key = Literal.word(item.key)
            output.appendLine("\(key) status \(item.status.word)")
            for fact in item.facts {
                if let plain = fact.plain { output.appendLine("\(key) \(fact.name) \(plain)") }
            }
        } else if let left = item.timeLeft {
            output.appendLine("\(left.seconds)")
        } else if let number = item.number {
            output.appendLine("\(number)")
        } else if let value = item.value {
            // With its token, a value has the token and a tab before it.
            if let token = item.token { output.append("\(token)\t") }
            appendValue(value, of: item, as: request, to: &output)
            output.append(0x0a)
        } else {
            output.appendLine(item.status.word)
        }
    }

    private func render(_ server: ServerOutcome, into output: inout [UInt8]) {
        if server.failure != nil { return }
        if server.fields.isEmpty {
            output.appendLine("\(server.server) \(server.status.word)")
        } else {
            for field in server.fields {
                output.append("\(server.server) ")
                append(field.name, to: &output)
                output.append(0x20)
                if case .bytes(let bytes) = field.value {
                    append(bytes, to: &output)
                } else {
                    output.append(field.text)
                }
                output.append(0x0a)
            }
        }
    }

    /// What is told of all, a line each; then a row for each server, with tabs between. The columns are always the same,
    /// empty where nothing is told.
    private func render(_ table: ServerTable, into output: inout [UInt8]) {
        for fact in table.facts {
            append(fact.name, to: &output)
            output.append(0x20)
            output.appendLine(fact.text)
        }
        let columns = table.columns.dropFirst()
        for row in table.rows {
            output.appendLine(columns.map { row.text($0) }.joined(separator: "\t"))
        }
    }

    private func appendValue(
        _ value: ByteBuffer,
        of item: ItemOutcome,
        as request: ViewRequest,
        to output: inout [UInt8]
    ) {
        if let view = request.view {
            ValueDisplay.append(value, flags: item.flags ?? 0, as: view, isTerminal: isTerminal, to: &output)
        } else {
            append(value.readableBytesView, to: &output)
        }
    }

    private func append(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
        if isTerminal { output += Escaping.forTerminal(bytes) } else { output += bytes }
    }
}
