/// Text as Python has it: UTF-8 in which halves of surrogate pairs may stand alone (`surrogatepass`).
enum PythonUnicode {
    static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        if bytes.allSatisfy({ $0 < 0x80 }) { return true }
        var rest = bytes
        while let place = firstSurrogate(in: rest) {
            guard String(validating: rest[..<place], as: UTF8.self) != nil else { return false }
            rest = rest[(place + 3)...]
        }
        return String(validating: rest, as: UTF8.self) != nil
    }

    /// Where the three bytes of a lone surrogate begin.
    static func firstSurrogate(in bytes: ArraySlice<UInt8>) -> Int? {
        var rest = bytes
        while let place = rest.firstIndex(of: 0xed) {
            if place + 2 < rest.endIndex, rest[place + 1] & 0xe0 == 0xa0, rest[place + 2] & 0xc0 == 0x80 {
                return place
            }
            rest = rest[(place + 1)...]
        }
        return nil
    }

    /// The number of the surrogate whose three bytes begin there.
    static func surrogate(in bytes: ArraySlice<UInt8>, at place: Int) -> UInt32 {
        0xd000 | UInt32(bytes[place + 1] & 0x3f) << 6 | UInt32(bytes[place + 2] & 0x3f)
    }

    /// Appends a character, or half of one.
    private static func append(_ value: UInt32, to bytes: inout [UInt8]) -> Bool {
        if let scalar = Unicode.Scalar(value) {
            if let encoded = UTF8.encode(scalar) { bytes += encoded }
        } else if value >= 0xd800, value <= 0xdfff {
            bytes += [0xed, 0x80 | UInt8(value >> 6 & 0x3f), 0x80 | UInt8(value & 0x3f)]
        } else {
            return false
        }
        return true
    }

    private static func hexadecimal(_ bytes: ArraySlice<UInt8>, count: Int) -> UInt32? {
        guard bytes.count >= count else { return nil }
        var value: UInt32 = 0
        for byte in bytes.prefix(count) {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: value = value << 4 | UInt32((byte | 0x20) - 0x57)
            default: return nil
            }
        }
        return value
    }

    /// `raw-unicode-escape`: only `\u` and `\U` are more than they seem.
    static func rawUnescaped(_ line: ArraySlice<UInt8>) -> [UInt8]? {
        var text: [UInt8] = []
        var rest = line
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                guard append(UInt32(byte), to: &text) else { return nil }
                continue
            }
            let count = next == UInt8(ascii: "u") ? 4 : next == UInt8(ascii: "U") ? 8 : 0
            if count > 0 {
                guard let value = hexadecimal(rest, count: count), append(value, to: &text) else { return nil }
                rest = rest.dropFirst(count)
            } else {
                text.append(byte)
                guard append(UInt32(next), to: &text) else { return nil }
            }
        }
        return text
    }

    /// `raw-unicode-escape` as pickles have it, in which also what would end the line is escaped.
    static func rawEscaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var line: [UInt8] = []
        func escape(_ value: UInt32) {
            let escaped =
                value < 0x10000
                ? "\\u" + PythonLiteral.hexadecimal(value, 4) : "\\U" + PythonLiteral.hexadecimal(value, 8)
            line += Array(escaped.utf8)
        }
        var rest = text
        while !rest.isEmpty {
            let place = firstSurrogate(in: rest)
            for scalar in String(decoding: rest[..<(place ?? rest.endIndex)], as: UTF8.self).unicodeScalars {
                switch scalar.value {
                case 0, 0x0a, 0x0d, 0x1a, 0x5c, 0x100...: escape(scalar.value)
                default: line.append(UInt8(truncatingIfNeeded: scalar.value))
                }
            }
            guard let place else { break }
            escape(surrogate(in: rest, at: place))
            rest = rest[(place + 3)...]
        }
        return line
    }

    /// What a letter behind a backslash stands for.
    private static let single: [UInt8: UInt8] = [
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "'"): UInt8(ascii: "'"),
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8,
        UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "v"): 11, UInt8(ascii: "f"): 12,
        UInt8(ascii: "r"): 13,
    ]

    /// The escapes between the quotes of a string of Python 2.
    static func unescaped(_ content: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = content
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            guard let next = rest.popFirst() else { return nil }
            if let meant = single[next] {
                bytes.append(meant)
            } else if next == UInt8(ascii: "x") {
                guard let value = hexadecimal(rest, count: 2) else { return nil }
                bytes.append(UInt8(truncatingIfNeeded: value))
                rest = rest.dropFirst(2)
            } else if next >= 0x30, next <= 0x37 {
                var value = UInt32(next - 0x30)
                var count = 1
                while count < 3, let digit = rest.first, digit >= 0x30, digit <= 0x37 {
                    value = value << 3 | UInt32(digit - 0x30)
                    rest = rest.dropFirst()
                    count += 1
                }
                bytes.append(UInt8(truncatingIfNeeded: value))
            } else {
                bytes += [byte, next]
            }
        }
        return bytes
    }

    /// The bytes that text stands for in Latin-1: how Python 3 writes bytes where a protocol has none.
    static func latin1(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            guard scalar.value < 0x100 else { return nil }
            bytes.append(UInt8(scalar.value))
        }
        return bytes
    }
}
