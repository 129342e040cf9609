/// Reads what `Marshal.dump` wrote, as `Marshal.load` would, without making anything.
///
/// What is counted as an object, and when, has to be as in Ruby to the last detail: links name objects by that number.
struct MarshalReader {
    var cursor: ByteCursor
    var tree: ValueTree
    let limits: DecodingLimits
    var symbols: [ValueTree.Piece] = []
    var objects: [ValueTree.Index] = []
    /// The nodes of names of variables, each made once.
    var names: [ValueTree.Piece: ValueTree.Index] = [:]
    /// Text whose encoding was looked at. What links to it may name one again, for which it is not gone through again.
    private var encoded: Set<ValueTree.Index> = []
    var structures: [ValueTree.Piece: ValueTree.Piece] = [:]
    var digits = DigitsBudget()

    init(_ bytes: [UInt8], limits: DecodingLimits) {
        cursor = ByteCursor(bytes)
        tree = ValueTree(bytes, limits: limits)
        self.limits = limits
    }

    mutating func whole() throws(DecodingFault) -> ValueTree {
        try tree.finish(value())
        return tree
    }

    /// The value that all of the bytes are.
    mutating func value() throws(DecodingFault) -> ValueTree.Index {
        try cursor.expect(4, "the version of Marshal")
        guard try cursor.byte() <= 8 else { throw cursor.fault("it is of a newer version of Marshal") }
        let root = try object(0)
        guard cursor.isAtEnd else { throw cursor.fault("something stands behind the value") }
        return root
    }

    // MARK: Numbers and names

    /// A number of one to five bytes.
    mutating func long() throws(DecodingFault) -> Int {
        let first = Int(Int8(bitPattern: try cursor.byte()))
        switch first {
        case 0: return 0
        case 5...127: return first - 5
        case -128 ... -5: return first + 5
        default:
            var value = first < 0 ? -1 : 0
            for place in 0..<abs(first) {
                value &= ~(0xff << (8 * place))
                value |= Int(try cursor.byte()) << (8 * place)
            }
            return value
        }
    }

    /// How many parts there are, each of which takes at least `bytes` bytes.
    mutating func count(of bytes: Int) throws(DecodingFault) -> Int {
        let count = try long()
        guard count >= 0, count <= cursor.remaining / bytes else { throw cursor.fault("it ends too early") }
        return count
    }

    mutating func data() throws(DecodingFault) -> Range<Int> { try cursor.range(long()) }

    mutating func symbol(_ depth: Int) throws(DecodingFault) -> ValueTree.Piece {
        switch try cursor.byte() {
        case UInt8(ascii: ":"): return try newSymbol()
        case UInt8(ascii: ";"): return try oldSymbol()
        case UInt8(ascii: "I"):
            try cursor.expect(UInt8(ascii: ":"), "a symbol")
            // Its variables have names, which may have variables.
            guard depth < limits.depth else { throw .tooDeep(limits.depth) }
            let symbol = try newSymbol()
            _ = try variables(depth + 1)
            return symbol
        default: throw cursor.fault("a name is missing")
        }
    }

    mutating func newSymbol() throws(DecodingFault) -> ValueTree.Piece {
        // Names are no nodes, and links that stand for their values are none either: both have to be counted here.
        guard symbols.count < limits.nodes else { throw .tooManyNodes(limits.nodes) }
        let symbol = tree.piece(try data())
        symbols.append(symbol)
        return symbol
    }

    mutating func oldSymbol() throws(DecodingFault) -> ValueTree.Piece {
        let number = try long()
        guard symbols.indices.contains(number) else { throw cursor.fault("it names a symbol that is not there") }
        return symbols[number]
    }

    // MARK: Objects

    /// A value, which is to be known as `known` to those that link to it, if that is another node than its own.
    mutating func object(_ depth: Int, known: ValueTree.Index? = nil) throws(DecodingFault) -> ValueTree.Index {
        var variables = false
        return try object(depth, &variables, known: known)
    }

