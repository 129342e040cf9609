extension PythonLiteral {
    /// An object of a class that only its program knows: `<shop.Cart id=7, items=[1, 2]>`.
    func writeUnknown(_ object: PythonObject, to writer: inout LiteralWriter) {
        let tree = object.tree
        let (arguments, fields) = (object.arguments, object.fields)
        let (items, entries) = (object.items, object.entries)
        let fieldCount = fields.count / 2
        let holdsItems = items.isEmpty ? 0 : 1
        let holdsEntries = entries.isEmpty ? 0 : 1
        writer.put("<", .name)
        writePlain(tree[object.object.name], .name, to: &writer)
        let count = arguments.count + fieldCount + holdsItems + holdsEntries
        guard count > 0 else { return writer.put(">", .name) }
        writer.group(object.index, " ", ">", count: count, circle: " ...>", role: .name) { place, writer in
            var place = place
            if place < arguments.count { return write(arguments[place], of: tree, to: &writer) }
            place -= arguments.count
            if place < fieldCount {
                return writeField(fields[2 * place], fields[2 * place + 1], of: tree, to: &writer)
            }
            place -= fieldCount
            if place < holdsItems {
                writer.put("[")
                write(items.count, to: &writer) { write(items[$0], of: tree, to: &$1) }
                writer.put("]")
            } else {
                writer.put("{")
                write(entries.count / 2, to: &writer) {
                    writeEntry(entries[2 * $0], entries[2 * $0 + 1], of: tree, to: &$1)
                }
                writer.put("}")
            }
        }
    }

    /// Parts with commas between them.
    private func write(_ count: Int, to writer: inout LiteralWriter, part: (Int, inout LiteralWriter) -> Void) {
        for place in 0..<count where !writer.isFull {
            if place > 0 { writer.put(", ") }
            part(place, &writer)
        }
    }

    func writeField(
        _ name: ValueTree.Index,
        _ value: ValueTree.Index,
        of tree: ValueTree,
        to writer: inout LiteralWriter
    ) {
        if case .text(let piece) = tree[name], isIdentifier(tree[piece]) {
            writePlain(tree[piece], .key, to: &writer)
        } else {
            write(name, of: tree, to: &writer)
        }
        writer.put("=")
        write(value, of: tree, to: &writer)
    }

    /// Anything that could not be taken for more than a name.
    private func isIdentifier(_ name: ArraySlice<UInt8>) -> Bool {
        !name.isEmpty
            && name.allSatisfy {
                $0 == UInt8(ascii: "_") || $0 >= 0x80 || ($0 >= 0x30 && $0 <= 0x39)
                    || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a)
            }
    }
}
