/// Go, as `%q` and `%#v` write values. Its client has only bytes.
package struct GoLiteral: LiteralLanguage {
    /// The language.
    package init() {}

    /// Its name.
    package var name: String { "Go" }

    /// Writes a node with all that it holds.
    package func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter) {
        switch tree[index] {
        case .text(let piece): Self.string(tree[piece], &writer)
        case .bytes(let piece):
            writer.put("[]byte(")
            Self.string(tree[piece], &writer)
            writer.put(")")
        default: JSONLiteral().write(index, of: tree, to: &writer)
        }
    }

    private static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{07}": "\\a"
        case "\u{08}": "\\b"
        case "\u{0c}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{0b}": "\\v"
        case "\0"..."\u{7f}": "\\x" + hexadecimal(scalar.value, 2)
        case "\u{80}"..."\u{ffff}": "\\u" + hexadecimal(scalar.value, 4)
        default: "\\U" + hexadecimal(scalar.value, 8)
        }
    }

    private static func string(_ bytes: ArraySlice<UInt8>, _ writer: inout LiteralWriter) {
        writer.quoted(
            bytes,
            open: "\"",
            close: "\"",
            isPlain: { $0 != "\"" && $0 != "\\" },
            scalar: { scalar, writer in writer.put(escape(scalar), .text) },
            byte: { byte, writer in writer.put("\\x" + hexadecimal(UInt32(byte), 2), .text) }
        )
    }
}
