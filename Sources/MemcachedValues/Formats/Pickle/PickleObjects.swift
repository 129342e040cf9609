extension PickleReader {
    mutating func performObject(_ opcode: PickleOpcode) throws(DecodingFault) {
        switch opcode {
        case .global: push(try readGlobal())
        case .stackGlobal:
            let names = try pop(2)
            guard case .text(let module) = tree[names[0]], case .text(let name) = tree[names[1]] else {
                throw cursor.fault("the name of a class is no text")
            }
            push(try addName(module: tree.string(module), name: tree.string(name)))
        // Numbers that stand for classes, by a list that only the program has.
        case .ext1: push(try addExtension(Int(try cursor.byte())))
        case .ext2: push(try addExtension(Int(try cursor.littleEndian(UInt16.self))))
        case .ext4: push(try addExtension(Int(try cursor.littleEndian(Int32.self))))
        case .inst:
            let name = try readGlobal()
            push(try addObject(name, try popToMark()))
        case .obj:
            let parts = try popToMark()
            guard let name = parts.first else { throw cursor.fault("a class is missing") }
            push(try addObject(name, Array(parts.dropFirst())))
        case .reduce:
            let parts = try pop(2)
            push(try call(parts[0], with: items(of: parts[1])))
        case .newObj:
            let parts = try pop(2)
            push(try addObject(parts[0], items(of: parts[1])))
        case .newObjEx:
            let parts = try pop(3)
            let object = try addObject(parts[0], items(of: parts[1]))
            guard case .map(let named) = tree[parts[2]] else { throw cursor.fault("a class is given no dict") }
            push(object)
            try build(fields: tree[named])
        default: try build(try pop())
        }
    }

    private func items(of index: ValueTree.Index) throws(DecodingFault) -> [ValueTree.Index] {
        guard case .tuple(let list) = tree[index] else { throw cursor.fault("a class is given no tuple") }
        return tree[list]
    }

    // MARK: Names

    private mutating func readGlobal() throws(DecodingFault) -> ValueTree.Index {
        let module = try readLine()
        let name = try readLine()
        guard let module = String(validating: module, as: UTF8.self), let name = String(validating: name, as: UTF8.self)
        else { throw cursor.fault("the name of a class is no text") }
        return try addName(module: module, name: name)
    }

    /// Protocols before 3 name modules as Python 2 had them.
    private mutating func addName(module: String, name: String) throws(DecodingFault) -> ValueTree.Index {
        let modules = ["__builtin__": "builtins", "copy_reg": "copyreg", "exceptions": "builtins"]
        let names = ["xrange": "range", "long": "int", "unicode": "str", "unichr": "chr"]
        let name = module == "__builtin__" ? names[name] ?? name : name
        return try tree.add(.name(tree.keep((modules[module] ?? module) + "." + name)))
    }

    private mutating func addExtension(_ number: Int) throws(DecodingFault) -> ValueTree.Index {
        try tree.add(.name(tree.keep("copyreg.extension \(number)")))
    }

    // MARK: Objects

    private mutating func addObject(
        _ name: ValueTree.Index,
        _ arguments: [ValueTree.Index]
    ) throws(DecodingFault) -> ValueTree.Index {
        guard case .name(let piece) = tree[name] else { throw cursor.fault("it makes something of what is no class") }
        let (index, object) = try tree.addObject(piece)
        let list = try tree.makeList(arguments)
        tree.update(object: object) { $0.arguments = list }
        return index
    }

    /// What a function would have made, where pickles only use it because they cannot say it otherwise.
    private mutating func call(
        _ callee: ValueTree.Index,
        with arguments: [ValueTree.Index]
    ) throws(DecodingFault) -> ValueTree.Index {
        guard case .name(let piece) = tree[callee] else { throw cursor.fault("it calls what is no class") }
        // Longer names are none of these.
        switch piece.count <= 40 ? tree.string(piece) : "" {
        case "builtins.set":
            if let items = group(arguments) { return try tree.add(.set(tree.makeList(items))) }
        case "builtins.frozenset":
            if let items = group(arguments) { return try tree.add(.frozenSet(tree.makeList(items))) }
        case "builtins.bytes" where arguments.isEmpty: return try tree.add(.bytes(tree.keep([])))
        case "builtins.bytearray" where arguments.isEmpty:
            return try addByteArray(try tree.add(.bytes(tree.keep([]))))
        case "_codecs.encode":
            if let bytes = try latin1(arguments) { return try tree.add(.bytes(tree.keep(bytes))) }
        case "builtins.bytearray" where arguments.count == 2:
            if let bytes = try latin1(arguments) { return try addByteArray(try tree.add(.bytes(tree.keep(bytes)))) }
        case "builtins.getattr" where arguments.count == 2:
            if case .name(let outer) = tree[arguments[0]], case .text(let inner) = tree[arguments[1]] {
                return try tree.add(.name(tree.keep(tree.string(outer) + "." + tree.string(inner))))
            }
        case "copyreg.__newobj__":
            if let name = arguments.first { return try addObject(name, Array(arguments.dropFirst())) }
        case "copyreg._reconstructor" where arguments.count == 3: return try reconstruct(arguments)
        case "django.db.models.base.model_unpickle" where arguments.count == 1:
            // A model is named by its application and its own name.
            if case .tuple(let parts) = tree[arguments[0]], tree[parts].count == 2,
                case .text(let application) = tree[tree[parts][0]], case .text(let model) = tree[tree[parts][1]]
            {
                let name = tree.string(application) + "." + tree.string(model)
                return try addObject(try tree.add(.name(tree.keep(name))), [])
            }
        default: break
        }
        return try addObject(callee, arguments)
    }

    /// The items of the list that a set is made of.
    private func group(_ arguments: [ValueTree.Index]) -> [ValueTree.Index]? {
        guard let first = arguments.first else { return [] }
        guard arguments.count == 1 else { return nil }
        switch tree[first] {
        case .list(let list), .tuple(let list): return tree[list]
        default: return nil
        }
    }

    /// Bytes that are written as text. Text that is none is a fault, so that it is looked through once.
    private func latin1(_ arguments: [ValueTree.Index]) throws(DecodingFault) -> [UInt8]? {
        guard arguments.count == 2, case .text(let text) = tree[arguments[0]],
            case .text(let code) = tree[arguments[1]],
            code.count <= 7, ["latin1", "latin-1"].contains(tree.string(code))
        else { return nil }
        guard let bytes = PythonUnicode.latin1(tree[text]) else { throw cursor.fault("its bytes are none") }
        return bytes
    }

    /// How protocols 0 and 1 make an object: of its class, a base that is built in, and what that base holds.
    private mutating func reconstruct(_ arguments: [ValueTree.Index]) throws(DecodingFault) -> ValueTree.Index {
        let state = arguments[2]
        let object: ValueTree.Index
        switch tree[state] {
        case .null: object = try addObject(arguments[0], [])
        case .tuple(let list): object = try addObject(arguments[0], tree[list])
        case .list(let list):
            object = try addObject(arguments[0], [])
            guard case .object(let number) = tree[object] else { break }
            let items = try tree.makeList(tree[list])
            tree.update(object: number) { $0.items = items }
        case .map(let list):
            object = try addObject(arguments[0], [])
            guard case .object(let number) = tree[object] else { break }
            let entries = try tree.makeList(tree[list])
            tree.update(object: number) { $0.entries = entries }
        default: object = try addObject(arguments[0], [state])
        }
        return object
    }

    // MARK: State

    private mutating func build(_ state: ValueTree.Index) throws(DecodingFault) {
        switch tree[state] {
        case .map(let list): try build(fields: tree[list])
        case .tuple(let list) where isDictAndSlots(tree[list]):
            for part in tree[list] {
                if case .map(let fields) = tree[part] { try build(fields: tree[fields]) }
            }
        default:
            // Whatever the class itself makes of it.
            guard case .object(let number) = tree[try top()] else { throw noState }
            let list = try ownList(of: number, \.arguments)
            try tree.append(state, to: list)
        }
    }

    /// What an object with `__slots__` has: its dict or nothing, and its slots.
    private func isDictAndSlots(_ parts: [ValueTree.Index]) -> Bool {
        guard parts.count == 2, case .map = tree[parts[1]] else { return false }
        switch tree[parts[0]] {
        case .null, .map: return true
        default: return false
        }
    }

    private mutating func build(fields: [ValueTree.Index]) throws(DecodingFault) {
        guard case .object(let number) = tree[try top()] else { throw noState }
        let list = try ownList(of: number, \.fields)
        try tree.append(fields, to: list)
    }

    private var noState: DecodingFault { cursor.fault("it gives a state to what has none") }
}
