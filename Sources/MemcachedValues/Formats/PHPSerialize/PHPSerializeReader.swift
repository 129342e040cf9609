/// Reads what PHP's `serialize` wrote, as `unserialize` would, but makes nothing of it except data.
struct PHPSerializeReader {
    private var cursor: ByteCursor
    private var tree: ValueTree
    private let limits: DecodingLimits
    /// The values that references name, by number from 1: all but keys, and references by `R` themselves.
    private var slots: [(index: ValueTree.Index, isObject: Bool)] = []
    /// How many slots are sure. A class that writes itself may have taken some behind these.
    private var sureSlots: Int?
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

    // MARK: Values

    private mutating func value(depth: Int) throws(DecodingFault) -> ValueTree.Index {
        guard depth <= limits.depth else { throw .tooDeep(limits.depth) }
        let letter = try cursor.byte()
        switch letter {
        case UInt8(ascii: "N"):
            try cursor.expect(UInt8(ascii: ";"), "the semicolon")
            return try scalar(.null)
        case UInt8(ascii: "b"):
            let digit = try number(UInt8(ascii: ";"))
            guard digit == .integer(0) || digit == .integer(1) else {
                throw cursor.fault("a boolean is neither 0 nor 1")
            }
            return try scalar(.bool(digit == .integer(1)))
        case UInt8(ascii: "i"): return try scalar(number(UInt8(ascii: ";")))
        case UInt8(ascii: "d"):
            try colon()
            let start = cursor.offset
            let range = try cursor.range(upTo: UInt8(ascii: ";"))
            guard let number = PHPFloat.parse(tree.source[range]) else {
                throw DecodingFault("a float is no number", at: start)
            }
            return try scalar(.float(number))
        case UInt8(ascii: "s"), UInt8(ascii: "S"):
            return try scalar(.text(string(letter, closedBy: UInt8(ascii: ";"))))
        case UInt8(ascii: "a"): return try array(depth: depth)
        case UInt8(ascii: "O"): return try object(depth: depth)
        case UInt8(ascii: "C"): return try custom()
        case UInt8(ascii: "E"): return try enumeration()
        case UInt8(ascii: "R"): return try reference().index
        case UInt8(ascii: "r"):
            let slot = try reference()
            guard slot.isObject else { throw cursor.fault("a reference to an object names something else") }
            slots.append(slot)
            return slot.index
        default: throw DecodingFault("there is no such type", at: cursor.offset - 1)
        }
    }

    private mutating func scalar(_ node: ValueTree.Node) throws(DecodingFault) -> ValueTree.Index {
        let index = try tree.add(node)
        slots.append((index, false))
        return index
    }

    private mutating func array(depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let count = try size(UInt8(ascii: ":"))
        // What it holds may name it, so it has to be there before them.
        let index = try scalar(.null)
        let items = try items(count, PHPArray(), depth: depth)
        tree.replace(index, with: try items.node(in: &tree))
        return index
    }

    private mutating func object(depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let name = try string(UInt8(ascii: "O"), closedBy: UInt8(ascii: ":"))
        let count = try digits(UInt8(ascii: ":"))
        let (index, object) = try tree.addObject(name)
        slots.append((index, true))
        let fields = try items(count, PHPArray(mayBeList: false), depth: depth).fields(in: &tree)
        tree.update(object: object) { $0.fields = fields }
        return index
    }

    private mutating func items(_ count: Int, _ empty: PHPArray, depth: Int) throws(DecodingFault) -> PHPArray {
        try cursor.expect(UInt8(ascii: "{"), "the brace")
        var items = empty
        for _ in 0..<count {
            var key = try key()
            if empty.mayBeList {
                if case .text(let piece) = key { key = keys.key(piece, in: tree) }
            } else {
                key = try keys.property(key, in: &tree)
            }
            try items.append(key, value(depth: depth + 1), in: &tree, &keys)
        }
        try cursor.expect(UInt8(ascii: "}"), "the closing brace")
        return items
    }

    private mutating func key() throws(DecodingFault) -> PHPKey {
        let start = cursor.offset
        let letter = try cursor.byte()
        switch letter {
        case UInt8(ascii: "s"), UInt8(ascii: "S"): return .text(try string(letter, closedBy: UInt8(ascii: ";")))
        case UInt8(ascii: "i"):
            guard case .integer(let number) = try number(UInt8(ascii: ";")) else { break }
            return .integer(number)
        default: break
        }
        throw DecodingFault("a key is neither an integer nor a string", at: start)
    }

