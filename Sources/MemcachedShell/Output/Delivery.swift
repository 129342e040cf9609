import NIOCore

/// What of an outcome goes to a program, or into a file, in place of the screen.
///
/// A format for programs that was chosen stays; what would be for people becomes lines for a program, and the exact bytes
/// of values for a file.
package enum Delivery {
    /// `nil` if there is nothing to start a program for: no answer, or the miss of the one key that was asked for.
    package static func toProgram(_ outcome: Outcome, _ format: OutputFormat) -> [UInt8]? {
        switch outcome.body {
        case .failure, .nothing: return nil
        case .item(let item) where item.status == .miss || item.failure != nil: return nil
        default: break
        }
        return rendered(outcome, format == .pretty ? .plain : format, isTerminal: false)
    }

    /// `nil` if there is nothing for which a file should lose what it holds.
    package static func toFile(_ outcome: Outcome, _ format: OutputFormat, isTerminal: Bool) -> [UInt8]? {
        var chosen = OutputFormat.raw
        switch outcome.body {
        case .failure, .nothing: return nil
        case .item(let item):
            if item.status.isNegative || item.failure != nil { return nil }
            // The answers of other statements are words.
            if !item.hasContent { chosen = .plain }
        case .items(let items):
            if items.allSatisfy({ $0.status.isNegative || $0.failure != nil }) { return nil }
            if !items.contains(where: \.hasContent) { chosen = .plain }
        case .servers(let servers):
            if servers.allSatisfy({ $0.failure != nil }) { return nil }
        case .table, .bytes, .text: break
        }
        return rendered(outcome, format == .json ? .json : chosen, isTerminal: isTerminal)
    }

    /// What a person has to be told of an answer that went elsewhere: the keys that brought nothing.
    package static func shortfall(_ outcome: Outcome) -> [String] {
        let items: [ItemOutcome]
        switch outcome.body {
        case .item(let item): items = [item]
        case .items(let list): items = list
        default: return []
        }
        let missing = items.filter { $0.status.isNegative && $0.failure == nil }
        let told = missing.prefix(5).map { "\(Literal.word($0.key)): \($0.status.word)" }
        return missing.count > told.count ? told + ["and \(missing.count - told.count) more keys"] : told
    }

    private static func rendered(_ outcome: Outcome, _ format: OutputFormat, isTerminal: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        format.renderer(Style(hasColor: false), isTerminal: isTerminal).render(outcome, line: nil, into: &bytes)
        return bytes
    }
}

extension ItemOutcome {
    /// Whether it brought more than a word.
    fileprivate var hasContent: Bool { value != nil || number != nil }
}
