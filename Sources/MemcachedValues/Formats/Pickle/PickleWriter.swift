/// Pickles what a JSON text can say, byte for byte as CPython does for what its `json.loads` made of that text.
///
/// A pickle tells which of its parts are one and the same object. Keys that are equal are, within a JSON text; so are empty
/// text and the single characters of Latin-1, of which Python has only one each.
struct PickleWriter {
    /// The versions that clients write.
    enum Version {
        /// Lines of text: python-memcached, python-binary-memcached.
        case zero
        /// pymemcache, pylibmc.
        case five
    }

    private let tree: ValueTree
    private let version: Version
    var output: PickleFrames
    private var memoCount = 0
    private var keys: [ArraySlice<UInt8>: Int] = [:]
    private var single: [ArraySlice<UInt8>: Int] = [:]

    static func pickle(
        _ index: ValueTree.Index,
        of tree: ValueTree,
        _ version: Version
    ) throws(DecodingFault) -> [UInt8] {
        var writer = PickleWriter(tree, version)
        try writer.save(index)
        return writer.finish()
    }

    static func pickle(_ value: Bool, _ version: Version) -> [UInt8] {
        var writer = PickleWriter(ValueTree([], limits: DecodingLimits()), version)
        writer.save(value)
        return writer.finish()
    }

    static func pickle(_ value: Double, _ version: Version) -> [UInt8] {
        var writer = PickleWriter(ValueTree([], limits: DecodingLimits()), version)
        writer.save(value)
        return writer.finish()
    }

    private init(_ tree: ValueTree, _ version: Version) {
        self.tree = tree
        self.version = version
        output = PickleFrames(isFramed: version == .five)
        if version == .five { output.prefix([PickleOpcode.proto.rawValue, 5]) }
    }

    private mutating func finish() -> [UInt8] {
        put(.stop)
        return output.finish()
    }

    private mutating func put(_ opcode: PickleOpcode) { output.put(CollectionOfOne(opcode.rawValue)) }

    private mutating func put(_ opcode: PickleOpcode, line: String) {
        put(opcode)
        output.put(line.utf8)
        output.put(CollectionOfOne(UInt8(ascii: "\n")))
    }

    // MARK: Values

    /// It calls itself for each level of a tree, which has no more of them than its limits let through.
    private mutating func save(_ index: ValueTree.Index, isKey: Bool = false) throws(DecodingFault) {
        output.boundary()
        switch tree[index] {
        case .null: put(.none)
        case .bool(let value): save(value)
        case .integer(let value): save(value)
        case .digits(let piece): try save(digits: tree.string(piece))
        case .float(let value): save(value)
        case .text(let piece): try save(text: tree[piece], isKey: isKey)
        case .list(let list): try save(items: tree[list])
        case .map(let list): try save(entries: tree[list])
        default: throw DecodingFault("it holds what JSON has no word for")
        }
    }

    private mutating func save(_ value: Bool) {
        switch version {
        case .zero: put(.int, line: value ? "01" : "00")
        case .five: put(value ? .newTrue : .newFalse)
        }
    }

    private mutating func save(_ value: Double) {
        switch version {
        case .zero: put(.float, line: PythonLiteral.text(value, zero: ".0"))
        case .five:
            put(.binFloat)
            output.put(bigEndian: value.bitPattern)
        }
    }

    private mutating func save(_ value: Int64) {
        guard let small = Int32(exactly: value) else {
            if version == .zero { return put(.long, line: "\(value)L") }
            return save(long: BigInteger.twosComplement(magnitude: Self.bytes(value.magnitude), isNegative: value < 0))
        }
        if version == .zero { return put(.int, line: "\(small)") }
        if let byte = UInt8(exactly: small) {
            put(.binInt1)
            output.put(CollectionOfOne(byte))
        } else if let pair = UInt16(exactly: small) {
            put(.binInt2)
            output.put(littleEndian: pair)
        } else {
            put(.binInt)
            output.put(littleEndian: small)
        }
    }

