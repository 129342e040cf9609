extension LiteralWriter {
    /// An object of a class that the language does not write in a way of its own: `<shop.Cart id=7, items=[1, 2]>`.
    /// An `arrow` stands between a key and its value; `part` writes what belongs to it.
    mutating func object(
        _ number: UInt32,
        _ index: ValueTree.Index,
        of tree: ValueTree,
        arrow: String,
        part: (ValueTree.Index, inout LiteralWriter) -> Void
    ) {
        guard !isFull else { return }
        let object = tree.objects[Int(number)]
        let name = "<" + LiteralWriter.shown(tree[object.name])
        let (arguments, fields) = (tree[object.arguments], tree[object.fields])
        let (items, entries) = (tree[object.items], tree[object.entries])
        let ends = (
            arguments.count, arguments.count + fields.count / 2, arguments.count + fields.count / 2 + items.count
        )
        let count = ends.2 + entries.count / 2
        group(index, count == 0 ? name : name + " ", ">", count: count, circle: name + " ...>", role: .name) {
            place,
            writer in
            if place < ends.0 {
                part(arguments[place], &writer)
            } else if place < ends.1 {
                let field = (place - ends.0) * 2
                if case .text(let piece) = tree[fields[field]] {
                    writer.put(LiteralWriter.shown(tree[piece]), .key)
                } else {
                    part(fields[field], &writer)
                }
                writer.put("=")
                part(fields[field + 1], &writer)
            } else if place < ends.2 {
                part(items[place - ends.1], &writer)
            } else {
                let entry = (place - ends.2) * 2
                part(entries[entry], &writer)
                writer.put(arrow)
                part(entries[entry + 1], &writer)
            }
        }
    }

    /// A name that somebody else chose, fit for a terminal.
    static func shown(_ name: ArraySlice<UInt8>) -> String {
        var text = ""
        // No class of anybody's has a longer one.
        for scalar in String(decoding: name.prefix(1000), as: UTF8.self).unicodeScalars {
            if scalar.isPrintable {
                text.unicodeScalars.append(scalar)
            } else {
                text += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return text
    }
}
