extension MarshalReader {
    /// A class made from `String`, `Array` or `Hash`.
    mutating func userClass(_ depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let name = try symbol(depth)
        if MarshalClasses.looksAsWhatItIsMadeFrom(tree.shortName(name)) { return try object(depth + 1) }
        let made = try tree.addObject(name)
        let list = try tree.makeList([object(depth + 1, known: made.index)])
        tree.update(object: made.object) { $0.arguments = list }
        return made.index
    }

    mutating func structure(_ depth: Int) throws(DecodingFault) -> ValueTree.Index {
        // No class has a blank in its name; so it is told from others.
        let index = try tree.add(.null)
        objects.append(index)
        let symbol = try symbol(depth)
        try fill(index, structureName(symbol), with: variables(depth))
        return index
    }

    /// The name of a class that is a `Struct`, made once for all of them.
    private mutating func structureName(_ symbol: ValueTree.Piece) throws(DecodingFault) -> ValueTree.Piece {
        if let name = structures[symbol] { return name }
        let name = try tree.keep(MarshalClasses.structureMark + Array(tree[symbol]))
        structures[symbol] = name
        return name
    }

    mutating func plainObject(_ depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let index = try tree.add(.null)
        objects.append(index)
        let name = try symbol(depth)
        let variables = try variables(depth)
        if let node = try MarshalClasses.object(tree.shortName(name), variables, &tree) {
            tree.replace(index, with: node)
        } else {
            try fill(index, name, with: variables)
        }
        return index
    }

    /// What its class wrote as a string, by `_dump`.
    mutating func userDefined(_ depth: Int, _ hasVariables: inout Bool) throws(DecodingFault) -> ValueTree.Index {
        let name = try symbol(depth)
        let range = try data()
        let variables = hasVariables ? try variables(depth) : []
        hasVariables = false
        let index = try tree.add(.null)
        // Only now it is an object, when its variables are.
        objects.append(index)
        if let notation = MarshalClasses.dumped(tree.shortName(name), cursor.bytes[range], variables, tree) {
            tree.replace(index, with: .notation(try tree.keep(notation)))
        } else {
            let dump = try tree.add(.bytes(tree.piece(range)))
            apply(variables, to: dump)
            let others = variables.filter { !["E", "encoding"].contains(tree.shortName($0.0)) }
            try fill(index, name, arguments: [dump], with: others)
        }
        return index
    }

    /// What its class wrote as another object, by `marshal_dump`.
    mutating func userMarshal(_ depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let name = try symbol(depth)
        let index = try tree.add(.null)
        objects.append(index)
        let dump = try object(depth + 1)
        if let notation = MarshalClasses.marshalled(tree.shortName(name), dump, tree) {
            tree.replace(index, with: .notation(try tree.keep(notation)))
        } else {
            try fill(index, name, arguments: [dump], with: [])
        }
        return index
    }

    /// The name of a variable, without the `@` that it has inside the object.
    private func variable(_ name: ValueTree.Piece) -> ValueTree.Piece {
        tree[name].first == UInt8(ascii: "@") ? name.dropFirst : name
    }

    private mutating func field(_ name: ValueTree.Piece) throws(DecodingFault) -> ValueTree.Index {
        if let node = names[name] { return node }
        let node = try tree.add(.text(variable(name)))
        names[name] = node
        return node
    }

    /// Makes an object of a node.
    mutating func fill(
        _ index: ValueTree.Index,
        _ name: ValueTree.Piece,
        arguments: [ValueTree.Index] = [],
        with variables: [(ValueTree.Piece, ValueTree.Index)]
    ) throws(DecodingFault) {
        let made = try tree.addObject(name)
        var fields: [ValueTree.Index] = []
        for (name, value) in variables { fields += [try field(name), value] }
        let (argumentList, fieldList) = (try tree.makeList(arguments), try tree.makeList(fields))
        tree.update(object: made.object) {
            $0.arguments = argumentList
            $0.fields = fieldList
        }
        tree.replace(index, with: .object(made.object))
    }
}

extension ValueTree.Piece {
    /// Without its first byte. There must be one.
    fileprivate var dropFirst: ValueTree.Piece {
        ValueTree.Piece(start: start + 1, count: count - 1, isMade: isMade)
    }
}
