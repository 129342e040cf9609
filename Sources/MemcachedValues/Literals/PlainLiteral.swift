/// For what belongs to no language: brackets and quotes that everybody understands.
package struct PlainLiteral: LiteralLanguage {
    package init() {}

    package var name: String { "data" }

    package func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter) {
        switch tree[index] {
        case .null: writer.put("null", .word)
        case .bool(let value): writer.put(value ? "true" : "false", .word)
        case .integer(let value): writer.put("\(value)", .number)
        case .digits(let piece): writer.put(printable: tree[piece], .number)
        case .float(let value):
            let word = value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
            writer.put(value.isFinite ? JSONLiteral.text(value) : word, .number)
        case .text(let piece), .bytes(let piece), .symbol(let piece): quoted(tree[piece], .text, to: &writer)
        case .name(let piece), .notation(let piece): quoted(tree[piece], .name, quotes: "", to: &writer)
        case .list(let list), .tuple(let list), .set(let list), .frozenSet(let list):
            let parts = tree[list]
            writer.group(index, "[", "]", count: parts.count, circle: "[...]") { place, writer in
                write(parts[place], of: tree, to: &writer)
            }
        case .map(let list):
            let parts = tree[list]
            writer.group(index, "{", "}", count: parts.count / 2, circle: "{...}") { place, writer in
                write(parts[2 * place], of: tree, to: &writer)
                writer.put(": ")
                write(parts[2 * place + 1], of: tree, to: &writer)
            }
        case .object(let number):
            let object = tree.objects[Int(number)]
            writer.put("<", .name)
            quoted(tree[object.name], .name, quotes: "", to: &writer)
            writer.put(" ...>", .name)
        }
    }

    private func quoted(
        _ bytes: ArraySlice<UInt8>,
        _ role: LiteralWriter.Role,
        quotes: String = "\"",
        to writer: inout LiteralWriter
    ) {
        writer.quoted(bytes, open: quotes, close: quotes, role: role) { scalar in
            quotes.isEmpty || scalar != "\"" && scalar != "\\"
        } scalar: { scalar, writer in
            switch scalar {
            case "\"", "\\": writer.put("\\\(scalar)", role)
            default: writer.put("\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}", role)
            }
        } byte: { byte, writer in
            writer.put("\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true), role)
        }
    }
}
