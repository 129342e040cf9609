extension StorableReader {
    mutating func bless(
        _ index: ValueTree.Index,
        _ name: ValueTree.Piece,
        arguments: [ValueTree.Index] = [],
        fields: ValueTree.List = ValueTree.noItems,
        items: ValueTree.List = ValueTree.noItems
    ) throws(DecodingFault) {
        let made = try tree.addObject(name)
        let list = arguments.isEmpty ? ValueTree.noItems : try tree.makeList(arguments)
        tree.update(object: made.object) {
            $0.arguments = list
            $0.fields = fields
            $0.items = items
        }
        tree.replace(index, with: .object(made.object))
    }

    /// The source of a function.
    mutating func code(_ depth: Int, _ name: ValueTree.Piece?) throws(DecodingFault) -> Thing {
        let place = try reserve(isReferent: true)
        let source = try thing(depth + 1)
        let codeName = try tree.keep("CODE")
        try bless(place.index, name ?? codeName, arguments: [source.index])
        return things[place.number]
    }

    /// A scalar that was written as a version, with how it was written before it.
    mutating func version(
        _ depth: Int,
        _ name: ValueTree.Piece?,
        isLong: Bool
    ) throws(DecodingFault) -> Thing {
        let range = try data(isLong: isLong)
        let scalar = try thing(depth + 1, blessed: name)
        let isNotation = cursor.bytes[range].allSatisfy { $0 == UInt8(ascii: "v") || (0x2e...0x39).contains($0) }
        if isNotation, !range.isEmpty, !scalar.isReferent {
            tree.replace(scalar.index, with: .notation(tree.piece(range)))
        }
        return scalar
    }

    mutating func regexp(_ name: ValueTree.Piece?) throws(DecodingFault) -> Thing {
        let place = try reserve(isReferent: true)
        let isLong = try cursor.byte() & 1 != 0
        let source = try data(isLong: isLong)
        let flags = try data(isLong: false)
        let notation = try tree.keep(PerlLiteral.regexp(cursor.bytes[source], flags: cursor.bytes[flags]))
        // It is blessed by itself.
        if let name, !tree[name].elementsEqual("Regexp".utf8) {
            try bless(place.index, name, arguments: [tree.add(.notation(notation))])
        } else {
            tree.replace(place.index, with: .notation(notation))
        }
        return things[place.number]
    }
}
