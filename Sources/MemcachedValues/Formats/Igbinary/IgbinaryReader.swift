/// Reads what igbinary wrote. Strings and values that come again are numbers: strings count in one row, with the names of
/// classes; arrays, objects and what is a reference count in another.
struct IgbinaryReader {
    private var cursor: ByteCursor
    private var tree: ValueTree
    private let limits: DecodingLimits
    private var strings: [ValueTree.Piece] = []
    private var keys = PHPKeys()
    private var slots: [(index: ValueTree.Index, isObject: Bool)] = []

    init(_ bytes: [UInt8], limits: DecodingLimits) {
        cursor = ByteCursor(bytes)
        tree = ValueTree(bytes, limits: limits)
        self.limits = limits
    }

    mutating func read() throws(DecodingFault) -> ValueTree {
        let version = try cursor.bigEndian(UInt32.self)
        guard version == 1 || version == 2 else { throw DecodingFault("igbinary has no version \(version)", at: 0) }
        let root = try value(depth: 1)
        guard cursor.isAtEnd else { throw cursor.fault("there is something behind the value") }
        try tree.finish(root)
        return tree
    }

    /// The types. Where there are three or four of a kind, they differ in how many bytes a length or number has.
    private enum Kind {
        static let null: UInt8 = 0x00
        static let reference: ClosedRange<UInt8> = 0x01...0x03
        static let no: UInt8 = 0x04
        static let yes: UInt8 = 0x05
        /// Each twice: positive, negative.
        static let integer: ClosedRange<UInt8> = 0x06...0x0b
        static let float: UInt8 = 0x0c
        static let emptyString: UInt8 = 0x0d
        static let stringAgain: ClosedRange<UInt8> = 0x0e...0x10
        static let string: ClosedRange<UInt8> = 0x11...0x13
        static let array: ClosedRange<UInt8> = 0x14...0x16
        static let object: ClosedRange<UInt8> = 0x17...0x19
        static let objectAgain: ClosedRange<UInt8> = 0x1a...0x1c
        /// Of a class that writes itself.
        static let ownText: ClosedRange<UInt8> = 0x1d...0x1f
        static let longInteger: ClosedRange<UInt8> = 0x20...0x21
        static let objectReference: ClosedRange<UInt8> = 0x22...0x24
        /// The next value is one that others refer to.
        static let referred: UInt8 = 0x25
        static let longString: UInt8 = 0x26
        static let enumCase: UInt8 = 0x27
    }

    // MARK: Values

    private mutating func value(depth: Int, isReferred: Bool = false) throws(DecodingFault) -> ValueTree.Index {
        guard depth <= limits.depth else { throw .tooDeep(limits.depth) }
        let kind = try cursor.byte()
        switch kind {
        case Kind.null: return try scalar(.null, isReferred)
        case Kind.no: return try scalar(.bool(false), isReferred)
        case Kind.yes: return try scalar(.bool(true), isReferred)
        case Kind.integer, Kind.longInteger: return try scalar(.integer(integer(kind)), isReferred)
        case Kind.float:
            return try scalar(.float(Double(bitPattern: cursor.bigEndian(UInt64.self))), isReferred)
        case Kind.emptyString, Kind.stringAgain, Kind.string, Kind.longString:
            return try scalar(.text(string(kind)), isReferred)
        case Kind.array:
            let index = try tree.add(.null)
            slots.append((index, false))
            let items = try items(kind, PHPArray(), depth: depth)
            tree.replace(index, with: try items.node(in: &tree))
            return index
        case Kind.object: return try object(newString(length(kind, Kind.object)), depth: depth)
        case Kind.objectAgain: return try object(earlierString(length(kind, Kind.objectAgain)), depth: depth)
        case Kind.reference: return try slot(length(kind, Kind.reference)).index
        case Kind.objectReference:
            let slot = try slot(length(kind, Kind.objectReference))
            guard slot.isObject else { throw cursor.fault("a reference to an object names something else") }
            return slot.index
        case Kind.referred: return try value(depth: depth + 1, isReferred: true)
        default: throw DecodingFault("there is no such type", at: cursor.offset - 1)
        }
    }

    private mutating func scalar(_ node: ValueTree.Node, _ isReferred: Bool) throws(DecodingFault) -> ValueTree.Index {
        let index = try tree.add(node)
        if isReferred { slots.append((index, false)) }
        return index
    }

