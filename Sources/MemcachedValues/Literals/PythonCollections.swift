extension PythonLiteral {
    /// The classes of `collections`.
    func writeCollection(_ object: PythonObject, to writer: inout LiteralWriter) -> Bool {
        let tree = object.tree
        guard object.fields.isEmpty else { return false }
        switch object.name {
        case "collections.OrderedDict" where object.arguments.isEmpty && object.items.isEmpty:
            guard !object.entries.isEmpty else {
                writer.put("OrderedDict()")
                return true
            }
            // As Python has it from 3.12 on.
            writeEntries(object.index, "OrderedDict({", object.entries, "})", circle: "...", of: tree, to: &writer)
        case "collections.defaultdict" where object.arguments.count <= 1 && object.items.isEmpty:
            writer.put("defaultdict(")
            if let factory = object.arguments.first {
                write(factory, of: tree, to: &writer)
            } else {
                writer.put("None", .word)
            }
            writer.put(", ")
            writeEntries(object.index, "{", object.entries, "}", circle: "{...}", of: tree, to: &writer)
            writer.put(")")
        case "collections.Counter" where object.arguments.count == 1 && object.items.isEmpty && object.entries.isEmpty:
            guard case .map(let list) = tree[object.arguments[0]] else { return false }
            guard !tree[list].isEmpty else {
                writer.put("Counter()")
                return true
            }
            let entries = mostCommonFirst(tree[list], tree)
            writeEntries(object.index, "Counter({", entries, "})", circle: "Counter(...)", of: tree, to: &writer)
        case "collections.deque" where object.entries.isEmpty: return writeDeque(object, to: &writer)
        default: return false
        }
        return true
    }

    private func writeDeque(_ object: PythonObject, to writer: inout LiteralWriter) -> Bool {
        let tree = object.tree
        let arguments = object.arguments
        // Made empty, with the most that it may hold; or from a list, as Python 2 did it.
        var items = object.items
        if let first = arguments.first {
            switch tree[first] {
            case .tuple(let list), .list(let list): items = tree[list] + items
            default: return false
            }
        }
        var most = ""
        if arguments.count == 2 {
            switch tree[arguments[1]] {
            case .integer(let count): most = ", maxlen=\(count)"
            case .null: break
            default: return false
            }
        }
        guard arguments.count <= 2 else { return false }
        writeGroup(object.index, "deque([", items, "]\(most))", circle: "[...]", of: tree, to: &writer)
        return true
    }

    /// A `Counter` shows what it counted most first. Where a count is no number it does not.
    private func mostCommonFirst(_ entries: [ValueTree.Index], _ tree: ValueTree) -> [ValueTree.Index] {
        var counts: [(place: Int, count: Double)] = []
        for place in stride(from: 0, to: entries.count - 1, by: 2) {
            switch tree[entries[place + 1]] {
            case .integer(let value): counts.append((place, Double(value)))
            case .float(let value) where !value.isNaN: counts.append((place, value))
            default: return entries
            }
        }
        // Those that were counted as often stay as they were.
        counts.sort { $0.count != $1.count ? $0.count > $1.count : $0.place < $1.place }
        return counts.flatMap { [entries[$0.place], entries[$0.place + 1]] }
    }
}
