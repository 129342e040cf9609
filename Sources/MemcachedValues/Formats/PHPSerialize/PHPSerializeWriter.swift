/// Writes trees of null, booleans, numbers, text, lists and maps as PHP's `serialize` does: byte for byte what it makes of
/// the same JSON, decoded to arrays. Integers that PHP has no room for are refused.
struct PHPSerializeWriter {
    private let tree: ValueTree
    private let limits: DecodingLimits
    private(set) var output: [UInt8] = []

    private init(_ tree: ValueTree, limits: DecodingLimits) {
        self.tree = tree
        self.limits = limits
    }

    /// - Throws: what PHP has nothing of the kind for, what is deeper than `limits.depth` levels, or what would be longer
    ///   than `limits.unpackedBytes`.
    static func bytes(
        of tree: ValueTree,
        limits: DecodingLimits = DecodingLimits()
    ) throws(DecodingFault) -> [UInt8] {
        var writer = PHPSerializeWriter(tree, limits: limits)
        try writer.write(tree.root, depth: 1)
        return writer.output
    }

    private mutating func write(_ index: ValueTree.Index, depth: Int) throws(DecodingFault) {
        guard depth <= limits.depth else { throw .tooDeep(limits.depth) }
        guard output.count <= limits.unpackedBytes else { throw .tooLarge(limits.unpackedBytes) }
        switch tree[index] {
        case .null: put("N;")
        case .bool(let value): put(value ? "b:1;" : "b:0;")
        case .integer(let value): put("i:\(value);")
        // PHP would make a double of it, which has not all of the digits.
        case .digits(let piece): throw PHPInteger.beyond(tree.string(piece))
        case .float(let value): put("d:\(PHPFloat.serialized(value));")
        case .text(let piece), .bytes(let piece): put(string: tree[piece])
        case .list(let list), .tuple(let list):
            put("a:\(tree[list].count):{")
            for (number, item) in tree[list].enumerated() {
                put("i:\(number);")
                try write(item, depth: depth + 1)
            }
            put("}")
        case .map(let list): try write(map: tree[list], depth: depth)
        case .set, .frozenSet, .symbol, .object, .name, .notation:
            throw DecodingFault("there is no way to write it for PHP")
        }
    }

    /// A key that comes again replaces the value, and stays where it was.
    private mutating func write(map pairs: [ValueTree.Index], depth: Int) throws(DecodingFault) {
        var places: [Key: Int] = [:]
        var entries: [(key: Key, value: ValueTree.Index)] = []
        for place in stride(from: 0, to: pairs.count - 1, by: 2) {
            let key = try Key(pairs[place], of: tree)
            if let earlier = places[key] {
                entries[earlier].value = pairs[place + 1]
            } else {
                places[key] = entries.count
                entries.append((key, pairs[place + 1]))
            }
        }
        put("a:\(entries.count):{")
        for (key, value) in entries {
            switch key {
            case .integer(let number): put("i:\(number);")
            case .text(let bytes): put(string: bytes)
            }
            try write(value, depth: depth + 1)
        }
        put("}")
    }

    private mutating func put(_ text: String) { output += text.utf8 }

    private mutating func put(string bytes: ArraySlice<UInt8>) {
        put("s:\(bytes.count):\"")
        output += bytes
        put("\";")
    }

    /// A key of an array. Text that is written as an integer would be is one.
    private enum Key: Hashable {
        case integer(Int64)
        case text(ArraySlice<UInt8>)

        init(_ index: ValueTree.Index, of tree: ValueTree) throws(DecodingFault) {
            switch tree[index] {
            case .integer(let value): self = .integer(value)
            case .text(let piece), .bytes(let piece):
                let bytes = tree[piece]
                self = PHPInteger.canonical(bytes).map { .integer($0) } ?? .text(bytes)
            default: throw DecodingFault("PHP has no such keys")
            }
        }
    }
}
