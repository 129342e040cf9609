/// Reads what Storable froze (`Storable.xs`), without blessing, thawing or compiling anything.
///
/// All things of Perl are counted as they come, and named by that number when they come again.
struct StorableReader {
    /// A thing of Perl's: what is in a scalar, or what a reference can lead to.
    struct Thing {
        var index: ValueTree.Index
        /// An array, a hash or an object: a reference to one is written as the thing itself.
        var isReferent: Bool
    }

    var cursor: ByteCursor
    var tree: ValueTree
    private let limits: DecodingLimits
    /// `nil` for network order.
    var order: StorableOrder?
    var things: [Thing] = []
    var classes: [ValueTree.Piece] = []

    init(_ bytes: [UInt8], limits: DecodingLimits) {
        cursor = ByteCursor(bytes)
        tree = ValueTree(bytes, limits: limits)
        self.limits = limits
    }

    mutating func whole() throws(DecodingFault) -> ValueTree {
        let first = try cursor.byte()
        guard first == StorableFormat.network || first == StorableFormat.native else {
            throw DecodingFault("it is of a version of Storable that is not known", at: 0)
        }
        guard try cursor.byte() <= StorableFormat.newestMinor else {
            throw fault("it is of a newer version of Storable")
        }
        if first == StorableFormat.native {
            let header = cursor.bytes.dropFirst(2)
            guard let order = StorableOrder.all.first(where: { header.starts(with: $0.header) }) else {
                throw cursor.fault("the order of its numbers is not known")
            }
            try cursor.skip(order.header.count)
            for size in [StorableOrder.sizeOfInt, order.sizeOfLong] {
                try cursor.expect(size, "the size of its numbers")
            }
            try cursor.skip(1)
            try cursor.expect(8, "the size of its floats")
            self.order = order
        }
        let thing = try thing(0)
        guard cursor.isAtEnd else { throw cursor.fault("something stands behind the value") }
        try tree.finish(reference(to: thing))
        return tree
    }

    func fault(_ reason: String) -> DecodingFault { DecodingFault(reason, at: max(0, cursor.offset - 1)) }

    // MARK: Numbers and classes

    mutating func length() throws(DecodingFault) -> Int {
        let length = order?.isLittle == true ? try cursor.littleEndian(Int32.self) : try cursor.bigEndian(Int32.self)
        guard length >= 0 else { throw cursor.fault("a length is negative") }
        return Int(length)
    }

    /// How many parts there are, each of which takes at least `bytes` bytes.
    mutating func count(of bytes: Int) throws(DecodingFault) -> Int {
        let count = try length()
        guard count <= cursor.remaining / bytes else { throw cursor.fault("it ends too early") }
        return count
    }

    /// A range with its length in one byte before it, or in four.
    mutating func data(isLong: Bool) throws(DecodingFault) -> Range<Int> {
        isLong ? try cursor.range(length()) : try cursor.range(cursor.byte())
    }

    mutating func newClass(_ range: Range<Int>) -> ValueTree.Piece {
        let name = tree.piece(range)
        classes.append(name)
        return name
    }

    func oldClass(_ number: Int) throws(DecodingFault) -> ValueTree.Piece {
        guard classes.indices.contains(number) else { throw cursor.fault("it names a class that is not there") }
        return classes[number]
    }

    /// The number of a thing that came before, always in network order.
    mutating func oldThing() throws(DecodingFault) -> Thing {
        let number = Int(try cursor.bigEndian(UInt32.self))
        guard things.indices.contains(number) else { throw cursor.fault("it names a thing that is not there") }
        return things[number]
    }

    // MARK: Things

    /// A node that is counted before it is known what it is.
    mutating func reserve(isReferent: Bool) throws(DecodingFault) -> (index: ValueTree.Index, number: Int) {
        let index = try tree.add(.null)
        things.append(Thing(index: index, isReferent: isReferent))
        return (index, things.count - 1)
    }

