/// Ruby, as `inspect` of Ruby 3.1 writes values.
package struct RubyLiteral: LiteralLanguage {
    /// The language.
    package init() {}

    /// Its name.
    package var name: String { "Ruby" }

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
        switch tree[index] {
        case .null: writer.put("nil", .word)
        case .bool(let value): writer.put(value ? "true" : "false", .word)
        case .integer(let value): writer.put("\(value)", .number)
        case .digits(let piece): writer.put(printable: tree[piece], .number)
        case .float(let value): writer.put(Self.float(value), .number)
        case .text(let piece): Self.string(tree[piece], isUnicode: true, role, &writer)
        case .bytes(let piece): Self.string(tree[piece], isUnicode: false, role, &writer)
        case .symbol(let piece): Self.symbol(tree[piece], &writer)
        case .name(let piece): writer.put(LiteralWriter.shown(tree[piece]), .name)
        case .notation(let piece): writer.put(printable: tree[piece], .word)
        case .list(let list), .tuple(let list):
            let items = tree[list]
            writer.group(index, "[", "]", count: items.count, circle: "[...]") { place, writer in
                write(items[place], of: tree, to: &writer)
            }
        case .set(let list), .frozenSet(let list):
            let items = tree[list]
            writer.group(index, "#<Set: {", "}>", count: items.count, circle: "#<Set: {...}>") { place, writer in
                write(items[place], of: tree, to: &writer)
            }
        case .map(let list):
            let items = tree[list]
            writer.group(index, "{", "}", count: items.count / 2, circle: "{...}") { place, writer in
                write(items[place * 2], of: tree, to: &writer, role: .key)
                writer.put("=>")
                write(items[place * 2 + 1], of: tree, to: &writer)
            }
        case .object(let number): object(number, index, of: tree, to: &writer)
        }
    }

    private func object(
        _ number: UInt32,
        _ index: ValueTree.Index,
        of tree: ValueTree,
        to writer: inout LiteralWriter
    ) {
        let object = tree.objects[Int(number)]
        let name = tree[object.name]
        if name.first == UInt8(ascii: "."), tree[object.arguments].count == 2 {
            return range(object, index, of: tree, to: &writer)
        }
        if name.starts(with: MarshalClasses.structureMark) {
            let fields = tree[object.fields]
            let open = "#<" + LiteralWriter.shown(name)
            let circle = open + ":...>"
            writer.group(index, open + " ", ">", count: fields.count / 2, circle: circle, role: .name) {
                place,
                writer in
                if case .text(let piece) = tree[fields[place * 2]] {
                    writer.put(LiteralWriter.shown(tree[piece]), .key)
                }
                writer.put("=")
                write(fields[place * 2 + 1], of: tree, to: &writer)
            }
            return
        }
        writer.object(number, index, of: tree, arrow: "=>") { part, writer in write(part, of: tree, to: &writer) }
    }

    // MARK: Ranges

    static func range(excludesEnd: Bool) -> String { excludesEnd ? "..." : ".." }

    private func range(
        _ object: ValueTree.Object,
        _ index: ValueTree.Index,
        of tree: ValueTree,
        to writer: inout LiteralWriter
    ) {
        let ends = tree[object.arguments]
        let isOpen = (tree[ends[0]] == .null, tree[ends[1]] == .null)
        writer.group(index, "", "", count: 1, circle: "(...)") { _, writer in
            if !isOpen.0 || isOpen.1 { write(ends[0], of: tree, to: &writer) }
            writer.put(tree.string(object.name))
            if !isOpen.1 || isOpen.0 { write(ends[1], of: tree, to: &writer) }
        }
    }

    // MARK: Numbers

    static func float(_ value: Double) -> String {
        guard let digits = FloatDigits(value) else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
        if (-3...15).contains(digits.point) { return digits.positional(zero: ".0") }
        return digits.exponential(zero: ".0", mark: "e+", negativeMark: "e-", width: 2)
    }

    // MARK: Text

    /// The notation of a character that has one, or cannot stand for itself.
    static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\u{0c}": "\\f"
        case "\u{0b}": "\\v"
        case "\u{08}": "\\b"
        case "\u{07}": "\\a"
        case "\u{1b}": "\\e"
        default: nil
        }
    }

    static func digits(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    static func codePoint(_ scalar: Unicode.Scalar) -> String {
        scalar.value < 0x10000 ? "\\u" + digits(scalar.value, 4) : "\\u{" + digits(scalar.value, 1) + "}"
    }

    static func hex(_ byte: UInt8) -> String { "\\x" + digits(UInt32(byte), 2) }

    /// Text in UTF-8, or other text, of which what is not ASCII is shown as bytes.
    private static func string(
        _ bytes: ArraySlice<UInt8>,
        isUnicode: Bool,
        _ role: LiteralWriter.Role,
        _ writer: inout LiteralWriter
    ) {
        writer.put("\"", role)
        var rest = bytes
        while !rest.isEmpty, !writer.isFull {
            // `#` begins something only before three characters.
            var end = rest.startIndex
            while end < rest.endIndex, !(rest[end] == UInt8(ascii: "#") && beginsCode(rest, after: end)) { end += 1 }
            writer.quoted(
                rest[..<end],
                open: "",
                close: "",
                role: role,
                isPlain: { $0 != "\"" && $0 != "\\" && (isUnicode || $0.isASCII) },
                scalar: { scalar, writer in
                    if let escape = escape(scalar) {
                        writer.put(escape, role)
                    } else if isUnicode {
                        writer.put(codePoint(scalar), role)
                    } else {
                        for byte in String(scalar).utf8 { writer.put(hex(byte), role) }
                    }
                },
                byte: { byte, writer in writer.put(hex(byte), role) }
            )
            guard end < rest.endIndex else { break }
            writer.put("\\#", role)
            rest = rest[(end + 1)...]
        }
        writer.put("\"", role)
    }

    private static func beginsCode(_ bytes: ArraySlice<UInt8>, after place: Int) -> Bool {
        guard place + 1 < bytes.endIndex else { return false }
        return [UInt8(ascii: "{"), UInt8(ascii: "$"), UInt8(ascii: "@")].contains(bytes[place + 1])
    }

    // MARK: Symbols

    private static func symbol(_ bytes: ArraySlice<UInt8>, _ writer: inout LiteralWriter) {
        writer.put(":", .word)
        // Of a long one so much is looked at as is written; the rest is cut, or written again where there is room.
        var part = bytes.prefix(max(0, writer.room))
        if part.count < bytes.count { part = part.dropLast(part.incompleteTail) }
        if RubySymbol.needsNoQuotes(part) {
            writer.put(printable: bytes, .word)
        } else {
            string(bytes, isUnicode: true, .word, &writer)
        }
    }

    // MARK: Regular expressions

    /// `/a+/mix`, from its source and the number that Marshal has for its options.
    static func regexp(_ source: ArraySlice<UInt8>, options: UInt8) -> String {
        var text = "/"
        var isEscaped = false
        for scalar in String(decoding: source, as: UTF8.self).unicodeScalars {
            if scalar == "/", !isEscaped { text += "\\" }
            if scalar.isPrintable {
                text.unicodeScalars.append(scalar)
            } else {
                text += scalar == "\n" ? "\\n" : codePoint(scalar)
            }
            isEscaped = scalar == "\\" && !isEscaped
        }
        text += "/"
        for (bit, letter) in [(4, "m"), (1, "i"), (2, "x"), (32, "n")] where options & UInt8(bit) != 0 {
            text += letter
        }
        return text
    }
}
