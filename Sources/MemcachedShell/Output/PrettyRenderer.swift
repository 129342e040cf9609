import Memcached
import NIOCore

/// For people: values quoted so that they can be typed back, and what there is to know beside the reply word.
struct PrettyRenderer: Renderer {
    let style: Style

    func render(_ outcome: Outcome, line: Int?, into output: inout [UInt8]) {
        switch outcome.body {
        case .item(let item): render(item, into: &output)
        case .items(let items): render(items, into: &output)
        case .servers(let servers): render(servers, into: &output)
        case .bytes(let bytes, _, _): output += Escaping.forTerminal(PrettyRenderer.withPlainLineEnds(bytes))
        case .text(let text): output.append(text)
        case .failure, .nothing: break
        }
    }

    /// A carriage return that only belongs to a line end is nothing to look at.
    private static func withPlainLineEnds(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if byte == 0x0d, index + 1 < bytes.count, bytes[index + 1] == 0x0a { continue }
            result.append(byte)
        }
        return result
    }

    // MARK: Items

    private func render(_ item: ItemOutcome, into output: inout [UInt8]) {
        if !item.arithmetic.isEmpty { return renderRoute(item, into: &output) }
        if item.failure != nil { return }
        output.appendLine(answer(item))
        if let note = item.note { output.appendLine("  " + style.quiet(note)) }
    }

    private func render(_ items: [ItemOutcome], into output: inout [UInt8]) {
        if items.contains(where: { !$0.arithmetic.isEmpty }) {
            for item in items { render(item, into: &output) }
            return
        }
        let names = items.map { Literal.word($0.key) }
        let width = min(names.map(Columns.width).max() ?? 0, 40)
        for (item, name) in zip(items, names) {
            // What failed is told on standard error; here it keeps its place in the list.
            let answer = item.failure == nil ? answer(item) : style.bad("ERROR")
            output.appendLine(Columns.padded(name, to: width) + "  " + answer)
        }
    }

    private func answer(_ item: ItemOutcome) -> String {
        var parts: [String] = []
        if let value = item.value {
            parts.append(Literal.quoted(value.readableBytesView))
        } else if let number = item.number {
            parts.append(style.number("\(number)"))
        } else {
            parts.append(item.status.isNegative ? style.refused(item.status.word) : style.good(item.status.word))
        }
        var facts: [String] = []
        if let token = item.token { facts.append("token \(token)") }
        if let flags = item.flags, flags != 0 { facts.append("flags \(flags)") }
        if let left = item.secondsLeft {
            facts.append(left < 0 ? "never expires" : "expires in \(TimeText.words(seconds: left))")
        }
        if item.isRerouted, let server = item.server { facts.append("on \(server), its own server is down") }
        if !facts.isEmpty { parts.append(style.quiet(facts.joined(separator: " · "))) }
        return parts.joined(separator: "  ")
    }

    private func renderRoute(_ item: ItemOutcome, into output: inout [UInt8]) {
        let server = item.server.map { style.good("\($0)") } ?? style.bad("no server")
        output.appendLine("\(Literal.word(item.key))  \(server)")
        for (index, step) in item.arithmetic.enumerated() {
            let isLast = index == item.arithmetic.count - 1 && item.server != nil
            output.appendLine("  " + style.quiet(step + (isLast ? "" : ", which is down")))
        }
    }

    // MARK: Servers

    private func render(_ servers: [ServerOutcome], into output: inout [UInt8]) {
        let isTable = servers.contains { $0.fields.first?.name.elementsEqual("number".utf8) ?? false }
        if isTable { return renderTable(servers, into: &output) }
        let width = servers.map { Columns.width("\($0.server)") }.max() ?? 0
        for server in servers {
            let name = Columns.padded("\(server.server)", to: width)
            if server.failure != nil {
                output.appendLine("\(server.number)  \(name)  \(style.bad("ERROR"))")
            } else if server.fields.count <= 1 {
                let text = server.fields.first.map(\.text) ?? style.good(server.status.word)
                output.appendLine("\(server.number)  \(name)  \(text)")
            } else {
                output.appendLine(style.strong("\(server.number)  \(server.server)"))
                let names = server.fields.map { Escaping.text($0.name) }
                let width = min(names.map(Columns.width).max() ?? 0, 40)
                for (field, name) in zip(server.fields, names) {
                    output.appendLine("   \(Columns.padded(name, to: width))  \(field.text)")
                }
            }
        }
    }

    private func renderTable(_ servers: [ServerOutcome], into output: inout [UInt8]) {
        let columns = ["number", "address", "weight", "share", "state", "since", "version", "reason"]
        let rows = servers.map { server in
            columns.map { column in
                server.fields.first { $0.name.elementsEqual(column.utf8) }.map(\.text) ?? ""
            }
        }
        let shown = columns.indices.filter { index in rows.contains { !$0[index].isEmpty } }
        func line(_ cells: [String]) -> String {
            shown.map { index in
                let width = ([columns] + rows).map { Columns.width($0[index]) }.max() ?? 0
                return Columns.padded(cells[index], to: width)
            }.joined(separator: "  ")
        }
        output.appendLine(style.quiet(String(line(columns).trimmingTrailingBlanks)))
        for row in rows {
            let text = String(line(row).trimmingTrailingBlanks)
            output.appendLine(row.contains("down") ? style.bad(text) : text)
        }
    }
}
