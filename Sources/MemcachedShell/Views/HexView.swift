/// Bytes as they lie in memory: offset, hexadecimal digits, and the characters that can be shown.
package enum HexView {
    /// How many bytes stand in a line of so many columns.
    static func bytesPerLine(columns: Int) -> Int { columns >= 78 ? 16 : columns >= 44 ? 8 : 4 }

    /// Appends lines of them, for a screen of so many columns. `offset` is that of the first one.
    package static func append(
        _ bytes: some RandomAccessCollection<UInt8>,
        from offset: Int = 0,
        width: Int,
        to output: inout [UInt8]
    ) {
        let perLine = bytesPerLine(columns: width)
        var rest = bytes[...]
        var offset = offset
        // A dump is five times as long as what it shows; to grow step by step would take as much again.
        output.reserveCapacity(output.count + (bytes.count / perLine + 1) * (13 + 4 * perLine + (perLine > 8 ? 2 : 1)))
        while !rest.isEmpty {
            let line = rest.prefix(perLine)
            rest = rest.dropFirst(perLine)
            append(hexadecimal: offset, digits: 8, to: &output)
            output.append(0x20)
            for (place, byte) in line.enumerated() {
                if place % 8 == 0 { output.append(0x20) }
                append(hexadecimal: Int(byte), digits: 2, to: &output)
                output.append(0x20)
            }
            let missing = perLine - line.count
            output += repeatElement(0x20, count: 3 * missing + (perLine > 8 && line.count <= 8 ? 1 : 0) + 1)
            output.append(0x7c)
            for byte in line { output.append(byte >= 0x20 && byte < 0x7f ? byte : UInt8(ascii: ".")) }
            output.append(0x7c)
            output.append(0x0a)
            offset += line.count
        }
    }

    private static func append(hexadecimal value: Int, digits: Int, to output: inout [UInt8]) {
        for place in (0..<digits).reversed() {
            let digit = UInt8(value >> (4 * place) & 0xf)
            output.append(digit + (digit < 10 ? 0x30 : 0x57))
        }
    }
}
