/// PHP: arrays in brackets, and scalars as `var_export` writes them. What it writes of arrays, scalars and `stdClass` can
/// be evaluated, and is then the value again.
package struct PHPLiteral: LiteralLanguage {
    package init() {}

    package var name: String { "PHP" }

    private static let circle = "*RECURSION*"

    package func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter) {
        switch tree[index] {
        case .null: writer.put("null", .word)
        case .bool(let value): writer.put(value ? "true" : "false", .word)
        // The digits of this one, with a minus before them, are a float.
        case .integer(.min): writer.put("-9223372036854775807-1", .number)
        case .integer(let value): writer.put("\(value)", .number)
        case .digits(let piece): PHPLiteral.write(plain: tree[piece], .number, to: &writer)
        case .float(let value): writer.put(PHPFloat.exported(value), .number)
        case .text(let piece), .bytes(let piece), .symbol(let piece):
            PHPLiteral.write(string: tree[piece], .text, to: &writer)
        case .list(let list), .tuple(let list), .set(let list), .frozenSet(let list):
            writer.group(index, "[", "]", count: tree[list].count, circle: PHPLiteral.circle, trailing: ",") {
                write(tree[list][$0], of: tree, to: &$1)
            }
        case .map(let list): write(pairs: tree[list], of: index, "[", tree, to: &writer)
        case .object(let number): write(object: tree.objects[Int(number)], index, of: tree, to: &writer)
        case .name(let piece), .notation(let piece): PHPLiteral.write(plain: tree[piece], .name, to: &writer)
        }
    }

    private func write(
        pairs: [ValueTree.Index],
        of index: ValueTree.Index,
        _ open: String,
        _ tree: ValueTree,
        to writer: inout LiteralWriter
    ) {
        writer.group(index, open, "]", count: pairs.count / 2, circle: PHPLiteral.circle, trailing: ",") {
            switch tree[pairs[2 * $0]] {
            case .text(let piece), .bytes(let piece): PHPLiteral.write(string: tree[piece], .key, to: &$1)
            default: write(pairs[2 * $0], of: tree, to: &$1)
            }
            $1.put(" => ")
            write(pairs[2 * $0 + 1], of: tree, to: &$1)
        }
    }

    private func write(
        object: ValueTree.Object,
        _ index: ValueTree.Index,
        of tree: ValueTree,
        to writer: inout LiteralWriter
    ) {
        let fields = tree[object.fields]
        let isStandard = tree[object.name].elementsEqual("stdClass".utf8)
        if isStandard, tree[object.arguments].isEmpty {
            return write(pairs: fields, of: index, "(object) [", tree, to: &writer)
        }
        let arguments = tree[object.arguments]
        let count = arguments.count + fields.count / 2
        var name = LiteralWriter(limit: 1000, width: nil)
        PHPLiteral.write(plain: tree[object.name], .name, to: &name)
        let open = "<" + String(decoding: name.output, as: UTF8.self) + (count == 0 ? "" : " ")
        writer.group(index, open, ">", count: count, circle: PHPLiteral.circle, role: .name) {
            guard $0 >= arguments.count else { return write(arguments[$0], of: tree, to: &$1) }
            let place = 2 * ($0 - arguments.count)
            switch tree[fields[place]] {
            case .text(let piece): PHPLiteral.write(plain: tree[piece], .key, to: &$1)
            default: write(fields[place], of: tree, to: &$1)
            }
            $1.put(": ")
            write(fields[place + 1], of: tree, to: &$1)
        }
    }

    // MARK: Text

    /// In single quotes, in which nothing but they themselves and backslashes can be escaped, if nothing else has to be.
    private static func write(
        string bytes: ArraySlice<UInt8>,
        _ role: LiteralWriter.Role,
        to writer: inout LiteralWriter
    ) {
        // What is not kept need not be looked at.
        if isPrintable(bytes, until: bytes.prefix(max(writer.room, 0)).endIndex) {
            writer.quoted(bytes, open: "'", close: "'", role: role) {
                $0 != "'" && $0 != "\\"
            } scalar: {
                // Behind what is kept there may be others; they are not seen.
                $1.put("\\" + ($0.isPrintable ? String($0) : ""), role)
            } byte: { _, _ in
            }
        } else {
            writer.quoted(bytes, open: "\"", close: "\"", role: role) {
                $0 != "\"" && $0 != "\\" && $0 != "$"
            } scalar: {
                $1.put(escaped($0), role)
            } byte: {
                $1.put(hexadecimal($0), role)
            }
        }
    }

    /// Without quotes: a name.
    private static func write(
        plain bytes: ArraySlice<UInt8>,
        _ role: LiteralWriter.Role,
        to writer: inout LiteralWriter
    ) {
        writer.quoted(bytes, open: "", close: "", role: role) { _ in
            true
        } scalar: {
            $1.put(escaped($0), role)
        } byte: {
            $1.put(hexadecimal($0), role)
        }
    }

    /// Behind the end it does not matter.
    private static func isPrintable(_ bytes: ArraySlice<UInt8>, until end: Int) -> Bool {
        var rest = bytes
        while rest.startIndex < end {
            rest = rest.drop { $0 >= 0x20 && $0 < 0x7f }
            guard rest.startIndex < end else { break }
            var iterator = rest.prefix(4).makeIterator()
            var parser = Unicode.UTF8.ForwardParser()
            guard case .valid(let encoded) = parser.parseScalar(from: &iterator),
                Unicode.UTF8.decode(encoded).isPrintable
            else { return false }
            rest = rest.dropFirst(encoded.count)
        }
        return true
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        case "\u{b}": return "\\v"
        case "\u{c}": return "\\f"
        case "\u{1b}": return "\\e"
        case "\"", "\\", "$": return "\\" + String(scalar)
        default:
            guard !scalar.isASCII else { return hexadecimal(UInt8(scalar.value)) }
            return "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16)
    }
}
