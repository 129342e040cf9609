/// Bytes as they can be typed back: what is printed means the same when it is read.
package enum Literal {
    /// Always in double quotes.
    package static func quoted(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = [0x22]
        Escaping.forEachPiece(of: bytes) { piece in
            switch piece {
            case .run(let run): text += run
            case .scalar("\""): text.append("\\\"" as StaticString)
            case .scalar("\\"): text.append("\\\\" as StaticString)
            case .scalar(let scalar): Escaping.append(scalar, to: &text)
            case .byte(let byte): Escaping.append(byte, to: &text)
            }
        }
        text.append(0x22)
        return String(decoding: text, as: UTF8.self)
    }

    /// In quotes only where it must be.
    package static func word(_ bytes: some Collection<UInt8>) -> String {
        let isPlain =
            !bytes.isEmpty && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7f }
            && Escaping.text(bytes).utf8.elementsEqual(bytes)
        guard isPlain, let first = bytes.first, !"'\"#@:|<>-".utf8.contains(first) else { return quoted(bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
