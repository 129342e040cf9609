import MemcachedValues

/// What stands in one column of a terminal.
package struct Cell: Equatable, Sendable {
    /// A character with the marks that combine with it; empty in the second column of a wide one.
    package var text: String
    package var look: Look

    package init(_ text: String, _ look: Look = .plain) {
        self.text = text
        self.look = look
    }

    static let blank = Cell(" ")
}

/// Rows of cells that are being filled, as wide as the terminal.
struct CellRows {
    let columns: Int
    private(set) var rows: [[Cell]] = [[]]

    init(columns: Int) {
        self.columns = max(1, columns)
    }

    /// Where the next character of this width comes to stand.
    mutating func place(width: Int) -> (row: Int, column: Int) {
        if rows[rows.count - 1].count + width > columns, !rows[rows.count - 1].isEmpty { rows.append([]) }
        return (rows.count - 1, rows[rows.count - 1].count)
    }

    /// Where a cursor in front of this scalar stands.
    mutating func place(before scalar: Unicode.Scalar) -> (row: Int, column: Int) {
        if scalar == "\n" { return place(width: 1) }
        let width = Columns.width(of: scalar)
        // What combines stands where the character before it does, which may be the last of the row.
        guard width == 0, scalar.isPrintable else { return place(width: max(1, min(width, columns))) }
        return (rows.count - 1, min(rows[rows.count - 1].count, columns - 1))
    }

    mutating func breakRow() { rows.append([]) }

    /// Adds a scalar, in visible form if it has none of its own.
    mutating func add(_ scalar: Unicode.Scalar, _ look: Look) {
        guard scalar.isPrintable else { return add(ascii: Escaping.text(String(scalar).utf8), .quiet) }
        switch Columns.width(of: scalar) {
        case 0:
            // What joins emoji is left out: terminals do not agree on how wide the result is, but on its parts.
            if scalar.value == 0x200d || scalar.value == 0xfe0f || scalar.value == 0xfe0e { return }
            combine(scalar, look)
        case 2 where columns >= 2:
            _ = place(width: 2)
            rows[rows.count - 1] += [Cell(String(Character(scalar)), look), Cell("", look)]
        case 2:
            add(ascii: "?", .quiet)
        default:
            _ = place(width: 1)
            rows[rows.count - 1].append(Cell(String(Character(scalar)), look))
        }
    }

    mutating func add(_ text: String, _ look: Look) {
        for scalar in text.unicodeScalars { add(scalar, look) }
    }

    private mutating func add(ascii text: String, _ look: Look) {
        for character in text {
            _ = place(width: 1)
            rows[rows.count - 1].append(Cell(String(character), look))
        }
    }

    /// A mark goes onto the character before it; with none there, it is shown by its number.
    private mutating func combine(_ scalar: Unicode.Scalar, _ look: Look) {
        let row = rows.count - 1
        guard var place = rows[row].indices.last else {
            return add(ascii: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}", .quiet)
        }
        if rows[row][place].text.isEmpty, place > 0 { place -= 1 }
        // More than anybody writes would let one cell grow without end.
        guard rows[row][place].text.unicodeScalars.count < 10 else { return }
        rows[row][place].text.unicodeScalars.append(scalar)
    }
}