    private static func bytes(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private mutating func save(digits: String) throws(DecodingFault) {
        let isNegative = digits.hasPrefix("-")
        guard let magnitude = BigInteger.magnitude(decimal: digits) else {
            throw DecodingFault("Python reads no integer of more than \(BigInteger.mostDecimalDigits) digits")
        }
        if version == .zero { return put(.long, line: digits + "L") }
        save(long: BigInteger.twosComplement(magnitude: magnitude, isNegative: isNegative))
    }

    private mutating func save(long bytes: [UInt8]) {
        if let count = UInt8(exactly: bytes.count) {
            put(.long1)
            output.put(CollectionOfOne(count))
        } else {
            put(.long4)
            output.put(littleEndian: UInt32(truncatingIfNeeded: bytes.count))
        }
        output.put(bytes)
    }

    // MARK: What is remembered

    private mutating func memoize() -> Int {
        defer { memoCount += 1 }
        switch version {
        case .zero: put(.put, line: "\(memoCount)")
        case .five: put(.memoize)
        }
        return memoCount
    }

    private mutating func recall(_ number: Int) {
        switch version {
        case .zero: put(.get, line: "\(number)")
        case .five:
            if let byte = UInt8(exactly: number) {
                put(.binGet)
                output.put(CollectionOfOne(byte))
            } else {
                put(.longBinGet)
                output.put(littleEndian: UInt32(truncatingIfNeeded: number))
            }
        }
    }

    private mutating func save(text: ArraySlice<UInt8>, isKey: Bool) throws(DecodingFault) {
        let isSingle = text.count <= 1 || text.count == 2 && (0xc2...0xc3).contains(text[text.startIndex])
        if let number = isSingle ? single[text] : isKey ? keys[text] : nil { return recall(number) }
        guard PythonUnicode.isValid(text) else { throw DecodingFault("text of it is not UTF-8") }
        switch version {
        case .zero:
            put(.unicode)
            output.put(PythonUnicode.rawEscaped(text))
            output.put(CollectionOfOne(UInt8(ascii: "\n")))
        case .five: output.put(unicode: text)
        }
        let number = memoize()
        if isSingle { single[text] = number } else if isKey { keys[text] = number }
    }

    // MARK: Groups

    /// How many items or entries are added at once.
    private static let batch = 1000

    private mutating func save(items: [ValueTree.Index]) throws(DecodingFault) {
        guard version == .five else {
            put(.mark)
            put(.list)
            _ = memoize()
            for item in items {
                try save(item)
                put(.append)
            }
            return
        }
        put(.emptyList)
        _ = memoize()
        if items.count == 1 {
            try save(items[0])
            return put(.append)
        }
        for start in stride(from: 0, to: items.count, by: Self.batch) {
            put(.mark)
            for item in items[start..<min(start + Self.batch, items.count)] { try save(item) }
            put(.appends)
        }
    }

    private mutating func save(entries: [ValueTree.Index]) throws(DecodingFault) {
        guard version == .five else {
            put(.mark)
            put(.dict)
            _ = memoize()
            for place in stride(from: 0, to: entries.count - 1, by: 2) {
                try save(entries[place], isKey: true)
                try save(entries[place + 1])
                put(.setItem)
            }
            return
        }
        put(.emptyDict)
        _ = memoize()
        let count = entries.count / 2
        guard count > 0 else { return }
        if count == 1 {
            try save(entries[0], isKey: true)
            try save(entries[1])
            return put(.setItem)
        }
        // A full batch is followed by another, were it an empty one.
        for start in stride(from: 0, through: count, by: Self.batch) {
            put(.mark)
            for place in start..<min(start + Self.batch, count) {
                try save(entries[2 * place], isKey: true)
                try save(entries[2 * place + 1])
            }
            put(.setItems)
        }
    }
}
