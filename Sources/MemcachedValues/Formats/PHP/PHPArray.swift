/// A key of a PHP array, or the name of a property.
enum PHPKey {
    case integer(Int64)
    case text(ValueTree.Piece)
    /// What is no key in PHP, but may be one in what it reads.
    case other(ValueTree.Index)

    func node(in tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Index {
        switch self {
        case .integer(let value): try tree.add(.integer(value))
        case .text(let piece): try tree.add(.text(piece))
        case .other(let index): index
        }
    }
}

/// An array that is being read. One whose keys are 0, 1, 2 and so on is a list, which needs no nodes for them.
struct PHPArray {
    private var values: [ValueTree.Index] = []
    /// Keys and values in turn, since a key was another one than a list's.
    private var pairs: [ValueTree.Index]?

    let mayBeList: Bool

    /// - Parameter mayBeList: whether it may become a list; the properties of an object do not.
    init(mayBeList: Bool = true) {
        self.mayBeList = mayBeList
        pairs = mayBeList ? nil : []
    }

    mutating func append(
        _ key: PHPKey,
        _ value: ValueTree.Index,
        in tree: inout ValueTree
    ) throws(DecodingFault) {
        if pairs == nil {
            if case .integer(let number) = key, number == values.count {
                values.append(value)
                return
            }
            var all: [ValueTree.Index] = []
            for (number, value) in values.enumerated() {
                all += [try tree.add(.integer(Int64(number))), value]
            }
            pairs = all
        }
        pairs?.append(try key.node(in: &tree))
        pairs?.append(value)
    }

    func node(in tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Node {
        if let pairs { return .map(try tree.makeList(pairs)) }
        return .list(try tree.makeList(values))
    }

    /// As names and values in turn.
    func fields(in tree: inout ValueTree) throws(DecodingFault) -> ValueTree.List {
        try tree.makeList(pairs ?? [])
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

    /// A key as the name of a property.
    func property(_ key: PHPKey) -> PHPKey {
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
