/// Writes lists and maps as Storable's `nfreeze` does, which `thaw` reads on every machine.
struct StorableWriter {
    private var output: [UInt8] = [StorableFormat.network, 11]
    /// A tree is walked by calls within calls.
    private let deepest = 1000

    /// Writes a tree that is a list or a map: Storable freezes what a reference leads to.
    mutating func freeze(_ tree: ValueTree) throws(DecodingFault) -> [UInt8] {
        try node(tree.root, tree, 0, isReferenced: false)
        return output
    }

    private mutating func length(_ count: Int) throws(DecodingFault) {
        guard let count = Int32(exactly: count) else { throw DecodingFault("it is too long for Storable") }
        output += (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * Int32($0))) }
    }

    private mutating func scalar(_ bytes: some Collection<UInt8>) throws(DecodingFault) {
        let isText = !bytes.allSatisfy { $0 < 0x80 }
        if bytes.count < 256 {
            output += [isText ? 23 : 10, UInt8(bytes.count)]
        } else {
            output.append(isText ? 24 : 1)
            try length(bytes.count)
        }
        output += bytes
    }

    private mutating func integer(_ value: Int64) throws(DecodingFault) {
        if (-128...127).contains(value) {
            output += [8, UInt8(value + 128)]
        } else if let value = Int32(exactly: value) {
            output.append(9)
            try length32(value)
        } else {
            try scalar("\(value)".utf8)
        }
    }

    private mutating func length32(_ value: Int32) throws(DecodingFault) {
        output += (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * Int32($0))) }
    }

    private mutating func node(
        _ index: ValueTree.Index,
        _ tree: ValueTree,
        _ depth: Int,
        isReferenced: Bool = true
    ) throws(DecodingFault) {
        guard depth < deepest else { throw .tooDeep(deepest) }
        switch tree[index] {
        case .null: output.append(5)
        case .bool(let value): try scalar(value ? "1".utf8 : "".utf8)
        case .integer(let value): try integer(value)
        case .digits(let piece): try scalar(tree[piece])
        case .float(let value): try scalar(PerlLiteral.number(value).utf8)
        case .text(let piece): try scalar(tree[piece])
        case .list(let list):
            if isReferenced { output.append(4) }
            output.append(2)
            try length(tree[list].count)
            for item in tree[list] { try node(item, tree, depth + 1) }
        case .map(let list):
            if isReferenced { output.append(4) }
            try map(tree[list], tree, depth)
        default: throw DecodingFault("it holds what JSON has no notation for")
        }
    }

    private mutating func map(_ parts: [ValueTree.Index], _ tree: ValueTree, _ depth: Int) throws(DecodingFault) {
        var keys: [ArraySlice<UInt8>] = []
        for place in stride(from: 0, to: parts.count, by: 2) {
            guard case .text(let piece) = tree[parts[place]] else { throw DecodingFault("a key of it is no text") }
            keys.append(tree[piece])
        }
        // Only in a hash with flags a key can be said to be text beyond ASCII.
        let hasFlags = keys.contains { !$0.allSatisfy { $0 < 0x80 } }
        output += hasFlags ? [25, 0] : [3]
        try length(keys.count)
        for (place, key) in keys.enumerated() {
            try node(parts[place * 2 + 1], tree, depth + 1)
            if hasFlags { output.append(key.allSatisfy { $0 < 0x80 } ? 0 : 1) }
            try length(key.count)
            output += key
        }
    }
}
