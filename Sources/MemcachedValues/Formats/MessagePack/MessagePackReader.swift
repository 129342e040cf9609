/// Reads MessagePack, and in it what PHP's msgpack puts into maps whose first key is null: the name of a class, or a number
/// that says that the rest is a reference to an array, a map or an object before it.
struct MessagePackReader {
    private var cursor: ByteCursor
    private var tree: ValueTree
    private let limits: DecodingLimits
    /// The arrays and maps, which references name by number from 1.
    private var slots: [ValueTree.Index] = []
    private var keys = PHPKeys()

    init(_ bytes: [UInt8], limits: DecodingLimits) {
        cursor = ByteCursor(bytes)
        tree = ValueTree(bytes, limits: limits)
        self.limits = limits
    }

    mutating func read() throws(DecodingFault) -> ValueTree {
        let root = try value(depth: 1)
        guard cursor.isAtEnd else { throw cursor.fault("there is something behind the value") }
        try tree.finish(root)
        return tree
    }

    private mutating func value(depth: Int) throws(DecodingFault) -> ValueTree.Index {
        guard depth <= limits.depth else { throw .tooDeep(limits.depth) }
        let first = try cursor.byte()
        switch first {
        case 0x00...0x7f: return try tree.add(.integer(Int64(first)))
        case 0x80...0x8f: return try map(Int(first & 0x0f), depth: depth)
        case 0x90...0x9f: return try array(Int(first & 0x0f), depth: depth)
        case 0xa0...0xbf: return try tree.add(.text(piece(Int(first & 0x1f))))
        case 0xc0: return try tree.add(.null)
        case 0xc2: return try tree.add(.bool(false))
        case 0xc3: return try tree.add(.bool(true))
        case 0xc4...0xc6: return try tree.add(.bytes(piece(length(first - 0xc4))))
        case 0xc7...0xc9: return try extended(length(first - 0xc7))
        case 0xca: return try tree.add(.float(Double(Float(bitPattern: cursor.bigEndian(UInt32.self)))))
        case 0xcb: return try tree.add(.float(Double(bitPattern: cursor.bigEndian(UInt64.self))))
        case 0xcc: return try tree.add(.integer(Int64(cursor.byte())))
        case 0xcd: return try tree.add(.integer(Int64(cursor.bigEndian(UInt16.self))))
        case 0xce: return try tree.add(.integer(Int64(cursor.bigEndian(UInt32.self))))
        case 0xcf:
            let number = try cursor.bigEndian(UInt64.self)
            if let small = Int64(exactly: number) { return try tree.add(.integer(small)) }
            return try tree.add(.digits(tree.keep("\(number)")))
        case 0xd0: return try tree.add(.integer(Int64(Int8(bitPattern: cursor.byte()))))
        case 0xd1: return try tree.add(.integer(Int64(cursor.bigEndian(Int16.self))))
        case 0xd2: return try tree.add(.integer(Int64(cursor.bigEndian(Int32.self))))
        case 0xd3: return try tree.add(.integer(cursor.bigEndian(Int64.self)))
        case 0xd4...0xd8: return try extended(1 << Int(first - 0xd4))
        case 0xd9...0xdb: return try tree.add(.text(piece(length(first - 0xd9))))
        case 0xdc, 0xdd: return try array(length(first - 0xdc + 1), depth: depth)
        case 0xde, 0xdf: return try map(length(first - 0xde + 1), depth: depth)
        case 0xe0...0xff: return try tree.add(.integer(Int64(Int8(bitPattern: first))))
        default: throw DecodingFault("there is no such type", at: cursor.offset - 1)
        }
    }

    /// A length of 1, 2 or 4 bytes.
    private mutating func length(_ width: UInt8) throws(DecodingFault) -> Int {
        switch width {
        case 0: Int(try cursor.byte())
        case 1: Int(try cursor.bigEndian(UInt16.self))
        default: Int(try cursor.bigEndian(UInt32.self))
        }
    }

    private mutating func piece(_ count: Int) throws(DecodingFault) -> ValueTree.Piece {
        tree.piece(try cursor.range(count))
    }

    // MARK: Arrays and maps

    private mutating func array(_ count: Int, depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let index = try tree.add(.null)
        slots.append(index)
        var items: [ValueTree.Index] = []
        for _ in 0..<count { items.append(try value(depth: depth + 1)) }
        tree.replace(index, with: .list(try tree.makeList(items)))
        return index
    }

    private mutating func map(_ count: Int, depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let slot = slots.count
        // A map of nothing is an object to PHP, since an array of nothing is an array.
        guard count > 0 else {
            let (index, _) = try tree.addObject(tree.keep("stdClass"))
            slots.append(index)
            return index
        }
        let index = try tree.add(.null)
        slots.append(index)
        var left = count
        while left > 0, cursor.next == 0xc0 {
            cursor.step()
            left -= 1
            let said = try value(depth: depth + 1)
            switch tree[said] {
            // It is referred to. Its own keys and values follow.
            case .integer(1): continue
            case .integer(2), .integer(4), .integer(5):
                guard left == 1 else { throw cursor.fault("a reference names several values") }
                let found = try reference(depth: depth, notTo: slot)
                slots[slot] = found
                return found
            case .integer(3):
                guard left == 1 else { throw cursor.fault("a class that writes itself has several texts") }
                return try custom(index, depth: depth)
            case .text(let name): return try object(index, name, left, depth: depth)
            default:
                var items = PHPArray()
                try items.append(.other(tree.add(.null)), said, in: &tree, &keys)
                return try fill(index, items, left, depth: depth)
            }
        }
        return try fill(index, PHPArray(), left, depth: depth)
    }