    /// A thing, which is blessed into a class if there is a name.
    mutating func thing(_ depth: Int, blessed name: ValueTree.Piece? = nil) throws(DecodingFault) -> Thing {
        guard depth < limits.depth else { throw .tooDeep(limits.depth) }
        switch try cursor.byte() {
        case 0: return try oldThing()
        case 1: return try scalar(.bytes(tree.piece(data(isLong: true))), name)
        case 2: return try array(depth, name)
        case 3: return try hash(depth, name, hasFlags: false)
        case 25: return try hash(depth, name, hasFlags: true)
        // A reference, one whose target has overloaded operators, and both as weak ones.
        case 4, 20, 27, 28: return try reference(depth, name)
        case 5, 14, 31: return try scalar(.null, name)
        case 6: return try scalar(.integer(integer()), name)
        case 7: return try scalar(.float(double()), name)
        case 8: return try scalar(.integer(Int64(cursor.byte()) - 128), name)
        case 9: return try scalar(.integer(Int64(cursor.bigEndian(Int32.self))), name)
        case 10: return try scalar(.bytes(tree.piece(data(isLong: false))), name)
        case 11, 12, 13, 21, 22: throw fault("it is tied to a class, which alone knows what it holds")
        case 15, 34: return try scalar(.bool(true), name)
        case 16, 35: return try scalar(.bool(false), name)
        case 17:
            let length = try cursor.byte()
            let range = length & 0x80 != 0 ? try cursor.range(self.length()) : try cursor.range(length)
            return try thing(depth + 1, blessed: newClass(range))
        case 18:
            let number = try cursor.byte()
            return try thing(depth + 1, blessed: oldClass(number & 0x80 != 0 ? length() : Int(number)))
        case 19: return try hook(depth)
        case 23: return try scalar(.text(tree.piece(data(isLong: false))), name)
        case 24: return try scalar(.text(tree.piece(data(isLong: true))), name)
        case 26: return try code(depth, name)
        case 29: return try version(depth, name, isLong: false)
        case 30: return try version(depth, name, isLong: true)
        case 32: return try regexp(name)
        default: throw fault("it has a part of a kind that is not known")
        }
    }

    mutating func integer() throws(DecodingFault) -> Int64 {
        guard let order else { throw cursor.fault("it has a number of a machine in network order") }
        switch (order.sizeOfLong, order.isLittle) {
        case (8, true): return try cursor.littleEndian(Int64.self)
        case (8, false): return try cursor.bigEndian(Int64.self)
        case (_, true): return Int64(try cursor.littleEndian(Int32.self))
        case (_, false): return Int64(try cursor.bigEndian(Int32.self))
        }
    }

    mutating func double() throws(DecodingFault) -> Double {
        guard let order else { throw cursor.fault("it has a number of a machine in network order") }
        return Double(
            bitPattern: order.isLittle ? try cursor.littleEndian(UInt64.self) : try cursor.bigEndian(UInt64.self)
        )
    }

    mutating func scalar(
        _ node: ValueTree.Node,
        _ name: ValueTree.Piece?
    ) throws(DecodingFault) -> Thing {
        let place = try reserve(isReferent: name != nil)
        if let name {
            try bless(place.index, name, arguments: [tree.add(node)])
        } else {
            tree.replace(place.index, with: node)
        }
        return things[place.number]
    }

    /// What a reference to a thing is shown as.
    mutating func reference(to thing: Thing) throws(DecodingFault) -> ValueTree.Index {
        if thing.isReferent { return thing.index }
        let made = try tree.addObject(tree.keep(PerlLiteral.referenceMark))
        let target = try tree.makeList([thing.index])
        tree.update(object: made.object) { $0.arguments = target }
        return made.index
    }

    mutating func reference(_ depth: Int, _ name: ValueTree.Piece?) throws(DecodingFault) -> Thing {
        let place = try reserve(isReferent: name != nil)
        let target = try reference(to: thing(depth + 1))
        if let name {
            try bless(place.index, name, arguments: [target])
        } else {
            // Whoever named it meanwhile finds the same there.
            tree.replace(place.index, with: tree[target])
            things[place.number].index = target
        }
        return things[place.number]
    }

    // MARK: Arrays and hashes

    mutating func array(_ depth: Int, _ name: ValueTree.Piece?) throws(DecodingFault) -> Thing {
        let place = try reserve(isReferent: true)
        let list = try tree.makeList()
        if let name { try bless(place.index, name, items: list) } else { tree.replace(place.index, with: .list(list)) }
        for _ in 0..<(try count(of: 1)) { try tree.append(thing(depth + 1).index, to: list) }
        return things[place.number]
    }

    mutating func hash(
        _ depth: Int,
        _ name: ValueTree.Piece?,
        hasFlags: Bool
    ) throws(DecodingFault) -> Thing {
        // Whether it is a restricted one.
        if hasFlags { try cursor.skip(1) }
        let place = try reserve(isReferent: true)
        let list = try tree.makeList()
        if let name { try bless(place.index, name, fields: list) } else { tree.replace(place.index, with: .map(list)) }
        for _ in 0..<(try count(of: hasFlags ? 6 : 5)) {
            let value = try thing(depth + 1)
            let flags = hasFlags ? try cursor.byte() : 0
            let key: ValueTree.Index
            if flags & 8 != 0 {
                key = try thing(depth + 1).index
            } else {
                let piece = tree.piece(try cursor.range(length()))
                // A name of a field is shown as one, whatever it is.
                key = try tree.add(flags & 1 != 0 || name != nil ? .text(piece) : .bytes(piece))
            }
            // A place that is kept free in a restricted hash is not in it.
            if flags & 16 != 0 { continue }
            try tree.append([key, value.index], to: list)
        }
        return things[place.number]
    }
}
