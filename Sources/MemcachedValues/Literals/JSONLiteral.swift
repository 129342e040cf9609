/// JSON: text as it is written, and the nearest there is for what other languages have besides.
package struct JSONLiteral: LiteralLanguage {
    /// The language that writes, between quotes, what JSON has nothing for: complex numbers, objects.
    private let other: (any LiteralLanguage)?

    /// - Parameter other: the language that writes, between quotes, what JSON has nothing for.
    package init(other: (any LiteralLanguage)? = nil) {
        self.other = other
    }

    package var name: String { "JSON" }

    package func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter) {
        switch tree[index] {
        case .null: writer.put("null", .word)
        case .bool(let value): writer.put(value ? "true" : "false", .word)
        case .integer(let value): writer.put("\(value)", .number)
        case .digits(let digits) where !tree[digits].contains(UInt8(ascii: "x")):
            writer.put(printable: tree[digits], .number)
        case .float(let value) where value.isFinite: writer.put(JSONLiteral.text(value), .number)
        case .notation(let text) where other == nil: writer.put(printable: tree[text], .number)
        case .text(let text), .symbol(let text): write(text: tree[text], .text, to: &writer)
        case .bytes(let bytes) where UTF8Text.isValid(tree[bytes]): write(text: tree[bytes], .text, to: &writer)
        case .list(let list), .tuple(let list), .set(let list), .frozenSet(let list):
            let parts = tree[list]
            writer.group(index, "[", "]", count: parts.count, circle: "\"[...]\"") { place, writer in
                write(parts[place], of: tree, to: &writer)
            }
        case .map(let list):
            let parts = tree[list]
            writer.group(index, "{", "}", count: parts.count / 2, circle: "\"{...}\"") { place, writer in
                writeKey(parts[2 * place], of: tree, to: &writer)
                writer.put(": ")
                write(parts[2 * place + 1], of: tree, to: &writer)
            }
        case .digits, .float, .bytes, .object, .name, .notation: writeOtherwise(index, of: tree, .text, to: &writer)
        }
    }

    private func writeKey(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter) {
        switch tree[index] {
        case .text(let text), .symbol(let text): write(text: tree[text], .key, to: &writer)
        case .bytes(let bytes) where UTF8Text.isValid(tree[bytes]): write(text: tree[bytes], .key, to: &writer)
        default: writeOtherwise(index, of: tree, .key, to: &writer)
        }
    }

    /// As another language has it, between quotes.
    private func writeOtherwise(
        _ index: ValueTree.Index,
        of tree: ValueTree,
        _ role: LiteralWriter.Role,
        to writer: inout LiteralWriter
    ) {
        var text = LiteralWriter(limit: 1 << 20, width: nil)
        (other ?? PlainLiteral()).write(index, of: tree, to: &text)
        write(text: text.output[...], role, to: &writer)
    }

    private func write(text: ArraySlice<UInt8>, _ role: LiteralWriter.Role, to writer: inout LiteralWriter) {
        writer.put("\"", role)
        var rest = text
        // Halves of surrogate pairs, which can only be escaped. What is not kept need not be looked at.
        while !writer.isFull, let place = PythonUnicode.firstSurrogate(in: rest.prefix(max(writer.room, 0) + 3)) {
            write(characters: rest[..<place], role, to: &writer)
            writer.put("\\u" + String(PythonUnicode.surrogate(in: rest, at: place), radix: 16), role)
            rest = rest[(place + 3)...]
        }
        write(characters: rest, role, to: &writer)
        writer.put("\"", role)
    }

    private func write(characters: ArraySlice<UInt8>, _ role: LiteralWriter.Role, to writer: inout LiteralWriter) {
        writer.quoted(characters, open: "", close: "", role: role) { scalar in
            scalar != "\"" && scalar != "\\"
        } scalar: { scalar, writer in
            switch scalar {
            case "\"": writer.put("\\\"", role)
            case "\\": writer.put("\\\\", role)
            case "\n": writer.put("\\n", role)
            case "\r": writer.put("\\r", role)
            case "\t": writer.put("\\t", role)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    writer.put("\\u" + String(repeating: "0", count: 4 - digits.count) + digits, role)
                }
            }
        } byte: { _, writer in
            writer.put("\u{fffd}", role)
        }
    }

    /// As JavaScript writes a double.
    static func text(_ value: Double) -> String {
        guard let digits = FloatDigits(value) else { return "null" }
        if digits.point > 21 || digits.point < -5 {
            return digits.exponential(zero: "", mark: "e+", negativeMark: "e-", width: 1)
        }
        return digits.positional(zero: ".0")
    }
}
