/// Values as Python's `repr` has them. What is no part of Python itself, or of its library, stands in angle brackets.
package struct PythonLiteral: LiteralLanguage {
    package init() {}

    package var name: String { "Python" }

    package func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter) {
        guard !writer.isFull else { return }
        switch tree[index] {
        case .null: writer.put("None", .word)
        case .bool(let value): writer.put(value ? "True" : "False", .word)
        case .integer(let value): writer.put("\(value)", .number)
        case .digits(let piece): writer.put(printable: tree[piece], .number)
        case .float(let value): writer.put(Self.text(value, zero: ".0"), .number)
        case .text(let piece): writeText(tree[piece], .text, to: &writer)
        case .bytes(let piece): writeBytes(tree[piece], to: &writer)
        case .symbol(let piece): writeText(tree[piece], .text, to: &writer)
        case .list(let list): writeGroup(index, "[", tree[list], "]", circle: "[...]", of: tree, to: &writer)
        case .tuple(let list):
            writeGroup(index, "(", tree[list], ")", circle: "(...)", single: ",", of: tree, to: &writer)
        case .set(let list) where tree[list].isEmpty: writer.put("set()")
        case .set(let list): writeGroup(index, "{", tree[list], "}", circle: "set(...)", of: tree, to: &writer)
        case .frozenSet(let list) where tree[list].isEmpty: writer.put("frozenset()")
        case .frozenSet(let list):
            writeGroup(index, "frozenset({", tree[list], "})", circle: "frozenset(...)", of: tree, to: &writer)
        case .map(let list): writeEntries(index, "{", tree[list], "}", circle: "{...}", of: tree, to: &writer)
        case .object(let number):
            let object = PythonObject(index: index, object: tree.objects[Int(number)], tree: tree)
            if !writeKnown(object, to: &writer) { writeUnknown(object, to: &writer) }
        case .name(let piece): writeName(of: tree[piece], to: &writer)
        case .notation(let piece): writePlain(tree[piece], .plain, to: &writer)
        }
    }

    // MARK: Groups

    func writeGroup(
        _ index: ValueTree.Index,
        _ open: String,
        _ items: [ValueTree.Index],
        _ close: String,
        circle: String,
        single: String = "",
        of tree: ValueTree,
        to writer: inout LiteralWriter
    ) {
        writer.group(index, open, close, count: items.count, circle: circle, single: single) { place, writer in
            write(items[place], of: tree, to: &writer)
        }
    }

    /// Keys and values in turn, with a colon between them.
    func writeEntries(
        _ index: ValueTree.Index,
        _ open: String,
        _ entries: [ValueTree.Index],
        _ close: String,
        circle: String,
        of tree: ValueTree,
        to writer: inout LiteralWriter
    ) {
        writer.group(index, open, close, count: entries.count / 2, circle: circle) { place, writer in
            writeEntry(entries[2 * place], entries[2 * place + 1], of: tree, to: &writer)
        }
    }

    func writeEntry(
        _ key: ValueTree.Index,
        _ value: ValueTree.Index,
        of tree: ValueTree,
        to writer: inout LiteralWriter
    ) {
        if case .text(let piece) = tree[key] {
            writeText(tree[piece], .key, to: &writer)
        } else {
            write(key, of: tree, to: &writer)
        }
        writer.put(": ")
        write(value, of: tree, to: &writer)
    }

    // MARK: Names

    /// A class as a value: `<class 'int'>`. What is not known to be one is only named.
    private func writeName(of name: ArraySlice<UInt8>, to writer: inout LiteralWriter) {
        let text = name.count <= 64 ? String(decoding: name, as: UTF8.self) : ""
        switch text {
        case "builtins.Ellipsis", "builtins.NotImplemented": writer.put(String(text.dropFirst(9)), .word)
        case _ where PythonClasses.builtIn.contains(text): writer.put("<class '\(text.dropFirst(9))'>", .name)
        case _ where PythonClasses.library.contains(text): writer.put("<class '\(text)'>", .name)
        default:
            writer.put("<", .name)
            writePlain(name, .name, to: &writer)
            writer.put(">", .name)
        }
    }

    // MARK: Numbers

    /// A double, with `zero` behind it if it is whole: `.0`, or nothing.
    static func text(_ value: Double, zero: String) -> String {
        guard let digits = FloatDigits(value) else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        guard digits.point > -4, digits.point <= 16 else {
            return digits.exponential(zero: "", mark: "e+", negativeMark: "e-", width: 2)
        }
        return digits.positional(zero: zero)
    }
}
