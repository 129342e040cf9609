/// Text as `DataOutput.writeUTF` writes it: each UTF-16 unit by itself, and a zero in two bytes.
enum ModifiedUTF8 {
    /// Whether it is the same as UTF-8 has it, which has characters of four bytes besides.
    static func isPlain(_ bytes: ArraySlice<UInt8>) -> Bool {
        UTF8Text.isValid(bytes) && !bytes.contains { $0 >= 0xf0 }
    }

    /// The units, or `nil` if it is damaged. What is written in more bytes than are needed is read, as by Java.
    static func units(_ bytes: ArraySlice<UInt8>) -> [UInt16]? {
        var units: [UInt16] = []
        var place = bytes.startIndex
        func more(_ offset: Int) -> UInt16? {
            guard place + offset < bytes.endIndex, bytes[place + offset] & 0xc0 == 0x80 else { return nil }
            return UInt16(bytes[place + offset] & 0x3f)
        }
        while place < bytes.endIndex {
            let first = UInt16(bytes[place])
            switch first {
            case 0..<0x80:
                units.append(first)
                place += 1
            case 0xc0..<0xe0:
                guard let second = more(1) else { return nil }
                units.append((first & 0x1f) << 6 | second)
                place += 2
            case 0xe0..<0xf0:
                guard let second = more(1), let third = more(2) else { return nil }
                units.append((first & 0x0f) << 12 | second << 6 | third)
                place += 3
            default: return nil
            }
        }
        return units
    }
}
