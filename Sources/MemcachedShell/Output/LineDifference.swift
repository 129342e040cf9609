/// What became of one text when another took its place, line by line.
///
/// The effort is bounded: texts of which too much is different are told as all removed and all added.
package struct LineDifference: Sendable {
    package enum Change: Sendable {
        case same, removed, added
    }

    /// Lines one after the other that fared alike, with their line ends.
    package struct Run: Sendable, Equatable {
        package let change: Change
        /// Where they stand in the text that has them: in the new one if they were added, else in the old one.
        package let range: Range<Int>
    }

    package let old: [UInt8]
    package let new: [UInt8]
    /// All of both texts, in order.
    package let runs: [Run]

    /// More lines than this, at the places where the texts differ, are not compared one by one.
    private static let mostLines = 50_000

    package init(from old: [UInt8], to new: [UInt8]) {
        self.old = old
        self.new = new
        let start = LineDifference.commonStart(old, new)
        let end = LineDifference.commonEnd(old[start...], new[start...])
        var runs = [Run(change: .same, range: 0..<start)]
        runs += LineDifference.runs(old[start..<(old.count - end)], new[start..<(new.count - end)])
        runs.append(Run(change: .same, range: (old.count - end)..<old.count))
        self.runs = LineDifference.joined(runs)
    }

    package func text(_ run: Run) -> ArraySlice<UInt8> {
        run.change == .added ? new[run.range] : old[run.range]
    }

    /// How many lines went, and how many came.
    package var counts: (removed: Int, added: Int) {
        runs.reduce((0, 0)) { counts, run in
            switch run.change {
            case .same: counts
            case .removed: (counts.0 + LineDifference.countOfLines(text(run)), counts.1)
            case .added: (counts.0, counts.1 + LineDifference.countOfLines(text(run)))
            }
        }
    }

    static func countOfLines(_ text: ArraySlice<UInt8>) -> Int {
        text.reduce(text.last == 0x0a || text.isEmpty ? 0 : 1) { $1 == 0x0a ? $0 + 1 : $0 }
    }

    /// The lines of a text, with their line ends; no more than `most`.
    static func lines(_ text: ArraySlice<UInt8>, most: Int = .max) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = text
        while !rest.isEmpty, lines.count < most {
            let end = rest.firstIndex(of: 0x0a).map { $0 + 1 } ?? rest.endIndex
            lines.append(rest[rest.startIndex..<end])
            rest = rest[end...]
        }
        return lines
    }

    // MARK: The parts in common at both ends

    /// The length of the whole lines with which both begin.
    private static func commonStart(_ old: [UInt8], _ new: [UInt8]) -> Int {
        var count = 0
        var lineStart = 0
        let most = min(old.count, new.count)
        while count < most, old[count] == new[count] {
            count += 1
            if old[count - 1] == 0x0a { lineStart = count }
        }
        return lineStart
    }

    /// The length of the whole lines with which both end.
    private static func commonEnd(_ old: ArraySlice<UInt8>, _ new: ArraySlice<UInt8>) -> Int {
        var count = 0
        var wholeLines = 0
        let most = min(old.count, new.count)
        func isLineStart(_ text: ArraySlice<UInt8>) -> Bool {
            count == text.count || text[text.endIndex - count - 1] == 0x0a
        }
        while count < most, old[old.endIndex - count - 1] == new[new.endIndex - count - 1] {
            count += 1
            if isLineStart(old), isLineStart(new) { wholeLines = count }
        }
        return wholeLines
    }

    // MARK: Between them

    private static func runs(_ old: ArraySlice<UInt8>, _ new: ArraySlice<UInt8>) -> [Run] {
        let all = [Run(change: .removed, range: old.indices), Run(change: .added, range: new.indices)]
        guard countOfLines(old) <= mostLines, countOfLines(new) <= mostLines else { return all }
        let lines = (old: lines(old), new: lines(new))
        var numbers: [ArraySlice<UInt8>: Int32] = [:]
        func number(_ line: ArraySlice<UInt8>) -> Int32 {
            if let number = numbers[line] { return number }
            let next = Int32(clamping: numbers.count)
            numbers[line] = next
            return next
        }
        guard let common = ShortestEdit.common(lines.old.map(number), lines.new.map(number)) else { return all }
        var runs: [Run] = []
        var place = (old: old.startIndex, new: new.startIndex)
        for pair in common {
            let same = (old: lines.old[pair.old].indices, new: lines.new[pair.new].indices)
            runs.append(Run(change: .removed, range: place.old..<same.old.lowerBound))
            runs.append(Run(change: .added, range: place.new..<same.new.lowerBound))
            runs.append(Run(change: .same, range: same.old))
            place = (same.old.upperBound, same.new.upperBound)
        }
        runs.append(Run(change: .removed, range: place.old..<old.endIndex))
        runs.append(Run(change: .added, range: place.new..<new.endIndex))
        return runs
    }

    /// Without those that are empty, and with those joined that belong together.
    private static func joined(_ runs: [Run]) -> [Run] {
        var result: [Run] = []
        for run in runs where !run.range.isEmpty {
            if let last = result.last, last.change == run.change {
                result[result.count - 1] = Run(change: run.change, range: last.range.lowerBound..<run.range.upperBound)
            } else {
                result.append(run)
            }
        }
        return result
    }
}
