/// Reads what an `ObjectOutputStream` wrote, without a class being looked for.
struct JavaStreamReader {
    enum Handle {
        case description(Int)
        case node(ValueTree.Index)
    }

    enum Code {
        static let null: UInt8 = 0x70
        static let reference: UInt8 = 0x71
        static let classDescription: UInt8 = 0x72
        static let object: UInt8 = 0x73
        static let string: UInt8 = 0x74
        static let array: UInt8 = 0x75
        static let classItself: UInt8 = 0x76
        static let blockData: UInt8 = 0x77
        static let endOfBlockData: UInt8 = 0x78
        static let reset: UInt8 = 0x79
        static let longBlockData: UInt8 = 0x7a
        static let exception: UInt8 = 0x7b
        static let longString: UInt8 = 0x7c
        static let proxyDescription: UInt8 = 0x7d
        static let enumeration: UInt8 = 0x7e
        static let firstHandle = 0x7e_0000
    }

    var cursor: ByteCursor
    var tree: ValueTree
    let limits: DecodingLimits
    var handles: [Handle] = []
    var digits = DigitsBudget()
    /// What objects have of their classes is no node, nor are the bytes between objects.
    private var partCount = 0
    var descriptions: [JavaClassDescription] = []

    init(_ bytes: [UInt8], limits: DecodingLimits) {
        cursor = ByteCursor(bytes)
        tree = ValueTree(bytes, limits: limits)
        self.limits = limits
    }

    mutating func whole() throws(DecodingFault) -> ValueTree {
        for byte in JavaSerializationFormat.header { try cursor.expect(byte, "the header of a Java stream") }
        let root = try content(0)
        guard cursor.isAtEnd else { throw cursor.fault("something stands behind the object") }
        try tree.finish(root)
        return tree
    }

    func fault(_ reason: String) -> DecodingFault { DecodingFault(reason, at: max(0, cursor.offset - 1)) }

    func deeper(_ depth: Int) throws(DecodingFault) -> Int {
        guard depth < limits.depth else { throw .tooDeep(limits.depth) }
        return depth + 1
    }

    private mutating func count() throws(DecodingFault) {
        partCount += 1
        guard partCount <= limits.nodes * 2 else { throw .tooManyNodes(limits.nodes) }
    }

    // MARK: Objects

    mutating func content(_ depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let depth = try deeper(depth)
        let code = try cursor.byte()
        switch code {
        case Code.null: return try tree.add(.null)
        case Code.reference:
            switch try reference() {
            case .node(let index): return index
            case .description(let number): return try className(number)
            }
        case Code.string, Code.longString: return try string(code)
        case Code.object: return try object(depth)
        case Code.array: return try array(depth)
        case Code.enumeration: return try enumeration(depth)
        case Code.classItself:
            let description = try someDescription(depth)
            let index = try className(description)
            handles.append(.node(index))
            return index
        case Code.exception: throw fault("an exception was thrown while it was written")
        case Code.reset: throw fault("it begins anew in the middle")
        case Code.classDescription, Code.proxyDescription:
            return try className(newDescription(code, depth))
        default: throw fault("it has a part of a kind that Java does not know")
        }
    }

    mutating func className(_ number: Int) throws(DecodingFault) -> ValueTree.Index {
        if let node = descriptions[number].node { return node }
        let node = try tree.add(.name(tree.keep(joined(descriptions[number].sourceName, with: ".class".utf8))))
        descriptions[number].node = node
        return node
    }

    mutating func reference() throws(DecodingFault) -> Handle {
        let number = Int(try cursor.bigEndian(UInt32.self)) - Code.firstHandle
        guard handles.indices.contains(number) else { throw cursor.fault("it names an object that is not there") }
        return handles[number]
    }

    mutating func object(_ depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let description = try someDescription(depth)
        let index = try tree.add(.null)
        handles.append(.node(index))
        var contents = JavaObjectContents()
        for number in descriptions[description].chain {
            let ancestor = descriptions[number]
            var part = JavaObjectContents.Part(known: ancestor.known)
            if ancestor.flags.contains(.serializable) {
                for field in ancestor.fields {
                    part.fields.append((field, try value(field.type, depth)))
                }
                if ancestor.flags.contains(.writeMethod) { try annotations(depth, &part) }
            } else if ancestor.flags.contains(.externalizable) {
                guard ancestor.flags.contains(.blockData) else {
                    throw cursor.fault("only its class knows how an object of it is written")
                }
                try annotations(depth, &part)
            }
            try count()
            contents.parts.append(part)
        }
        var isDecimal = true
        if descriptions[description].known == .bigInteger, let magnitude = contents.field("magnitude"),
            case .bytes(let piece) = tree[magnitude]
        {
            isDecimal = try digits.takesDecimal(Int(piece.count))
        }
        let classes = JavaClasses(contents: contents, source: cursor.bytes, isDecimal: isDecimal)
        tree.replace(index, with: try classes.node(descriptions[description], &tree))
        return index
    }

