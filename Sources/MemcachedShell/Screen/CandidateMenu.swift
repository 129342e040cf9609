/// The candidates for a word in columns, each with a word on it, below the line.
package struct CandidateMenu: Equatable, Sendable {
    package struct Entry: Equatable, Sendable {
        package let word: String
        package let summary: String

        package init(_ word: String, _ summary: String) {
            self.word = word
            self.summary = summary
        }
    }

    package let entries: [Entry]
    /// How many more there are than are listed.
    package let more: Int
    package var chosen: Int?

    package init(_ entries: [Entry], more: Int = 0, chosen: Int? = nil) {
        self.entries = entries
        self.more = more
        self.chosen = chosen
    }

    private static let gap = 2
    /// With more rows than this, what is said of each is cut shorter.
    private static let comfortable = 12

    /// How the entries stand: so many rows and columns, each as wide as that.
    private struct Layout {
        let rows: Int
        let columns: Int
        let word: Int
        let summary: Int
    }

    private func layout(columns: Int, height: Int) -> Layout {
        let longest = min(entries.map { Columns.width($0.word) }.max() ?? 0, max(1, columns - 1))
        let summary = entries.map { Columns.width($0.summary) }.max() ?? 0
        var last = Layout(rows: entries.count, columns: 1, word: longest, summary: 0)
        for limit in [summary, 40, 28, 20, 12, 0] where limit <= summary {
            // With a single column there may be room for a part of what is said.
            var shown = limit
            if longest + CandidateMenu.gap + shown > columns - 1 {
                shown = max(0, columns - 1 - longest - CandidateMenu.gap)
                if shown < 8 { shown = 0 }
            }
            let width = longest + (shown > 0 ? CandidateMenu.gap + shown : 0)
            let across = max(1, (columns - 1 + CandidateMenu.gap) / (width + CandidateMenu.gap))
            let rows = (entries.count + across - 1) / across
            last = Layout(rows: rows, columns: across, word: longest, summary: shown)
            if rows <= min(height, CandidateMenu.comfortable) { break }
        }
        return last
    }

    /// At most `height` rows; around the chosen entry, if they do not all fit.
    package func rows(columns: Int, height: Int) -> [[Cell]] {
        guard height > 0, !entries.isEmpty else { return [] }
        let layout = layout(columns: columns, height: height)
        let needsNote = more > 0 || layout.rows > height
        let room = needsNote && height > 1 ? height - 1 : height
        let shown = min(room, layout.rows)
        let chosenRow = chosen.map { $0 % layout.rows } ?? 0
        let first = max(0, min(layout.rows - shown, chosenRow - shown / 2))
        var rows: [[Cell]] = []
        for row in first..<first + shown {
            var cells = CellRows(columns: columns)
            for column in 0..<layout.columns {
                let index = column * layout.rows + row
                guard index < entries.count else { break }
                if column > 0 { cells.add("  ", .plain) }
                add(entries[index], isChosen: index == chosen, layout, isLast: column == layout.columns - 1, to: &cells)
            }
            rows.append(cells.rows[0])
        }
        if needsNote, height > 1 {
            let hidden =
                more + entries.count
                - (0..<layout.columns).reduce(0) { sum, column in
                    sum + (first..<first + shown).count { column * layout.rows + $0 < entries.count }
                }
            if hidden > 0 {
                var cells = CellRows(columns: columns)
                cells.add(LineView.shortened("and \(hidden) more", to: columns - 1) ?? "…", .quiet)
                rows.append(cells.rows[0])
            }
        }
        return rows
    }

    private func add(_ entry: Entry, isChosen: Bool, _ layout: Layout, isLast: Bool, to cells: inout CellRows) {
        let word = CandidateMenu.cut(entry.word, to: layout.word)
        cells.add(word, isChosen ? .chosen : .plain)
        guard layout.summary > 0 || !isLast else { return }
        let summary = CandidateMenu.cut(entry.summary, to: layout.summary)
        let padding = layout.word - Columns.width(word)
        cells.add(String(repeating: " ", count: max(0, padding)), .plain)
        guard layout.summary > 0 else { return }
        cells.add("  " + (isLast ? summary : Columns.padded(summary, to: layout.summary)), .quiet)
    }

    /// Cut at the end, with a sign that it was.
    private static func cut(_ text: String, to room: Int) -> String {
        guard Columns.width(text) > room else { return text }
        var kept = ""
        var width = 0
        for character in text {
            width += Columns.width(String(character))
            if width > room - 1 { break }
            kept.append(character)
        }
        return room > 0 ? kept + "…" : ""
    }
}