    private mutating func object(_ name: ValueTree.Piece, depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let kind = try cursor.byte()
        switch kind {
        case Kind.array:
            let (index, object) = try tree.addObject(name)
            slots.append((index, true))
            let fields = try items(kind, PHPArray(mayBeList: false), depth: depth).fields(in: &tree)
            tree.update(object: object) { $0.fields = fields }
            return index
        case Kind.ownText:
            let text = tree.piece(try cursor.range(length(kind, Kind.ownText)))
            let index = try tree.addObject(name, text: text)
            slots.append((index, true))
            return index
        case Kind.enumCase:
            let word = try string(cursor.byte())
            let index = try tree.add(.notation(tree.keep(tree[name] + "::".utf8 + tree[word])))
            slots.append((index, true))
            return index
        default: throw DecodingFault("there is nothing that an object is made of", at: cursor.offset - 1)
        }
    }

    private mutating func items(_ kind: UInt8, _ empty: PHPArray, depth: Int) throws(DecodingFault) -> PHPArray {
        let count = try length(kind, Kind.array)
        var items = empty
        for _ in 0..<count {
            // In its arrays text that looks like an integer is still text.
            var key = try key()
            if !empty.mayBeList, case .integer = key { key = try keys.property(key, in: &tree) }
            try items.append(key, value(depth: depth + 1), in: &tree, &keys)
        }
        return items
    }

    private mutating func key() throws(DecodingFault) -> PHPKey {
        let kind = try cursor.byte()
        switch kind {
        case Kind.integer, Kind.longInteger: return .integer(try integer(kind))
        case Kind.emptyString, Kind.stringAgain, Kind.string, Kind.longString: return .text(try string(kind))
        default: throw DecodingFault("a key is neither an integer nor a string", at: cursor.offset - 1)
        }
    }

    private func slot(_ number: Int) throws(DecodingFault) -> (index: ValueTree.Index, isObject: Bool) {
        guard number < slots.count else { throw cursor.fault("a reference names a value that is not there") }
        return slots[number]
    }

    // MARK: Pieces

    private mutating func integer(_ kind: UInt8) throws(DecodingFault) -> Int64 {
        let start = cursor.offset - 1
        let isNegative = kind & 1 == 1
        let magnitude: UInt64 =
            switch kind {
            case 0x06, 0x07: UInt64(try cursor.byte())
            case 0x08, 0x09: UInt64(try cursor.bigEndian(UInt16.self))
            case 0x0a, 0x0b: UInt64(try cursor.bigEndian(UInt32.self))
            default: try cursor.bigEndian(UInt64.self)
            }
        if isNegative, magnitude == Int64.min.magnitude { return .min }
        guard let value = Int64(exactly: magnitude) else { throw DecodingFault("an integer is too large", at: start) }
        return isNegative ? -value : value
    }

    /// A length or number, of as many bytes as the type says by its place among its kind.
    private mutating func length(_ kind: UInt8, _ kinds: ClosedRange<UInt8>) throws(DecodingFault) -> Int {
        switch kind - kinds.lowerBound {
        case 0: Int(try cursor.byte())
        case 1: Int(try cursor.bigEndian(UInt16.self))
        default: Int(try cursor.bigEndian(UInt32.self))
        }
    }

    private mutating func string(_ kind: UInt8) throws(DecodingFault) -> ValueTree.Piece {
        switch kind {
        case Kind.emptyString: return keys.unique(tree.piece(cursor.offset..<cursor.offset), in: tree)
        case Kind.stringAgain: return try earlierString(length(kind, Kind.stringAgain))
        case Kind.string: return try newString(length(kind, Kind.string))
        case Kind.longString: return try newString(cursor.bigEndian(UInt64.self))
        default: throw DecodingFault("there is no string", at: cursor.offset - 1)
        }
    }

    private mutating func newString(_ count: some BinaryInteger) throws(DecodingFault) -> ValueTree.Piece {
        let piece = keys.unique(tree.piece(try cursor.range(count)), in: tree)
        strings.append(piece)
        return piece
    }

    private func earlierString(_ number: Int) throws(DecodingFault) -> ValueTree.Piece {
        guard number < strings.count else { throw cursor.fault("a string that is to come again was not there") }
        return strings[number]
    }
}
