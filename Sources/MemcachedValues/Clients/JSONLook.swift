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
        case UInt8(ascii: "-"), 0x30...0x39: return bytes.count < 400 && bytes.allSatisfy(isPartOfNumber)
        default: return ["true", "false", "null"].contains { bytes.elementsEqual($0.utf8) }
        }
    }

    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte)
    }
}
