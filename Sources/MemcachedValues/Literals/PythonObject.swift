/// An object of a pickle, with its parts at hand.
struct PythonObject {
    let index: ValueTree.Index
    let object: ValueTree.Object
    let tree: ValueTree

    /// Whoever names a class at length names none that is known.
    var name: String { object.name.count <= 64 ? tree.string(object.name) : "" }
    var arguments: [ValueTree.Index] { tree[object.arguments] }
    var fields: [ValueTree.Index] { tree[object.fields] }
    var items: [ValueTree.Index] { tree[object.items] }
    var entries: [ValueTree.Index] { tree[object.entries] }

    /// Whether there is nothing to it but what it was made from.
    var isArgumentsOnly: Bool { fields.isEmpty && items.isEmpty && entries.isEmpty }

    func integer(_ place: Int) -> Int? {
        guard place < arguments.count, case .integer(let value) = tree[arguments[place]] else { return nil }
        return Int(exactly: value)
    }

    func text(_ place: Int) -> String? {
        guard place < arguments.count, case .text(let piece) = tree[arguments[place]] else { return nil }
        return tree.string(piece)
    }

    /// Bytes of a length, which are text in what Python 2 wrote.
    func bytes(_ place: Int, count: Int) -> [UInt8]? {
        guard place < arguments.count else { return nil }
        switch tree[arguments[place]] {
        case .bytes(let piece) where piece.count == count: return Array(tree[piece])
        case .text(let piece) where piece.count <= 2 * count:
            guard let bytes = PythonUnicode.latin1(tree[piece]), bytes.count == count else { return nil }
            return bytes
        default: return nil
        }
    }

    func float(_ place: Int) -> Double? {
        guard place < arguments.count, case .float(let value) = tree[arguments[place]] else { return nil }
        return value
    }

    func object(_ place: Int) -> PythonObject? {
        guard place < arguments.count, case .object(let number) = tree[arguments[place]] else { return nil }
        return PythonObject(index: arguments[place], object: tree.objects[Int(number)], tree: tree)
    }
}
