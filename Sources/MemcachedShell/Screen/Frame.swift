/// What a terminal shows from the row of the prompt on, and where its cursor is.
package struct Frame: Equatable, Sendable {
    package var rows: [[Cell]] = []
    package var cursorRow = 0
    package var cursorColumn = 0

    package init() {}

    /// The text of the rows, without looks.
    package var text: [String] { rows.map { $0.map(\.text).joined() } }
}

/// The line that is being typed, with all that stands around it.
package struct LineView: Sendable {
    package struct Piece: Equatable, Sendable {
        package let text: String
        package let look: Look

        package init(_ text: String, _ look: Look = .plain) {
            self.text = text
            self.look = look
        }
    }

    package var prompt: [Piece]
    package var line: [Unicode.Scalar]
    /// Before which scalar the cursor stands.
    package var cursor: Int
    /// Which scalars are wrong as they are.
    package var wrong: Range<Int>?
    /// What stands at the right end of the first row, if there is room.
    package var hint: Piece?
    package var menu: CandidateMenu?

    package init(prompt: [Piece], line: [Unicode.Scalar] = [], cursor: Int = 0) {
        self.prompt = prompt
        self.line = line
        self.cursor = cursor
    }

    /// A hint that would be cut shorter than this says nothing.
    private static let shortestHint = 10

    /// How it looks on a terminal of this size. What does not fit is left out above and below the cursor.
    package func frame(columns: Int, rows height: Int) -> Frame {
        let columns = max(1, columns)
        let height = max(1, height)
        var cells = CellRows(columns: columns)
        for piece in prompt { cells.add(piece.text, piece.look) }
        var place: (row: Int, column: Int)?
        for (index, scalar) in line.enumerated() {
            if index == cursor { place = cells.place(before: scalar) }
            if scalar == "\n" {
                cells.breakRow()
            } else {
                cells.add(scalar, wrong?.contains(index) == true ? .bad : .plain)
            }
        }
        let end = place ?? cells.place(width: 1)
        var frame = Frame()
        frame.rows = cells.rows
        (frame.cursorRow, frame.cursorColumn) = end
        if frame.rows.count > height {
            let first = min(frame.rows.count - height, max(0, end.row - height + 1))
            frame.rows = Array(frame.rows[first..<first + height])
            frame.cursorRow -= first
        }
        if frame.rows.count == 1 { addHint(to: &frame, columns: columns) }
        if let menu {
            frame.rows += menu.rows(columns: columns, height: height - frame.rows.count)
        }
        return frame
    }

    /// The hint ends one column before the edge, where terminals do not yet wrap.
    private func addHint(to frame: inout Frame, columns: Int) {
        guard let hint else { return }
        let room = columns - 1 - frame.rows[0].count - 2
        guard let text = LineView.shortened(hint.text, to: room) else { return }
        var cells = CellRows(columns: columns)
        cells.add(text, hint.look)
        let row = cells.rows[0]
        let gap = columns - 1 - frame.rows[0].count - row.count
        guard gap > 0 else { return }
        frame.rows[0] += Array(repeating: Cell.blank, count: gap) + row
    }

    /// As much of a text as fits, cut between words; `nil` if that is too little to be of use.
    static func shortened(_ text: String, to room: Int) -> String? {
        if text.unicodeScalars.count <= room, Columns.width(text) <= room { return text }
        guard room >= shortestHint else { return nil }
        var kept = ""
        for word in text.split(separator: " ") {
            let longer = kept.isEmpty ? String(word) : kept + " " + word
            guard Columns.width(longer) <= room - 2 else { break }
            kept = longer
        }
        return kept.isEmpty ? nil : kept + " …"
    }
}
