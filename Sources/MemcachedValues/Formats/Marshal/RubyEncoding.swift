/// Text of Ruby in an encoding other than UTF-8.
enum RubyEncoding {
    /// How `inspect` writes such text, where that is not as bytes: `nil` for encodings of one byte a character.
    ///
    /// What is not ASCII is escaped by Ruby where text is shown in UTF-8: as a code point for what is Unicode, as the bytes
    /// of the character in other encodings.
    static func notation(_ bytes: ArraySlice<UInt8>, _ encoding: String) -> String? {
        switch encoding {
        case "UTF-16LE": unicode(units(bytes, isLittle: true), isComplete: bytes.count % 2 == 0)
        case "UTF-16BE": unicode(units(bytes, isLittle: false), isComplete: bytes.count % 2 == 0)
        case "Shift_JIS", "Windows-31J", "EUC-JP", "EUC-KR", "GBK", "GB2312", "Big5", "CP949":
            doubleBytes(bytes, isShiftJIS: encoding == "Shift_JIS" || encoding == "Windows-31J")
        case "UTF-32LE", "UTF-32BE", "GB18030", "ISO-2022-JP", "UTF-16", "UTF-32":
            "<String encoding=\"\(encoding)\", \(ByteCount.words(bytes.count))>"
        default: nil
        }
    }

    private static func units(_ bytes: ArraySlice<UInt8>, isLittle: Bool) -> [UInt16] {
        var units: [UInt16] = []
        var place = bytes.startIndex
        while place + 1 < bytes.endIndex {
            let (one, two) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
            units.append(isLittle ? two << 8 | one : one << 8 | two)
            place += 2
        }
        return units
    }

    private static func unicode(_ units: [UInt16], isComplete: Bool) -> String? {
        guard isComplete else { return nil }
        var text = "\""
        var iterator = units.makeIterator()
        var parser = Unicode.UTF16.ForwardParser()
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                let scalar = Unicode.UTF16.decode(encoded)
                text +=
                    RubyLiteral.escape(scalar)
                    ?? (scalar.isASCII && scalar.isPrintable ? "\(scalar)" : RubyLiteral.codePoint(scalar))
            case .emptyInput: return text + "\""
            case .error: return nil
            }
        }
    }

    /// Characters of one or two bytes, the first of which is beyond ASCII.
    private static func doubleBytes(_ bytes: ArraySlice<UInt8>, isShiftJIS: Bool) -> String? {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
        var text = "\""
        var place = bytes.startIndex
        while place < bytes.endIndex {
            let byte = bytes[place]
            let isSingle = isShiftJIS && (0xa0...0xdf).contains(byte)
            if byte < 0x80 {
                let scalar = Unicode.Scalar(byte)
                text += RubyLiteral.escape(scalar) ?? (scalar.isPrintable ? "\(scalar)" : RubyLiteral.hex(byte))
                place += 1
            } else if byte > 0x80, !isSingle, place + 1 < bytes.endIndex, bytes[place + 1] >= 0x40 {
                let pair = RubyLiteral.digits(UInt32(byte), 2) + RubyLiteral.digits(UInt32(bytes[place + 1]), 2)
                text += "\\x{\(pair)}"
                place += 2
            } else {
                text += RubyLiteral.hex(byte)
                place += 1
            }
        }
        return text + "\""
    }
}
