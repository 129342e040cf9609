/// A key of a PHP array, or the name of a property.
enum PHPKey: Hashable {
    case integer(Int64)
    /// Text that comes again is named by the same piece: ``PHPKeys/unique(_:in:)``.
    case text(ValueTree.Piece)
    /// What is no key in PHP, but may be one in what it reads. No two of them are the same.
    case other(ValueTree.Index)

    func node(in tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Index {
        switch self {
        case .integer(let value): try tree.add(.integer(value))
        case .text(let piece): try tree.add(.text(piece))
        case .other(let index): index
        }
    }
}

/// The keys of all arrays of one value: which are the same to PHP, and which values gave way to others for it.
struct PHPKeys {
    private var texts: [ArraySlice<UInt8>: ValueTree.Piece] = [:]
    /// A reference that names one of these does not name what stands in the array.
    private(set) var replaced: Set<ValueTree.Index> = []

    /// The place where a text stood first. So keys are compared by their places, and a long one that comes again and again
    /// is read once.
    mutating func unique(_ piece: ValueTree.Piece, in tree: ValueTree) -> ValueTree.Piece {
        let bytes = tree[piece]
        if let known = texts[bytes] { return known }
        // What is made grows. A slice of it that is kept would have it copied each time.
        texts[piece.isMade ? Array(bytes)[...] : bytes] = piece
        return piece
    }

    /// Text as a key of an array: if it is written as an integer would be, it is that integer.
    mutating func key(_ piece: ValueTree.Piece, in tree: ValueTree) -> PHPKey {
        if let number = PHPInteger.canonical(tree[piece]) { return .integer(number) }
        return .text(unique(piece, in: tree))
    }

    /// The name of a property, which is always text.
    mutating func property(_ key: PHPKey, in tree: inout ValueTree) throws(DecodingFault) -> PHPKey {
        switch key {
        case .integer(let number): return .text(unique(try tree.keep("\(number)"), in: tree))
        case .text(let piece): return .text(unique(piece, in: tree))
        case .other: return key
        }
    }

    /// Notes that a value gives way to another that has the same key.
    mutating func replace(
        _ value: inout ValueTree.Index,
        by other: ValueTree.Index,
        in tree: ValueTree
    ) throws(DecodingFault) {
        if value == other {
            guard case .object = tree[value] else {
                throw DecodingFault("a value is replaced by a reference to itself")
            }
            return
        }
        replaced.insert(value)
        value = other
    }
}
