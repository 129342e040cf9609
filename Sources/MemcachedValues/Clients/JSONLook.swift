/// Whether bytes may be a JSON text, by how they begin and end.
enum JSONLook {
    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]

    static func mayBegin(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first(where: { !blanks.contains($0) }),
            let last = bytes.last(where: { !blanks.contains($0) })
        else { return false }
        switch first {
        case UInt8(ascii: "{"): return last == UInt8(ascii: "}")
        case UInt8(ascii: "["): return last == UInt8(ascii: "]")
        case UInt8(ascii: "\""): return last == UInt8(ascii: "\"") && bytes.count > 1
        case UInt8(ascii: "-"), 0x30...0x39: return bytes.count < 400 && isNumber(bytes)
        default: return ["true", "false", "null"].contains { bytes.elementsEqual($0.utf8) }
        }
    }

    /// A number as JSON's grammar has it, with blanks around it: no zeros before it, digits on both sides of a point.
    private static func isNumber(_ bytes: [UInt8]) -> Bool {
        var rest = bytes.drop { blanks.contains($0) }
        func digits() -> Int {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        func step(_ marks: String) -> Bool {
            guard let first = rest.first, marks.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = step("-")
        if !step("0"), digits() == 0 { return false }
        if step("."), digits() == 0 { return false }
        if step("eE") {
            _ = step("+-")
            if digits() == 0 { return false }
        }
        return rest.allSatisfy { blanks.contains($0) }
    }
}