    /// What methods of classes wrote, up to its end.
    mutating func annotations(
        _ depth: Int,
        _ part: inout JavaObjectContents.Part
    ) throws(DecodingFault) {
        while true {
            try count()
            switch cursor.next {
            case Code.endOfBlockData: return try cursor.skip(1)
            case Code.blockData:
                try cursor.skip(1)
                part.data.append(try cursor.range(cursor.byte()))
            case Code.longBlockData:
                try cursor.skip(1)
                part.data.append(try cursor.range(cursor.bigEndian(Int32.self)))
            default: part.objects.append(try content(depth))
            }
        }
    }

    mutating func array(_ depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let description = try someDescription(depth)
        let index = try tree.add(.null)
        handles.append(.node(index))
        guard let type = descriptions[description].elementType else {
            throw cursor.fault("an array is of no type of arrays")
        }
        let count = Int(try cursor.bigEndian(Int32.self))
        guard count >= 0, count <= cursor.remaining else { throw cursor.fault("it ends too early") }
        if type == UInt8(ascii: "B") {
            tree.replace(index, with: .bytes(tree.piece(try cursor.range(count))))
            return index
        }
        let made = try tree.addObject(descriptions[description].sourceName)
        let items = try tree.makeList()
        tree.update(object: made.object) { $0.items = items }
        tree.replace(index, with: .object(made.object))
        for _ in 0..<count { try tree.append(value(type, depth), to: items) }
        return index
    }

    mutating func enumeration(_ depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let description = try someDescription(depth)
        let index = try tree.add(.null)
        handles.append(.node(index))
        let constant = try content(depth)
        guard case .text(let piece) = tree[constant] else { throw cursor.fault("a constant has no name") }
        let constantName = Array(".".utf8) + Array(tree[piece])
        let name = joined(descriptions[description].sourceName, with: constantName)
        tree.replace(index, with: .name(try tree.keep(name)))
        return index
    }

    /// What is to be kept in the tree is no part of it any more: one that is held while something is added has all moved.
    private func joined(_ piece: ValueTree.Piece, with more: some Collection<UInt8>) -> [UInt8] {
        Array(tree[piece]) + more
    }

    /// A field, or an element of an array.
    mutating func value(_ type: UInt8, _ depth: Int) throws(DecodingFault) -> ValueTree.Index {
        switch type {
        case UInt8(ascii: "B"): return try tree.add(.integer(Int64(cursor.bigEndian(Int8.self))))
        case UInt8(ascii: "S"): return try tree.add(.integer(Int64(cursor.bigEndian(Int16.self))))
        case UInt8(ascii: "I"): return try tree.add(.integer(Int64(cursor.bigEndian(Int32.self))))
        case UInt8(ascii: "J"): return try tree.addNotation(JavaLiteral.long(cursor.bigEndian(Int64.self)))
        case UInt8(ascii: "F"):
            return try tree.addNotation(JavaLiteral.float(Float(bitPattern: cursor.bigEndian(UInt32.self))))
        case UInt8(ascii: "D"): return try tree.add(.float(Double(bitPattern: cursor.bigEndian(UInt64.self))))
        case UInt8(ascii: "C"): return try tree.addNotation(JavaLiteral.character(cursor.bigEndian(UInt16.self)))
        case UInt8(ascii: "Z"): return try tree.add(.bool(cursor.byte() != 0))
        case UInt8(ascii: "L"), UInt8(ascii: "["): return try content(depth)
        default: throw cursor.fault("a field is of a type that Java does not know")
        }
    }

    // MARK: Strings

    mutating func string(_ code: UInt8) throws(DecodingFault) -> ValueTree.Index {
        let range =
            code == Code.string
            ? try cursor.range(cursor.bigEndian(UInt16.self)) : try cursor.range(cursor.bigEndian(Int64.self))
        let index = try tree.add(.null)
        handles.append(.node(index))
        if ModifiedUTF8.isPlain(cursor.bytes[range]) {
            tree.replace(index, with: .text(tree.piece(range)))
            return index
        }
        let units = try units(range)
        if let text = String(validating: units, as: UTF16.self) {
            tree.replace(index, with: .text(try tree.keep(text)))
        } else {
            // Half of a pair is no character of UTF-8.
            tree.replace(index, with: .notation(try tree.keep(JavaLiteral.string(units))))
        }
        return index
    }

    private func units(_ range: Range<Int>) throws(DecodingFault) -> [UInt16] {
        guard let units = ModifiedUTF8.units(cursor.bytes[range]) else {
            throw DecodingFault("a string is damaged", at: range.lowerBound)
        }
        return units
    }

    /// A name of a class or field.
    mutating func name() throws(DecodingFault) -> ValueTree.Piece {
        let range = try cursor.range(cursor.bigEndian(UInt16.self))
        if ModifiedUTF8.isPlain(cursor.bytes[range]) { return tree.piece(range) }
        return try tree.keep(String(decoding: units(range), as: UTF16.self))
    }
}