    private mutating func fill(
        _ index: ValueTree.Index,
        _ begun: PHPArray,
        _ count: Int,
        depth: Int
    ) throws(DecodingFault) -> ValueTree.Index {
        var items = begun
        for _ in 0..<count {
            let key = try arrayKey(depth: depth)
            try items.append(key, value(depth: depth + 1), in: &tree, &keys)
        }
        tree.replace(index, with: try items.node(in: &tree))
        return index
    }

    private mutating func key(depth: Int) throws(DecodingFault) -> PHPKey {
        let index = try value(depth: depth + 1)
        switch tree[index] {
        case .integer(let number): return .integer(number)
        case .text(let piece): return .text(keys.unique(piece, in: tree))
        default: return .other(index)
        }
    }

    /// A key of an array. What is neither an integer nor text PHP turns into text; null and groups stay what they are.
    private mutating func arrayKey(depth: Int) throws(DecodingFault) -> PHPKey {
        let index = try value(depth: depth + 1)
        switch tree[index] {
        case .integer(let number): return .integer(number)
        case .text(let piece), .bytes(let piece), .digits(let piece): return keys.key(piece, in: tree)
        case .bool(let value): return keys.key(try tree.keep(value ? "1" : ""), in: tree)
        case .float(let value):
            guard let text = PHPFloat.text(value) else { return .other(index) }
            return keys.key(try tree.keep(text), in: tree)
        default: return .other(index)
        }
    }

    // MARK: What PHP says in maps

    /// An object with its properties; or one that gives an array instead of them, behind another null.
    private mutating func object(
        _ index: ValueTree.Index,
        _ name: ValueTree.Piece,
        _ count: Int,
        depth: Int
    ) throws(DecodingFault) -> ValueTree.Index {
        let object = try tree.makeObject(index, name)
        var items = PHPArray(mayBeList: false)
        for _ in 0..<count {
            let key = try key(depth: depth)
            let value = try value(depth: depth + 1)
            if case .other(let null) = key, tree[null] == .null, count == 1 {
                let given = try tree.pairs(of: value)
                tree.update(object: object) { $0.fields = given }
                return index
            }
            try items.append(key, value, in: &tree, &keys)
        }
        let fields = try items.fields(in: &tree)
        tree.update(object: object) { $0.fields = fields }
        return index
    }

    /// A class and its text.
    private mutating func custom(_ index: ValueTree.Index, depth: Int) throws(DecodingFault) -> ValueTree.Index {
        guard case .text(let name) = try key(depth: depth) else { throw cursor.fault("a class has no name") }
        let text = try value(depth: depth + 1)
        let object = try tree.makeObject(index, name)
        let arguments = try tree.makeList([text])
        tree.update(object: object) { $0.arguments = arguments }
        return index
    }

    private mutating func reference(depth: Int, notTo slot: Int) throws(DecodingFault) -> ValueTree.Index {
        _ = try value(depth: depth + 1)
        let value = try value(depth: depth + 1)
        guard case .integer(let number) = tree[value], number >= 1, number <= slot else {
            throw cursor.fault("a reference names a value that is not there")
        }
        let found = slots[Int(number) - 1]
        guard !keys.replaced.contains(found) else { throw cursor.fault("a reference names a value that was replaced") }
        return found
    }

    // MARK: Extensions

    /// What a program has a type of its own for: `<ext 5, 'abc'>`. One type is known to all: a time.
    private mutating func extended(_ count: Int) throws(DecodingFault) -> ValueTree.Index {
        let type = Int8(bitPattern: try cursor.byte())
        let range = try cursor.range(count)
        if type == -1, let time = MessagePackTime(tree.source[range]) { return try tree.addNotation("<\(time.text)>") }
        let (index, object) = try tree.addObject(tree.keep("ext"))
        let arguments = try tree.makeList([tree.add(.integer(Int64(type))), tree.add(.bytes(tree.piece(range)))])
        tree.update(object: object) { $0.arguments = arguments }
        return index
    }
}

extension ValueTree {
    /// Makes an object of a node that is there already.
    fileprivate mutating func makeObject(_ index: Index, _ name: Piece) throws(DecodingFault) -> UInt32 {
        let (made, object) = try addObject(name)
        replace(index, with: self[made])
        return object
    }

    /// The keys and values of an array, which are a list's own numbers if it is one.
    fileprivate mutating func pairs(of index: Index) throws(DecodingFault) -> List {
        switch self[index] {
        case .map(let list): return list
        case .list(let list):
            var pairs: [Index] = []
            for (number, item) in self[list].enumerated() { pairs += [try add(.integer(Int64(number))), item] }
            return try makeList(pairs)
        default: throw DecodingFault("an object is made of something else than an array")
        }
    }
}