    // Whether instance variables follow is said in `variables`, and cleared by what reads them itself.
    mutating func object(
        _ depth: Int,
        _ variables: inout Bool,
        known: ValueTree.Index? = nil
    ) throws(DecodingFault) -> ValueTree.Index {
        guard depth < limits.depth else { throw .tooDeep(limits.depth) }
        let type = try cursor.byte()
        switch type {
        case UInt8(ascii: "0"): return try tree.add(.null)
        case UInt8(ascii: "T"): return try tree.add(.bool(true))
        case UInt8(ascii: "F"): return try tree.add(.bool(false))
        case UInt8(ascii: "i"): return try tree.add(.integer(Int64(try long())))
        case UInt8(ascii: ":"):
            let symbol = try newSymbol()
            if variables { _ = try self.variables(depth) }
            variables = false
            return try tree.add(.symbol(symbol))
        case UInt8(ascii: ";"): return try tree.add(.symbol(oldSymbol()))
        case UInt8(ascii: "@"):
            let number = try long()
            guard objects.indices.contains(number) else { throw cursor.fault("it names an object that is not there") }
            return objects[number]
        case UInt8(ascii: "I"):
            var pending = true
            let index = try object(depth + 1, &pending, known: known)
            if pending { apply(try self.variables(depth), to: index) }
            return index
        case UInt8(ascii: "e"):
            _ = try symbol(depth)
            return try object(depth + 1, &variables, known: known)
        case UInt8(ascii: "C"): return try userClass(depth)
        case UInt8(ascii: "f"): return try entry(.float(float()), known)
        case UInt8(ascii: "l"): return try entry(bignum(), known)
        case UInt8(ascii: "\""): return try entry(.bytes(tree.piece(data())), known)
        case UInt8(ascii: "/"): return try regexp(depth, &variables)
        case UInt8(ascii: "["):
            let list = try tree.makeList()
            let index = try entry(.list(list), known)
            for _ in 0..<(try count(of: 1)) { try tree.append(object(depth + 1), to: list) }
            return index
        case UInt8(ascii: "{"), UInt8(ascii: "}"):
            let list = try tree.makeList()
            let index = try entry(.map(list), known)
            for _ in 0..<(try count(of: 2)) {
                try tree.append(object(depth + 1), to: list)
                try tree.append(object(depth + 1), to: list)
            }
            // What is found where nothing is, which `inspect` does not show.
            if type == UInt8(ascii: "}") { _ = try object(depth + 1) }
            return index
        case UInt8(ascii: "c"), UInt8(ascii: "m"), UInt8(ascii: "M"): return try entry(.name(tree.piece(data())), known)
        case UInt8(ascii: "S"): return try structure(depth)
        case UInt8(ascii: "o"): return try plainObject(depth)
        case UInt8(ascii: "u"): return try userDefined(depth, &variables)
        case UInt8(ascii: "U"): return try userMarshal(depth)
        case UInt8(ascii: "d"):
            let made = try tree.addObject(symbol(depth))
            objects.append(made.index)
            let list = try tree.makeList([object(depth + 1)])
            tree.update(object: made.object) { $0.arguments = list }
            return made.index
        default: throw DecodingFault("it has a part of a kind that Marshal does not know", at: cursor.offset - 1)
        }
    }

    mutating func entry(
        _ node: ValueTree.Node,
        _ known: ValueTree.Index?
    ) throws(DecodingFault) -> ValueTree.Index {
        let index = try tree.add(node)
        objects.append(known ?? index)
        return index
    }

    /// Names and values of instance variables.
    mutating func variables(_ depth: Int) throws(DecodingFault) -> [(ValueTree.Piece, ValueTree.Index)] {
        var found: [(ValueTree.Piece, ValueTree.Index)] = []
        let count = try count(of: 2)
        guard count < limits.nodes else { throw .tooManyNodes(limits.nodes) }
        for _ in 0..<count { found.append((try symbol(depth), try object(depth + 1))) }
        return found
    }

    /// Gives text its encoding. Other variables of what has a notation of its own are nothing that `inspect` shows.
    mutating func apply(_ variables: [(ValueTree.Piece, ValueTree.Index)], to index: ValueTree.Index) {
        var target = index
        if case .object(let number) = tree[index], let inner = tree[tree.objects[Int(number)].arguments].first {
            target = inner
        }
        guard case .bytes(let piece) = tree[target] else { return }
        for (name, value) in variables {
            switch (tree.shortName(name), tree[value]) {
            case ("E", .bool(true)): tree.replace(target, with: .text(piece))
            case ("encoding", .bytes(let encoding)):
                guard encoded.insert(target).inserted,
                    let shown = RubyEncoding.notation(tree[piece], tree.shortName(encoding)),
                    let notation = try? tree.keep(shown)
                else { continue }
                return tree.replace(target, with: .notation(notation))
            default: continue
            }
        }
    }

    // MARK: Literals of Ruby

    mutating func float() throws(DecodingFault) -> Double {
        let text = String(decoding: cursor.bytes[try data()], as: UTF8.self)
        switch text {
        case "inf": return .infinity
        case "-inf": return -.infinity
        case "nan": return .nan
        default:
            // Nothing else that Swift would read as a number: no hexadecimal digits, no words.
            guard text.utf8.allSatisfy({ $0 < 0x3a || $0 | 0x20 == 0x65 }), let value = Double(text) else {
                throw cursor.fault("a float is not a number")
            }
            return value
        }
    }

    mutating func bignum() throws(DecodingFault) -> ValueTree.Node {
        let sign = try cursor.byte()
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
            throw cursor.fault("a large integer has no sign")
        }
        // It is counted in pairs of bytes.
        let range = try cursor.range(count(of: 2) * 2)
        let text = BigInteger.text(
            magnitude: cursor.bytes[range],
            isNegative: sign == UInt8(ascii: "-"),
            isDecimal: try digits.takesDecimal(range.count)
        )
        if let value = Int64(String(decoding: text, as: UTF8.self)) { return .integer(value) }
        return .digits(try tree.keep(text))
    }

    mutating func regexp(_ depth: Int, _ variables: inout Bool) throws(DecodingFault) -> ValueTree.Index {
        let source = try data()
        let options = try cursor.byte()
        let index = try tree.add(.null)
        objects.append(index)
        if variables { _ = try self.variables(depth) }
        variables = false
        let notation = RubyLiteral.regexp(cursor.bytes[source], options: options)
        tree.replace(index, with: .notation(try tree.keep(notation)))
        return index
    }
}
