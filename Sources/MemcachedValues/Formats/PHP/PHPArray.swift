/// An array that is being read. One whose keys are 0, 1, 2 and so on is a list, which needs no nodes for them. A key that
/// comes again has its last value, at its first place.
struct PHPArray {
    private var values: [ValueTree.Index] = []
    /// Keys and values in turn, since a key was another one than a list's.
    private var pairs: [ValueTree.Index] = []
    private var isList: Bool
    /// Where in the pairs a key stands.
    private var places: [PHPKey: Int] = [:]

    let mayBeList: Bool

    /// - Parameter mayBeList: whether it may become a list; the properties of an object do not.
    init(mayBeList: Bool = true) {
        self.mayBeList = mayBeList
        isList = mayBeList
    }

    mutating func append(
        _ key: PHPKey,
        _ value: ValueTree.Index,
        in tree: inout ValueTree,
        _ keys: inout PHPKeys
    ) throws(DecodingFault) {
        if isList {
            if case .integer(let number) = key, number >= 0, number <= values.count {
                if number == values.count { return values.append(value) }
                return try keys.replace(&values[Int(number)], by: value, in: tree)
            }
            isList = false
            for (number, value) in values.enumerated() {
                try add(.integer(Int64(number)), tree.add(.integer(Int64(number))), value)
            }
        }
        if let place = places[key] { return try keys.replace(&pairs[place + 1], by: value, in: tree) }
        // What tells a property from another of the same name is not shown.
        try add(key, (mayBeList ? key : tree.property(key)).node(in: &tree), value)
    }

    private mutating func add(_ key: PHPKey, _ node: ValueTree.Index, _ value: ValueTree.Index) {
        places[key] = pairs.count
        pairs += [node, value]
    }

    func node(in tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Node {
        if isList { return .list(try tree.makeList(values)) }
        return .map(try tree.makeList(pairs))
    }

    /// As names and values in turn.
    func fields(in tree: inout ValueTree) throws(DecodingFault) -> ValueTree.List {
        try tree.makeList(pairs)
    }
}

extension ValueTree {
    /// The name of a property, without the class that it is private to: PHP puts that before it between two zero bytes.
    func propertyName(_ piece: Piece) -> Piece {
        let bytes = self[piece]
        // No class has a longer name; and a key that comes again and again is not to be searched each time.
        guard bytes.first == 0, let second = bytes.dropFirst().prefix(1000).firstIndex(of: 0) else { return piece }
        let skipped = second + 1 - bytes.startIndex
        return piece.dropping(skipped)
    }

    /// A key as the name of a property that is shown.
    fileprivate func property(_ key: PHPKey) -> PHPKey {
        guard case .text(let piece) = key else { return key }
        return .text(propertyName(piece))
    }

    /// An object of a class that writes itself: nobody else knows what its text means.
    mutating func addObject(_ name: Piece, text: Piece) throws(DecodingFault) -> Index {
        let (index, object) = try addObject(name)
        let arguments = try makeList([add(.text(text))])
        update(object: object) { $0.arguments = arguments }
        return index
    }
}
