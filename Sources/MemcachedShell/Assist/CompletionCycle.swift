/// What Tab makes of a line: first what all candidates have in common, and with each further Tab the next of them.
package struct CompletionCycle: Sendable {
    private let result: Completion.Result
    private let head: [UInt8]
    /// From the cursor on, where Tab was first pressed.
    private let rest: [UInt8]
    private let typed: [UInt8]
    private var chosen: Int?

    package init(_ result: Completion.Result, line: [UInt8], cursor: Int) {
        self.result = result
        head = Array(line[..<min(result.start, cursor)])
        typed = Array(line[min(result.start, cursor)..<cursor])
        rest = Array(line[cursor...])
    }

    /// Goes to the next candidate, or to the one before; behind the last one the first comes again.
    package mutating func step(_ step: Int) {
        let count = result.candidates.count
        guard count > 0 else { return }
        guard let chosen else {
            self.chosen = step > 0 ? 0 : count - 1
            return
        }
        self.chosen = (chosen + step + count) % count
    }

    package var menu: CandidateMenu {
        CandidateMenu(
            result.candidates.map { .init($0.word, $0.summary) },
            more: result.more,
            chosen: chosen
        )
    }

    /// The line as it is now, and the place of the cursor in scalars.
    package var line: (text: String, cursor: Int) {
        let isOnly = result.candidates.count == 1 && result.more == 0
        var word: [UInt8]
        if let chosen {
            word = result.candidates[chosen].written
        } else {
            word = result.common
            // What is typed may be written otherwise, and is not taken back for less.
            if word.count < typed.count || (!isOnly && !word.starts(with: typed) && word.count == typed.count) {
                word = typed
            }
        }
        var rest = rest[...]
        if !result.tail.isEmpty {
            // In the middle of a word what is there stays; if it is what would come, the cursor goes over it.
            guard word.starts(with: typed) else { return join(head + typed, rest) }
            let addition = word.dropFirst(typed.count)
            if rest.starts(with: addition) { rest = rest.dropFirst(addition.count) }
            return join(head + word, rest)
        }
        if isOnly, !result.candidates[0].isUnfinished {
            word.append(0x20)
            if rest.first == 0x20 { rest = rest.dropFirst() }
        }
        return join(head + word, rest)
    }

    private func join(_ before: [UInt8], _ behind: ArraySlice<UInt8>) -> (text: String, cursor: Int) {
        let first = String(decoding: before, as: UTF8.self)
        return (first + String(decoding: behind, as: UTF8.self), first.unicodeScalars.count)
    }
}
