/// Shows a line on a terminal that can do nothing but go back a column: within one row, of which a part is shown when it
/// is too long.
package struct PlainLineWriter: Sendable {
    private var shown: [Cell] = []
    private var column = 0

    package init() {}

    /// The cursor stands at the beginning of a row, where nothing is.
    package mutating func forget() {
        shown = []
        column = 0
    }

    package mutating func draw(_ view: LineView, columns: Int) -> [UInt8] {
        // The last column is left free: behind it, terminals do not agree on where the cursor is.
        let room = max(1, columns - 1)
        var cells = CellRows(columns: .max)
        for piece in view.prompt { cells.add(piece.text, .plain) }
        var place = 0
        for (index, scalar) in view.line.enumerated() {
            if index == view.cursor { place = cells.rows[0].count }
            cells.add(scalar, .plain)
        }
        if view.cursor >= view.line.count { place = cells.rows[0].count }
        let all = cells.rows[0].map { Cell($0.text) }
        // Half a window is moved at a time, so that not every key moves all of it.
        let step = max(1, room / 2)
        var first = 0
        while place - first > room || (place - first == room && place < all.count) { first += step }
        let end = min(all.count, first + room)
        var window = Array(all[first..<end])
        // Of a wide character at an edge there is only a half.
        if let half = window.first, half.text.isEmpty { window[0] = .blank }
        if end < all.count, all[end].text.isEmpty { window[window.count - 1] = .blank }
        return show(window, cursor: place - first)
    }

    private mutating func show(_ new: [Cell], cursor: Int) -> [UInt8] {
        var same = 0
        while same < min(shown.count, new.count), shown[same] == new[same] { same += 1 }
        while same > 0, same < new.count, new[same].text.isEmpty { same -= 1 }
        while same > 0, same < shown.count, shown[same].text.isEmpty { same -= 1 }
        var output: [UInt8] = []
        if same < new.count || same < shown.count {
            move(to: same, in: shown, &output)
            output += new[same...].map(\.text).joined().utf8
            output += repeatElement(0x20, count: max(0, shown.count - new.count))
            column = max(new.count, shown.count)
        }
        shown = new
        move(to: cursor, in: new, &output)
        return output
    }

    private mutating func move(to target: Int, in cells: [Cell], _ output: inout [UInt8]) {
        if target < column { output += repeatElement(0x08, count: column - target) }
        if target > column {
            let end = min(target, cells.count)
            if column < end { output += cells[column..<end].map(\.text).joined().utf8 }
        }
        column = target
    }
}
