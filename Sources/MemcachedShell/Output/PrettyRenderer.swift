import Memcached
import NIOCore

/// For people: values quoted so that they can be typed back, and what there is to know beside the reply word.
struct PrettyRenderer: Renderer {
    let style: Style
    var viewing = Viewing()

    func render(_ outcome: Outcome, line: Int?, into output: inout [UInt8]) {
        switch outcome.body {
        case .item(let item): render(item, of: outcome, into: &output)
        case .items(let items): render(items, of: outcome, into: &output)
        case .servers(let servers): render(servers, into: &output)
        case .table(let table): render(table, into: &output)
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

    private func render(_ item: ItemOutcome, of outcome: Outcome, into output: inout [UInt8]) {
        if !item.routes.isEmpty { return renderRoutes(item, into: &output) }
        if !item.facts.isEmpty { return renderFacts(item, into: &output) }
        if item.failure != nil { return }
        if let value = item.value {
            render(value, of: item, outcome, into: &output)
        } else {
            output.appendLine(([word(item)] + facts(item)).joined(separator: "  "))
        }
        if let note = item.note { output.appendLine("  " + style.quiet(note)) }
    }

    /// A value with what is known of it: above it what it is, behind or below it the rest.
    private func render(_ value: ByteBuffer, of item: ItemOutcome, _ outcome: Outcome, into output: inout [UInt8]) {
        let display = display(outcome.view, columns: viewing.columns(), isBrief: false)
        let shown = display.shown(value, flags: item.flags ?? 0)
        if let note = shown.note { output.appendLine(style.quiet(note)) }
        if let warning = shown.warning { output.appendLine(style.refused(warning)) }
        let start = output.count
        let rest = display.writer.append(shown.body, to: &output)
        let facts = facts(item, shown)
        // What is long has its own lines anyway; it need not be looked through for line ends.
        if rest == nil, output.count - start < 1 << 16, !output[start...].contains(0x0a) {
            output.appendLine(facts.map { "  " + $0 }.joined())
        } else {
            output.append(0x0a)
            if let rest {
                output.appendLine(style.quiet(outcome.view.isFull ? rest : "\(rest): \(advice(item, outcome))"))
            }
            for fact in facts { output.appendLine(fact) }
        }
    }

    /// The statement that shows all of a value.
    private func advice(_ item: ItemOutcome, _ outcome: Outcome) -> String {
        let server = outcome.target.map { "@\($0 + 1) " } ?? ""
        return "\(server)get \(Literal.word(item.key))\(outcome.view.words) --full"
    }

    private func display(_ request: ViewRequest, columns: Int, isBrief: Bool) -> ValueDisplay {
        ValueDisplay(
            style: style,
            view: request.view ?? viewing.view,
            reader: viewing.reader,
            width: max(columns, 20),
            // A pager would hide the prompt for what was cut to be short: a line above, two below, the statement and the
            // prompt have to fit, too.
            lines: max(4, min(BodyWriter.mostLines, viewing.rows() - 6)),
            isFull: request.isFull,
            isBrief: isBrief
        )
    }

    private func render(_ items: [ItemOutcome], of outcome: Outcome, into output: inout [UInt8]) {
        if items.contains(where: { !$0.routes.isEmpty || !$0.facts.isEmpty }) {
            for item in items { render(item, of: outcome, into: &output) }
            return
        }
        let names = items.map { Literal.word($0.key) }
        let width = min(names.map(Columns.width).max() ?? 0, 40)
        // What is known of a value stands behind it on the same line.
        let display = display(outcome.view, columns: (viewing.columns() - width) * 3 / 5, isBrief: true)
        for (item, name) in zip(items, names) {
            // What failed is told on standard error; here it keeps its place in the list.
            let answer = item.failure == nil ? answer(item, display) : style.bad("ERROR")
            output.appendLine(Columns.padded(name, to: width) + "  " + answer)
        }
    }

    /// An item on one line, beside others.
    private func answer(_ item: ItemOutcome, _ display: ValueDisplay) -> String {
        guard let value = item.value else { return ([word(item)] + facts(item)).joined(separator: "  ") }
        let shown = display.shown(value, flags: item.flags ?? 0)
        var body: [UInt8] = []
        let rest = display.writer.append(shown.body, to: &body)
        var parts = [String(decoding: body, as: UTF8.self)]
        let notes = [rest, shown.note, shown.warning].compactMap { $0 }
        if !notes.isEmpty { parts.append(style.quiet(notes.joined(separator: " · "))) }
        return (parts + facts(item, shown)).joined(separator: "  ")
    }

    private func word(_ item: ItemOutcome) -> String {
        if let number = item.number { return style.number("\(number)") }
        if let left = item.timeLeft {
            let words = left.end == nil ? "never" : style.number(TimeText.words(seconds: left.seconds))
            return words + (left.clock.map { "  " + style.quiet($0) } ?? "")
        }
        return item.status.isNegative ? style.refused(item.status.word) : style.good(item.status.word)
    }

    /// What is known of an item besides, on one line if there is something.
    private func facts(_ item: ItemOutcome, _ shown: ShownValue? = nil) -> [String] {
        var facts: [String] = []
        if let token = item.token { facts.append("token \(token)") }
        if let flags = item.flags, flags != 0 {
            facts.append("flags \(flags)" + (shown?.isUnclaimed == true ? " of no known client" : ""))
        }
        if let left = item.secondsLeft {
            facts.append(left < 0 ? "never expires" : "expires in \(TimeText.words(seconds: left))")
        }
        if item.isRerouted, let server = item.server { facts.append("on \(server), its own server is down") }
        return facts.isEmpty ? [] : [style.quiet(facts.joined(separator: " · "))]
    }

    /// Everything that is known of an item, one under the other.
    private func renderFacts(_ item: ItemOutcome, into output: inout [UInt8]) {
        let word = item.failure == nil ? word(item) : style.bad("ERROR")
        output.appendLine("\(style.strong(Literal.word(item.key)))  \(word)")
        let shown = item.facts.filter { !$0.lines.isEmpty }
        let width = shown.map { Columns.width($0.title) }.max() ?? 0
        for fact in shown {
            for (index, line) in fact.lines.enumerated() {
                let title = Columns.padded(index == 0 ? fact.title : "", to: width)
                output.appendLine("  \(style.quiet(title))  \(index == 0 ? line : style.quiet(line))")
            }
        }
        if item.isRerouted { output.appendLine("  " + style.quiet("its own server is down")) }
        if let note = item.note { output.appendLine("  " + style.quiet(note)) }
    }

    private func renderRoutes(_ item: ItemOutcome, into output: inout [UInt8]) {
        let key = Literal.word(item.key)
        if item.routes.count == 1, let route = item.routes.first {
            output.appendLine("\(key)  \(server(of: route))")
            return renderSteps(of: route, indent: "  ", into: &output)
        }
        output.appendLine(style.strong(key))
        let names = item.routes.map { Escaping.text(($0.distribution ?? "").utf8) }
        let width = names.map(Columns.width).max() ?? 0
        for (route, name) in zip(item.routes, names) {
            output.appendLine("  \(Columns.padded(name, to: width))  \(server(of: route))")
            renderSteps(of: route, indent: "    ", into: &output)
        }
        let verdict = item.agrees ? style.good("they agree") : style.bad("they do not look on the same server")
        output.appendLine("  \(verdict)")
    }

    private func server(of route: KeyRoute) -> String {
        guard let server = route.server else { return style.bad("no server") }
        return route.isDown ? style.bad("\(server), which is down; it looks nowhere else") : style.good("\(server)")
    }

    private func renderSteps(of route: KeyRoute, indent: String, into output: inout [UInt8]) {
        for step in route.steps { output.appendLine(indent + style.quiet(step)) }
    }

    // MARK: Servers

    private func render(_ servers: [ServerOutcome], into output: inout [UInt8]) {
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

    private func render(_ table: ServerTable, into output: inout [UInt8]) {
        if let key = table.key { output.appendLine(style.strong(Literal.word(key))) }
        if !table.facts.isEmpty {
            let facts = table.facts.map { "\(PrettyRenderer.title($0.name)) \($0.text)" }
            output.appendLine(facts.joined(separator: style.quiet(" · ")))
        }
        let columns = table.columns.filter { column in table.rows.contains { !$0.text(column).isEmpty } }
        let titles = columns.map { PrettyRenderer.title(Array($0.utf8)) }
        let cells = table.rows.map { row in columns.map { row.text($0) } }
        let widths = titles.indices.map { index in
            cells.reduce(Columns.width(titles[index])) { max($0, Columns.width($1[index])) }
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { Columns.padded($0, to: $1) }
            return String(padded.joined(separator: "  ").trimmingTrailingBlanks)
        }
        output.appendLine(style.quiet(line(titles)))
        for (row, cells) in zip(table.rows, cells) {
            let isBad = row.failure != nil || cells.contains("down")
            output.appendLine(
                isBad ? style.bad(line(cells)) : cells.contains("stray") ? style.refused(line(cells)) : line(cells)
            )
        }
        for note in table.notes { output.appendLine("  " + style.quiet(note)) }
    }

    private static func title(_ name: [UInt8]) -> String {
        String(Escaping.text(name).map { $0 == "_" ? " " : $0 })
    }
}
