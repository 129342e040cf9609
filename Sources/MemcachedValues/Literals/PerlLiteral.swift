/// Perl, as `Data::Dumper` writes values on one line (`Terse` and `Useqq`), but for text beyond ASCII, which is shown.
package struct PerlLiteral: LiteralLanguage {
    /// The language.
    package init() {}

    /// Its name.
    package var name: String { "Perl" }

    /// The name of what is no object but a reference to a scalar.
    static let referenceMark: [UInt8] = [UInt8(ascii: "\\")]

    /// Writes a node with all that it holds.
    package func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter) {
        write(index, of: tree, to: &writer, role: .text)
    }

    private func write(
        _ index: ValueTree.Index,
        of tree: ValueTree,
        to writer: inout LiteralWriter,
        role: LiteralWriter.Role
    ) {
        // The whole has a name when it is dumped.
        let circle = index == tree.root ? "$VAR1" : "..."
        switch tree[index] {
        case .null: writer.put("undef", .word)
        case .bool(let value): writer.put(value ? "!!1" : "!!0", .word)
        case .integer(let value): writer.put("\(value)", .number)
        case .digits(let piece): writer.put(printable: tree[piece], .number)
        case .float(let value): writer.put(Self.number(value), .number)
        case .text(let piece), .symbol(let piece): Self.string(tree[piece], isText: true, role, &writer)
        case .bytes(let piece): Self.string(tree[piece], isText: false, role, &writer)
        case .name(let piece): writer.put(LiteralWriter.shown(tree[piece]), .name)
        case .notation(let piece): writer.put(printable: tree[piece], .word)
        case .list(let list), .tuple(let list), .set(let list), .frozenSet(let list):
            let items = tree[list]
            writer.group(index, "[", "]", count: items.count, circle: circle) { place, writer in
                write(items[place], of: tree, to: &writer)
            }
        case .map(let list):
            let items = tree[list]
            writer.group(index, "{", "}", count: items.count / 2, circle: circle) { place, writer in
                write(items[place * 2], of: tree, to: &writer, role: .key)
                writer.put(" => ")
                write(items[place * 2 + 1], of: tree, to: &writer)
            }
        case .object(let number):
            let object = tree.objects[Int(number)]
            if tree[object.name].elementsEqual(Self.referenceMark), let target = tree[object.arguments].first {
                writer.group(index, "\\", "", count: 1, circle: circle) { _, writer in
                    write(target, of: tree, to: &writer)
                }
            } else {
                writer.object(number, index, of: tree, arrow: " => ") { part, writer in
                    write(part, of: tree, to: &writer)
                }
            }
        }
    }

    // MARK: Numbers

    /// As Perl turns it into text, though with all digits that tell it from others, where Perl stops after 15.
    static func number(_ value: Double) -> String {
        guard let digits = FloatDigits(value) else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "Inf" }
        if value == 0 { return "0" }
        if digits.point > -4, digits.point <= max(15, digits.digits.count) { return digits.positional(zero: "") }
        return digits.exponential(zero: "", mark: "e+", negativeMark: "e-", width: 2)
    }

    // MARK: Text

    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "$": "\\$"
        case "@": "\\@"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{0c}": "\\f"
        case "\u{08}": "\\b"
        case "\u{07}": "\\a"
        case "\u{1b}": "\\e"
        default: nil
        }
    }

    /// A byte in octal digits, as few as can be told from what follows.
    private static func octal(_ byte: UInt8, before next: UInt8?) -> String {
        let digits = String(byte, radix: 8)
        let isShort = byte < 0x20 && !(next.map { (0x30...0x39).contains($0) } ?? false)
        return "\\" + (isShort ? "" : String(repeating: "0", count: 3 - digits.utf8.count)) + digits
    }

    /// A string of characters, or one of bytes, of which what is not ASCII is shown as bytes.
    private static func string(
        _ bytes: ArraySlice<UInt8>,
        isText: Bool,
        _ role: LiteralWriter.Role,
        _ writer: inout LiteralWriter
    ) {
        writer.put("\"", role)
        var rest = bytes
        while !rest.isEmpty, !writer.isFull {
            // What follows a control character decides about how it is written.
            let end = rest.firstIndex { $0 < 0x20 } ?? rest.endIndex
            writer.quoted(
                rest[..<end],
                open: "",
                close: "",
                role: role,
                isPlain: { escape($0) == nil && (isText || $0.isASCII) },
                scalar: { scalar, writer in
                    if let escape = escape(scalar) {
                        writer.put(escape, role)
                    } else if isText, !scalar.isASCII {
                        writer.put("\\x{" + String(scalar.value, radix: 16) + "}", role)
                    } else {
                        for byte in String(scalar).utf8 { writer.put(octal(byte, before: nil), role) }
                    }
                },
                byte: { byte, writer in writer.put(octal(byte, before: nil), role) }
            )
            guard end < rest.endIndex else { break }
            let next = end + 1 < rest.endIndex ? rest[end + 1] : nil
            writer.put(escape(Unicode.Scalar(rest[end])) ?? octal(rest[end], before: next), role)
            rest = rest[(end + 1)...]
        }
        writer.put("\"", role)
    }

    // MARK: Regular expressions

    /// `qr/a+/i`.
    static func regexp(_ source: ArraySlice<UInt8>, flags: ArraySlice<UInt8>) -> String {
        var text = "qr/"
        var isEscaped = false
        for scalar in String(decoding: source, as: UTF8.self).unicodeScalars {
            if scalar == "/", !isEscaped { text += "\\" }
            if scalar.isPrintable {
                text.unicodeScalars.append(scalar)
            } else {
                text += "\\x{" + String(scalar.value, radix: 16) + "}"
            }
            isEscaped = scalar == "\\" && !isEscaped
        }
        return text + "/" + LiteralWriter.shown(flags)
    }
}
