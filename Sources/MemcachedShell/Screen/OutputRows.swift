/// How much of a screen an answer takes.
package enum OutputRows {
    /// Whether bytes that are fit for a terminal take more than so many of its rows. Colours take no room.
    package static func exceed(_ rows: Int, _ bytes: [UInt8], columns: Int) -> Bool {
        // Even where each byte had a place of its own, it would fit.
        if bytes.count < rows { return false }
        let columns = max(1, columns)
        var count = 1
        var column = 0
        var isEscape = false
        var isEmpty = true
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if isEscape {
                isEscape = scalar != "m"
                continue
            }
            switch scalar {
            case "\u{1b}":
                isEscape = true
                continue
            case "\n":
                // The last line end begins no row.
                isEmpty = true
                count += 1
                column = 0
                continue
            case "\t": column = column / 8 * 8 + 8
            default: column += Columns.width(of: scalar)
            }
            isEmpty = false
            if column > columns {
                count += 1
                column = Columns.width(of: scalar)
            }
            if count > rows { return true }
        }
        return count - (isEmpty ? 1 : 0) > rows
    }
}
