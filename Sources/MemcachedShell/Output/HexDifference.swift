/// Where two values differ that are no text: some rows of bytes from the first one that is another.
struct HexDifference {
    let style: Style

    private static let width = 16
    private static let mostRows = 4

    func lines(_ old: [UInt8], _ new: [UInt8]) -> [String] {
        var first = 0
        while first < old.count, first < new.count, old[first] == new[first] { first += 1 }
        let start = first / HexDifference.width * HexDifference.width
        let title = "@@ not text; the first difference is at byte \(first) of \(old.count), now of \(new.count) @@"
        return [style.number(title)] + rows(old, from: start, "- ", .bad) + rows(new, from: start, "+ ", .good)
    }

    private func rows(_ bytes: [UInt8], from start: Int, _ sign: String, _ look: Look) -> [String] {
        var rows: [String] = []
        var offset = start
        while offset < bytes.count, rows.count < HexDifference.mostRows {
            let row = bytes[offset..<min(offset + HexDifference.width, bytes.count)]
            let hex = row.map { HexDifference.hex($0, digits: 2) }.joined(separator: " ")
            let characters = String(row.map { $0 >= 0x20 && $0 < 0x7f ? Character(Unicode.Scalar($0)) : "." })
            let padded = Columns.padded(hex, to: HexDifference.width * 3 - 1)
            rows.append(style.paint("\(sign)\(HexDifference.hex(offset, digits: 8))  \(padded)  \(characters)", look))
            offset += HexDifference.width
        }
        let more = bytes.count - min(offset, bytes.count)
        if more > 0 { rows.append(style.quiet("  … \(more) more \(more == 1 ? "byte" : "bytes")")) }
        return rows
    }

    private static func hex(_ number: some BinaryInteger, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
