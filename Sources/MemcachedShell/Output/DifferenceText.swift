/// A difference of two values for people: lines that went and came with some around them, or a view in hexadecimal where
/// they are no text. Nothing in it can drive a terminal.
package struct DifferenceText: Sendable {
    package let style: Style
    /// So many columns a line may take, sign included.
    package var columns = 100
    /// So many lines are shown.
    package var mostLines = 60

    /// So many lines that are the same are shown around those that are not.
    private static let context = 3
    /// So much of a line's common beginning stays before the place where it differs.
    private static let lead = 20

    package init(style: Style) {
        self.style = style
    }

    /// A line each, without line ends; none if the values are the same.
    package func lines(from old: [UInt8], to new: [UInt8]) -> [String] {
        if old == new { return [] }
        guard TextCheck.isText(old), TextCheck.isText(new) else {
            return HexDifference(style: style, columns: columns - 2).lines(old, new)
        }
        return lines(of: LineDifference(from: old, to: new))
    }

    package func lines(of difference: LineDifference) -> [String] {
        var shown: [String] = []
        var numbers = (old: 1, new: 1)
        var hidden = (removed: 0, added: 0)
        for (index, run) in difference.runs.enumerated() {
            let text = difference.text(run)
            let count = LineDifference.countOfLines(text)
            switch run.change {
            case .same:
                if shown.count < mostLines {
                    shown += around(
                        text,
                        count,
                        numbers,
                        isFirst: index == 0,
                        isLast: index == difference.runs.count - 1
                    )
                }
                numbers = (numbers.old + count, numbers.new + count)
            case .removed, .added:
                if shown.isEmpty { shown.append(place(numbers)) }
                let rows = rows(index, difference, most: max(0, mostLines - shown.count))
                shown += rows
                if run.change == .removed {
                    numbers.old += count
                    hidden.removed += count - rows.count
                } else {
                    numbers.new += count
                    hidden.added += count - rows.count
                }
            }
        }
        if hidden.removed + hidden.added > 0 {
            shown.append(style.quiet("… \(hidden.removed) more removed, \(hidden.added) more added"))
        }
        return shown
    }

    /// The edges of what is the same.
    private func around(
        _ text: ArraySlice<UInt8>,
        _ count: Int,
        _ numbers: (old: Int, new: Int),
        isFirst: Bool,
        isLast: Bool
    ) -> [String] {
        let context = DifferenceText.context
        let head = isFirst ? 0 : min(count, context)
        let tail = isLast ? 0 : min(count - head, context)
        var rows: [String] = []
        for line in LineDifference.lines(text, most: head) { rows.append(row("  ", line, from: 0, .quiet)) }
        if isLast { return rows }
        let skipped = count - head - tail
        if isFirst || skipped > 0 {
            rows.append(place((numbers.old + count - tail, numbers.new + count - tail)))
        }
        for line in DifferenceText.lastLines(text, tail) { rows.append(row("  ", line, from: 0, .quiet)) }
        return rows
    }

    private func place(_ numbers: (old: Int, new: Int)) -> String {
        let text =
            numbers.old == numbers.new ? "line \(numbers.old)" : "line \(numbers.old), now \(numbers.new)"
        return style.number("@@ \(text) @@")
    }

    /// Lines that went, or came. Those in whose place another came are shown from where the two differ.
    private func rows(_ index: Int, _ difference: LineDifference, most: Int) -> [String] {
        let run = difference.runs[index]
        let isRemoval = run.change == .removed
        let neighbour = isRemoval ? index + 1 : index - 1
        let lines = LineDifference.lines(difference.text(run), most: most)
        var others: [ArraySlice<UInt8>] = []
        if difference.runs.indices.contains(neighbour), difference.runs[neighbour].change != .same {
            others = LineDifference.lines(difference.text(difference.runs[neighbour]), most: most)
        }
        return lines.enumerated().map { place, line in
            let start = place < others.count ? DifferenceText.commonLength(line, others[place]) : 0
            return row(isRemoval ? "- " : "+ ", line, from: start, isRemoval ? .bad : .good)
        }
    }

    private static func commonLength(_ one: ArraySlice<UInt8>, _ two: ArraySlice<UInt8>) -> Int {
        var count = 0
        for (byte, other) in zip(one, two) {
            if byte != other { return count }
            count += 1
        }
        return count
    }

    private static func lastLines(_ text: ArraySlice<UInt8>, _ count: Int) -> [ArraySlice<UInt8>] {
        var start = text.endIndex
        for _ in 0..<count {
            guard start > text.startIndex else { break }
            start = text[..<(start - 1)].lastIndex(of: 0x0a).map { $0 + 1 } ?? text.startIndex
        }
        return LineDifference.lines(text[start...])
    }

    /// One line; `start` is where it begins to matter, in bytes.
    private func row(_ sign: String, _ line: ArraySlice<UInt8>, from start: Int, _ look: Look) -> String {
        let hasEnd = line.last == 0x0a
        var rest = hasEnd ? line.dropLast() : line
        let room = max(10, columns - 4)
        var text = sign
        // A line that fits is shown whole.
        if start > DifferenceText.lead, rest.count > room {
            rest = rest.dropFirst(min(start - DifferenceText.lead, rest.count))
            // Not from the middle of a character.
            while let first = rest.first, first & 0xc0 == 0x80 { rest.removeFirst() }
            text += "…"
        }
        // More bytes than columns are never needed but for characters of several, or of no width.
        let shown = Escaping.text(rest.prefix(room * 8))
        let cut = Columns.cut(shown, to: room)
        text += cut
        if cut.utf8.count < shown.utf8.count || rest.count > room * 8 { text += "…" }
        let note = hasEnd ? "" : style.quiet("  (no line end)")
        return style.paint(text, look) + note
    }
}
