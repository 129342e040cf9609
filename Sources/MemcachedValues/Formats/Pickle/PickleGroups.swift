extension PickleReader {
    mutating func performGroup(_ opcode: PickleOpcode) throws(DecodingFault) {
        switch opcode {
        case .emptyList: push(try tree.add(.list(tree.makeList())))
        case .list: push(try tree.add(.list(tree.makeList(popToMark()))))
        case .emptyTuple: push(try tree.add(.tuple(tree.makeList())))
        case .tuple: push(try tree.add(.tuple(tree.makeList(popToMark()))))
        case .tuple1: push(try tree.add(.tuple(tree.makeList(pop(1)))))
        case .tuple2: push(try tree.add(.tuple(tree.makeList(pop(2)))))
        case .tuple3: push(try tree.add(.tuple(tree.makeList(pop(3)))))
        case .frozenSet: push(try tree.add(.frozenSet(tree.makeList(popToMark()))))
        case .emptySet: push(try tree.add(.set(tree.makeList())))
        case .emptyDict: push(try tree.add(.map(tree.makeList())))
        case .dict:
            let entries = try popToMark()
            push(try tree.add(.map(tree.makeList())))
            try add(entries: entries)
        case .append: try add(items: pop(1))
        case .appends, .addItems: try add(items: popToMark())
        case .setItem: try add(entries: pop(2))
        default: try add(entries: popToMark())
        }
    }

    /// Items for what lies on top of the stack.
    private mutating func add(items: [ValueTree.Index]) throws(DecodingFault) {
        switch tree[try top()] {
        case .list(let list), .set(let list): try tree.append(items, to: list)
        case .object(let number):
            let list = try ownList(of: number, \.items)
            try tree.append(items, to: list)
        default: throw cursor.fault("it adds to what holds nothing")
        }
    }

    /// Keys and values in turn for what lies on top of the stack.
    private mutating func add(entries: [ValueTree.Index]) throws(DecodingFault) {
        guard entries.count.isMultiple(of: 2) else { throw cursor.fault("a key has no value") }
        for place in stride(from: 0, to: entries.count, by: 2) {
            switch tree[entries[place]] {
            case .list, .map, .set: throw cursor.fault("a key is none that Python would take")
            default: break
            }
        }
        switch tree[try top()] {
        case .map(let list): try tree.append(entries, to: list)
        case .object(let number):
            let list = try ownList(of: number, \.entries)
            try tree.append(entries, to: list)
        default: throw cursor.fault("it adds to what holds nothing")
        }
    }

    /// A list of an object that can be added to.
    mutating func ownList(
        of number: UInt32,
        _ path: WritableKeyPath<ValueTree.Object, ValueTree.List>
    ) throws(DecodingFault) -> ValueTree.List {
        let list = tree.objects[Int(number)][keyPath: path]
        guard list == ValueTree.noItems else { return list }
        let new = try tree.makeList()
        tree.update(object: number) { $0[keyPath: path] = new }
        return new
    }
}
