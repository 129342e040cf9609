extension PythonLiteral {
    /// Between single quotes, unless there are some in it and no double ones.
    private func quote(for bytes: ArraySlice<UInt8>) -> Unicode.Scalar {
        bytes.contains(UInt8(ascii: "'")) && !bytes.contains(UInt8(ascii: "\"")) ? "\"" : "'"
    }

    func writeText(_ bytes: ArraySlice<UInt8>, _ role: LiteralWriter.Role, to writer: inout LiteralWriter) {
        let quote = quote(for: bytes)
        writer.put(String(quote), role)
        var rest = bytes
        while !writer.isFull, let place = PythonUnicode.firstSurrogate(in: rest) {
            write(unquoted: rest[..<place], quote, role, to: &writer)
            writer.put(Self.escape(PythonUnicode.surrogate(in: rest, at: place)), role)
            rest = rest[(place + 3)...]
        }
        write(unquoted: rest, quote, role, to: &writer)
        writer.put(String(quote), role)
    }

    private func write(
        unquoted bytes: ArraySlice<UInt8>,
        _ quote: Unicode.Scalar,
        _ role: LiteralWriter.Role,
        to writer: inout LiteralWriter
    ) {
        writer.quoted(bytes, open: "", close: "", role: role) { scalar in
            // The joiners are shown by others; Python escapes them.
            scalar != quote && scalar != "\\" && scalar.value != 0x200c && scalar.value != 0x200d
        } scalar: { scalar, writer in
            writer.put(Self.escape(scalar.value), role)
        } byte: { byte, writer in
            writer.put(Self.escape(UInt32(byte)), role)
        }
    }

    /// In a `bytearray` apostrophes are escaped, whatever the quotes are.
    func writeBytes(_ bytes: ArraySlice<UInt8>, isArray: Bool = false, to writer: inout LiteralWriter) {
        let quote = quote(for: bytes)
        writer.quoted(bytes, open: "b\(quote)", close: "\(quote)") { scalar in
            scalar.isASCII && scalar != quote && scalar != "\\" && !(isArray && scalar == "'")
        } scalar: { scalar, writer in
            if scalar.isASCII { return writer.put(Self.escape(scalar.value), .text) }
            for byte in UTF8.encode(scalar) ?? .init() { writer.put(Self.escape(UInt32(byte)), .text) }
        } byte: { byte, writer in
            writer.put(Self.escape(UInt32(byte)), .text)
        }
    }

    /// Without quotes: a name.
    func writePlain(_ bytes: ArraySlice<UInt8>, _ role: LiteralWriter.Role, to writer: inout LiteralWriter) {
        writer.quoted(bytes, open: "", close: "", role: role) { _ in
            true
        } scalar: { scalar, writer in
            writer.put(Self.escape(scalar.value), role)
        } byte: { byte, writer in
            writer.put(Self.escape(UInt32(byte)), role)
        }
    }

    private static func escape(_ value: UInt32) -> String {
        switch value {
        case 0x09: return "\\t"
        case 0x0a: return "\\n"
        case 0x0d: return "\\r"
        case 0x22, 0x27, 0x5c: return "\\" + String(UnicodeScalar(UInt8(value)))
        case ..<0x100: return "\\x" + hexadecimal(value, 2)
        case ..<0x10000: return "\\u" + hexadecimal(value, 4)
        default: return "\\U" + hexadecimal(value, 8)
        }
    }

    static func hexadecimal(_ value: some BinaryInteger, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
