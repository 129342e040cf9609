/// Python's pickle, protocols 0 to 5.
///
/// A pickle is a program for a stack machine that may call anything. Here the machine only notes what would be called, and
/// with what: nothing is imported, made or run.
package struct PickleFormat: SerializedFormat {
    /// Whether only protocols from 2 on are meant, which say at their beginning what they are.
    let isMarked: Bool

    package init() { isMarked = false }

    init(isMarked: Bool) { self.isMarked = isMarked }

    package var name: String { "pickle" }
    package var language: any LiteralLanguage { PythonLiteral() }

    package func resembles(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, let first = PickleOpcode(rawValue: bytes[0]), first == .proto || !isMarked else {
            return false
        }
        let second = bytes[1]
        // From protocol 2 on it says which it is, also where its end is missing.
        if first == .proto { return (2...PickleReader.newestProtocol).contains(second) }
        guard bytes.last == PickleOpcode.stop.rawValue else { return false }
        switch first {
        // Protocols 0 and 1 say nothing: only what can begin one, with what must follow it.
        case .none, .emptyTuple: return bytes.count == 2
        case .emptyList, .emptyDict: return endsGroup(second) || second == PickleOpcode.mark.rawValue
        case .mark: return followsMark(bytes)
        case .int, .long: return isLine(bytes) && (second == UInt8(ascii: "-") || isDigit(second))
        case .float: return isLine(bytes) && ("-ni".utf8.contains(second) || isDigit(second))
        case .string: return isLine(bytes) && "'\"".utf8.contains(second)
        case .unicode, .global: return isLine(bytes)
        case .binInt, .binInt1, .binInt2, .binFloat, .binString, .shortBinString, .binUnicode:
            return bytes.count >= 3
        default: return false
        }
    }

    /// Whether a list or dict that was just made is kept, or is all.
    private func endsGroup(_ byte: UInt8) -> Bool { "pqr.".utf8.contains(byte) }

    private func followsMark(_ bytes: [UInt8]) -> Bool {
        switch PickleOpcode(rawValue: bytes[1]) {
        case .list, .dict, .tuple: return bytes.count > 2 && endsGroup(bytes[2])
        case .int, .long, .float, .string, .unicode, .global, .inst: return isLine(bytes)
        case .none?, .mark, .emptyTuple, .emptyList, .emptyDict, .binInt, .binInt1, .binInt2, .binFloat, .binString,
            .shortBinString, .binUnicode:
            return true
        default: return false
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// Whether a line ends soon, as one does that begins a pickle of protocol 0.
    private func isLine(_ bytes: [UInt8]) -> Bool { bytes.prefix(4096).contains(UInt8(ascii: "\n")) }

    package func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = PickleReader(bytes, limits: limits)
        return try reader.read()
    }
}
