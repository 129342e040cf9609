/// Python's pickle, protocols 0 to 5.
///
/// A pickle is a program for a stack machine that may call anything. Here the machine only notes what would be called, and
/// with what: nothing is imported, made or run.
public struct PickleFormat: SerializedFormat {
    public init() {}

    public var name: String { "pickle" }
    public var language: any LiteralLanguage { PythonLiteral() }

    public func resembles(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 2, bytes.last == PickleOpcode.stop.rawValue else { return false }
        let second = bytes[1]
        guard let first = PickleOpcode(rawValue: bytes[0]) else { return false }
        switch first {
        // From protocol 2 on it says which it is.
        case .proto: return second <= PickleReader.newestProtocol
        // Protocols 0 and 1 say nothing: only what can begin one, with what must follow it.
        case .none, .emptyTuple, .emptyList, .emptyDict:
            return bytes.count == 2 || PickleOpcode(rawValue: second) != nil
        case .mark: return PickleOpcode(rawValue: second) != nil
        case .int, .long: return isLine(bytes) && (second == UInt8(ascii: "-") || isDigit(second))
        case .float: return isLine(bytes) && ("-ni".utf8.contains(second) || isDigit(second))
        case .string: return isLine(bytes) && "'\"".utf8.contains(second)
        case .unicode, .global: return isLine(bytes)
        case .binInt, .binInt1, .binInt2, .binFloat, .binString, .shortBinString, .binUnicode:
            return bytes.count >= 3
        default: return false
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// Whether a line ends soon, as one does that begins a pickle of protocol 0.
    private func isLine(_ bytes: [UInt8]) -> Bool { bytes.prefix(4096).contains(UInt8(ascii: "\n")) }

    public func decode(_ bytes: [UInt8], limits: DecodingLimits) throws(DecodingFault) -> ValueTree {
        var reader = PickleReader(bytes, limits: limits)
        return try reader.read()
    }
}
