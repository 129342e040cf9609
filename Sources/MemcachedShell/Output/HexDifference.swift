/// Where two values differ that are no text: some rows of bytes from the first one that is another.
struct HexDifference {
    let style: Style
    let columns: Int

    private static let mostRows = 4

    func lines(_ old: [UInt8], _ new: [UInt8]) -> [String] {
        var first = 0
        while first < old.count, first < new.count, old[first] == new[first] { first += 1 }
        let title = "@@ not text; the first difference is at byte \(first) of \(old.count), now of \(new.count) @@"
        return [style.number(title)] + rows(old, around: first, "- ", .bad) + rows(new, around: first, "+ ", .good)
    }

    private func rows(_ bytes: [UInt8], around place: Int, _ sign: String, _ look: Look) -> [String] {
        let width = HexView.bytesPerLine(columns: columns)
        let start = place / width * width
        let end = min(start + width * HexDifference.mostRows, bytes.count)
        guard start < end else { return [] }
        var view: [UInt8] = []
        HexView.append(bytes[start..<end], from: start, width: columns, to: &view)
        let lines = view.split(separator: 0x0a).map { style.paint(sign + String(decoding: $0, as: UTF8.self), look) }
        let more = bytes.count - end
        return more == 0 ? lines : lines + [style.quiet("  … \(more) more \(more == 1 ? "byte" : "bytes")")]
    }
}
