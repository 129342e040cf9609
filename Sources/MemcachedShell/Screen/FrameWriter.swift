/// Brings a terminal from one frame to the next with as little as possible, so that nothing flickers.
///
/// It uses what every terminal has that is not dumb: cursor up and right, erasing to the end of the row and of the
/// screen. It goes down by line feeds, which scroll where they must.
package struct FrameWriter: Sendable {
    private var shown = Frame()
    private var columns = 0
    private var row = 0
    /// Where the cursor is; at `columns` it waits behind the last one for what comes next.
    private var column = 0
    private let style: Style
    private var output: [UInt8] = []

    package init(style: Style) {
        self.style = style
    }

    package var isEmpty: Bool { shown.rows.isEmpty }

    /// What was shown is nobody's any longer: the cursor stands at the beginning of a row.
    package mutating func forget() {
        shown = Frame()
        row = 0
        column = 0
    }

    /// The bytes that show this frame.
    package mutating func draw(_ frame: Frame, columns: Int) -> [UInt8] {
        self.columns = columns
        for index in frame.rows.indices {
            let old = index < shown.rows.count ? shown.rows[index] : nil
            if old == nil { moveTo(row: index, column: 0) }
            update(index, from: old ?? [], to: frame.rows[index])
        }
        if shown.rows.count > frame.rows.count {
            moveTo(row: frame.rows.count, column: 0)
            output += "\u{1b}[J".utf8
        }
        shown = frame
        moveTo(row: frame.cursorRow, column: frame.cursorColumn)
        return take()
    }

    /// The bytes that put the cursor at the beginning of the row behind the frame.
    package mutating func leave() -> [UInt8] {
        if !isEmpty { moveTo(row: shown.rows.count, column: 0) }
        forget()
        return take()
    }

    /// The bytes that take the frame away.
    package mutating func erase() -> [UInt8] {
        if !isEmpty {
            moveTo(row: 0, column: 0)
            output += "\u{1b}[J".utf8
        }
        forget()
        return take()
    }

    // MARK: Rows

    private mutating func update(_ index: Int, from old: [Cell], to new: [Cell]) {
        guard old != new else { return }
        var first = 0
        let shorter = min(old.count, new.count)
        while first < shorter, old[first] == new[first] { first += 1 }
        var last = new.count
        if old.count == new.count {
            while last > first, old[last - 1] == new[last - 1] { last -= 1 }
            // Both halves of a wide character are written, or none.
            while last < new.count, new[last].text.isEmpty || old[last].text.isEmpty { last += 1 }
        }
        while first > 0, isSecondHalf(first, new) || isSecondHalf(first, old) { first -= 1 }
        moveTo(row: index, column: first)
        write(new[first..<last])
        // At the last column an eraser would take the character that was just written.
        if new.count < old.count, new.count < columns { output += "\u{1b}[K".utf8 }
    }

    private func isSecondHalf(_ index: Int, _ row: [Cell]) -> Bool { index < row.count && row[index].text.isEmpty }

    private mutating func write(_ cells: ArraySlice<Cell>) {
        var look = Look.plain
        for cell in cells {
            if cell.look != look {
                if !style.start(of: look).isEmpty { output += Style.end.utf8 }
                output += style.start(of: cell.look).utf8
                look = cell.look
            }
            output += cell.text.utf8
        }
        if !style.start(of: look).isEmpty { output += Style.end.utf8 }
        column += cells.count
    }

    // MARK: The cursor

    private mutating func moveTo(row target: Int, column: Int) {
        if target > row {
            output += repeatElement([0x0d, 0x0a], count: target - row).joined()
            self.column = 0
        } else if target < row {
            output += "\u{1b}[\(row - target)A".utf8
        }
        row = target
        if column == self.column, column < columns || columns == 0 { return }
        if column < self.column || self.column >= columns {
            output.append(0x0d)
            self.column = 0
        }
        if column > self.column { output += "\u{1b}[\(column - self.column)C".utf8 }
        self.column = column
    }

    private mutating func take() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }
}
