/// What the beginning of a line tells of all of it, so that an endless one need not be gathered.
package enum LineBeginning {
    /// No command's name is longer.
    private static let longestName = 1000
    /// Where it has to begin.
    private static let longestIndent = 1000

    /// How many of the first bytes are enough to say of the line what there is to say of all of it: of a comment hardly
    /// any, of what names no command that name. `nil` if all of it matters.
    package static func sufficientLength(of line: [UInt8]) -> Int? {
        guard let start = line.prefix(longestIndent).firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
        switch line[start] {
        case UInt8(ascii: "#"): return start + 1
        // Settings, targets and quoted words are for closer inspection.
        case UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "'"), UInt8(ascii: "\""): return nil
        default: break
        }
        let end = line[start...].prefix(longestName).firstIndex { $0 == 0x20 || $0 == 0x09 }
        guard let end else { return line.count - start > longestName ? start + longestName : nil }
        let name = String(decoding: line[start..<end], as: UTF8.self)
        return CommandTable.command(named: name) == nil ? end : nil
    }
}