    /// `C:4:"name":3:{...}`: the class itself knows how to read what is between the braces.
    private mutating func custom() throws(DecodingFault) -> ValueTree.Index {
        let name = try string(UInt8(ascii: "C"), closedBy: UInt8(ascii: ":"))
        let count = try digits(UInt8(ascii: ":"))
        try cursor.expect(UInt8(ascii: "{"), "the brace")
        let text = try cursor.range(count)
        try cursor.expect(UInt8(ascii: "}"), "the closing brace")
        let index = try tree.addObject(name, text: tree.piece(text))
        slots.append((index, true))
        if sureSlots == nil { sureSlots = slots.count }
        return index
    }

    /// `E:11:"Suit:Hearts";`
    private mutating func enumeration() throws(DecodingFault) -> ValueTree.Index {
        let text = Array(tree[try string(UInt8(ascii: "E"), closedBy: UInt8(ascii: ";"))])
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw cursor.fault("a case of an enum is not named by two words")
        }
        let index = try tree.add(.notation(tree.keep(parts[0] + "::".utf8 + parts[1])))
        slots.append((index, true))
        return index
    }

    private mutating func reference() throws(DecodingFault) -> (index: ValueTree.Index, isObject: Bool) {
        let start = cursor.offset - 1
        let number = try size(UInt8(ascii: ";"))
        guard number >= 1, number <= slots.count else {
            throw DecodingFault("a reference names a value that is not there", at: start)
        }
        guard number <= sureSlots ?? number else {
            throw DecodingFault("a reference counts values of a class that writes itself", at: start)
        }
        let slot = slots[number - 1]
        guard !keys.replaced.contains(slot.index) else {
            throw DecodingFault("a reference names a value that was replaced", at: start)
        }
        return slot
    }

    // MARK: Pieces

    private mutating func colon() throws(DecodingFault) { try cursor.expect(UInt8(ascii: ":"), "the colon") }

    /// A colon, an integer and what closes it.
    private mutating func number(_ end: UInt8) throws(DecodingFault) -> ValueTree.Node {
        try colon()
        let start = cursor.offset
        if cursor.next == UInt8(ascii: "+") { cursor.step() }
        let numberStart = cursor.offset
        if cursor.next == UInt8(ascii: "-"), numberStart == start { cursor.step() }
        let digits = try run()
        guard !digits.isEmpty else { throw DecodingFault("an integer has no digits", at: start) }
        try cursor.expect(end, "what closes an integer")
        return .integer(integer(digits, isNegative: tree.source[numberStart] == UInt8(ascii: "-")))
    }

    /// What PHP makes of digits: beyond 64 bits it is the largest integer there is, or the smallest.
    private func integer(_ digits: Range<Int>, isNegative: Bool) -> Int64 {
        let significant = tree.source[digits].drop { $0 == UInt8(ascii: "0") }
        guard !significant.isEmpty else { return 0 }
        let text = (isNegative ? "-" : "") + String(decoding: significant.prefix(20), as: UTF8.self)
        return Int64(text) ?? (isNegative ? .min : .max)
    }

    /// The digits that come next.
    private mutating func run() throws(DecodingFault) -> Range<Int> {
        let start = cursor.offset
        while let byte = cursor.next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { cursor.step() }
        return start..<cursor.offset
    }

    /// A colon, a count and what closes it.
    private mutating func size(_ end: UInt8) throws(DecodingFault) -> Int {
        try colon()
        return try digits(end)
    }

    private mutating func digits(_ end: UInt8) throws(DecodingFault) -> Int {
        let start = cursor.offset
        let digits = try run()
        guard digits.count <= 18, let value = Int(String(decoding: tree.source[digits], as: UTF8.self)) else {
            throw DecodingFault("a length is no number", at: start)
        }
        try cursor.expect(end, "what closes a length")
        return value
    }

    /// A colon, a length, a colon, so many bytes in quotes, and what closes them. With `S`, some of the bytes are written
    /// as two hexadecimal digits.
    private mutating func string(_ letter: UInt8, closedBy end: UInt8) throws(DecodingFault) -> ValueTree.Piece {
        let count = try size(UInt8(ascii: ":"))
        try cursor.expect(UInt8(ascii: "\""), "the quote")
        let piece: ValueTree.Piece
        if letter == UInt8(ascii: "S") {
            var bytes: [UInt8] = []
            for _ in 0..<count { bytes.append(try escapedByte()) }
            piece = try tree.keep(bytes)
        } else {
            piece = tree.piece(try cursor.range(count))
        }
        try cursor.expect(UInt8(ascii: "\""), "the closing quote")
        try cursor.expect(end, "what closes a string")
        return piece
    }

    private mutating func escapedByte() throws(DecodingFault) -> UInt8 {
        let byte = try cursor.byte()
        guard byte == UInt8(ascii: "\\") else { return byte }
        let start = cursor.offset
        let text = String(decoding: tree.source[try cursor.range(2)], as: UTF8.self)
        guard let value = UInt8(text, radix: 16), !text.hasPrefix("+") else {
            throw DecodingFault("an escaped byte is not two hexadecimal digits", at: start)
        }
        return value
    }
}
