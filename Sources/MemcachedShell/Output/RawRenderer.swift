import Memcached
import NIOCore

/// The bytes of values and numbers, and nothing else.
struct RawRenderer: Renderer {
    /// At a terminal nothing from a server may drive it.
    let isTerminal: Bool
    var printsItemsAlone: Bool { true }

    func render(_ outcome: Outcome, line: Int?, into output: inout [UInt8]) {
        switch outcome.body {
        case .item(let item): render(item, as: outcome.view, into: &output)
        case .items(let items):
            for item in items {
                render(item, as: outcome.view, into: &output)
                // Addresses and numbers would run together.
                if !item.routes.isEmpty || item.timeLeft != nil { output.append(0x0a) }
            }
        case .bytes(let bytes, _, _): append(bytes, to: &output)
        case .servers, .table, .text: PlainRenderer(isTerminal: isTerminal).render(outcome, line: line, into: &output)
        case .failure, .nothing: break
        }
    }

    func render(_ answer: BriefAnswer, key: Span<UInt8>, value: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        if let number = answer.number {
            output.append(decimal: number)
        } else if case .hit = answer.status {
            if isTerminal { return false }
            output.append(value)
        }
        return true
    }

    private func render(_ item: ItemOutcome, as request: ViewRequest, into output: inout [UInt8]) {
        if let value = item.value, let view = request.view {
            ValueDisplay.append(value, flags: item.flags ?? 0, as: view, isTerminal: isTerminal, to: &output)
        } else if let value = item.value {
            append(value.readableBytesView, to: &output)
        }
        if let number = item.number { output.append("\(number)") }
        if let left = item.timeLeft { output.append("\(left.seconds)") }
        output.append(item.routes.compactMap { $0.server?.description }.joined(separator: " "))
    }

    private func append(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
        if isTerminal { output += Escaping.forTerminal(bytes) } else { output += bytes }
    }
}
