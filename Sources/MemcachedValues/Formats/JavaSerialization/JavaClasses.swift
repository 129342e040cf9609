/// Classes of Java itself that are known by what they hold, and not by the fields they keep it in.
struct JavaClasses {
    let contents: JavaObjectContents
    let source: [UInt8]
    /// Whether there is time for decimal digits of a large integer.
    let isDecimal: Bool

    /// What an object is shown as.
    func node(
        _ description: JavaClassDescription,
        _ tree: inout ValueTree
    ) throws(DecodingFault) -> ValueTree.Node {
        if let known = description.known, let node = try self.known(known, &tree) { return node }
        let made = try tree.addObject(description.name)
        var arguments: [ValueTree.Index] = []
        var fields: [ValueTree.Index] = []
        // A class made from a known one is shown with what that holds.
        let ancestor = contents.parts.dropLast().lastIndex { $0.known?.isInherited == true }
        if let ancestor, let known = contents.parts[ancestor].known {
            let inner = JavaClasses(
                contents: JavaObjectContents(parts: Array(contents.parts[...ancestor])),
                source: source,
                isDecimal: isDecimal
            )
            if let node = try inner.known(known, &tree) { arguments.append(try tree.add(node)) }
        }
        let own = arguments.isEmpty ? contents.parts[...] : contents.parts[((ancestor ?? -1) + 1)...]
        for part in own {
            for (field, value) in part.fields { fields += [field.node, value] }
            for range in part.data { arguments.append(try tree.add(.bytes(tree.piece(range)))) }
            arguments += part.objects
        }
        let (argumentList, fieldList) = (try tree.makeList(arguments), try tree.makeList(fields))
        tree.update(object: made.object) {
            $0.arguments = argumentList
            $0.fields = fieldList
        }
        return .object(made.object)
    }

    private func known(
        _ known: JavaKnownClass,
        _ tree: inout ValueTree
    ) throws(DecodingFault) -> ValueTree.Node? {
        let objects = contents.parts.flatMap(\.objects)
        switch known {
        case .list: return .list(try tree.makeList(objects))
        case .endedList: return .list(try tree.makeList(objects.dropLast()))
        case .set: return .set(try tree.makeList(objects))
        case .sortedSet: return .set(try tree.makeList(Array(objects.dropFirst())))
        case .map where objects.count % 2 == 0: return .map(try tree.makeList(objects))
        case .endedMap where objects.count % 2 == 0: return .map(try tree.makeList(objects.dropLast(2)))
        case .immutable:
            switch contents.int("tag", tree).map({ $0 & 0xff }) {
            case 1, 4: return .list(try tree.makeList(objects))
            case 2: return .set(try tree.makeList(objects))
            case 3 where objects.count % 2 == 0: return .map(try tree.makeList(objects))
            default: return nil
            }
        default:
            if let node = try collection(known, &tree) { return node }
            return try scalar(known, &tree)
        }
    }

    /// Collections that lie in fields.
    private func collection(
        _ known: JavaKnownClass,
        _ tree: inout ValueTree
    ) throws(DecodingFault) -> ValueTree.Node? {
        func items(_ field: String) -> [ValueTree.Index]? {
            guard let index = contents.field(field), case .object(let number) = tree[index] else { return nil }
            return tree[tree.objects[Int(number)].items]
        }
        switch known {
        case .vector:
            guard let all = items("elementData"), let count = contents.int("elementCount", tree),
                count >= 0, count <= all.count
            else { return nil }
            return .list(try tree.makeList(Array(all.prefix(Int(count)))))
        case .listOfArray:
            guard let all = items("a") else { return nil }
            return .list(try tree.makeList(all))
        case .enumSet:
            guard let all = items("elements") else { return nil }
            return .set(try tree.makeList(all))
        case .emptyList: return .list(try tree.makeList())
        case .emptySet: return .set(try tree.makeList())
        case .emptyMap: return .map(try tree.makeList())
        case .singletonList:
            guard let one = contents.field("element") else { return nil }
            return .list(try tree.makeList([one]))
        case .singletonSet:
            guard let one = contents.field("element") else { return nil }
            return .set(try tree.makeList([one]))
        case .singletonMap:
            guard let key = contents.field("k"), let value = contents.field("v") else { return nil }
            return .map(try tree.makeList([key, value]))
        case .wrapper:
            guard let index = contents.field("m") ?? contents.field("c") else { return nil }
            // The same parts once more, not the same node, since it may be named elsewhere; and counted once more, since
            // whoever walks the tree comes by them again.
            switch tree[index] {
            case .list(let list): return .list(try tree.makeList(tree[list]))
            case .set(let list): return .set(try tree.makeList(tree[list]))
            case .map(let list): return .map(try tree.makeList(tree[list]))
            default: return nil
            }
        default: return nil
        }
    }

    private func scalar(_ known: JavaKnownClass, _ tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Node? {
        switch known {
        case .primitive: return contents.primitive("value").map { tree[$0.value] }
        case .bigInteger: return try bigInteger(&tree)
        case .bigDecimal: return try bigDecimal(&tree)
        case .date:
            guard let text = milliseconds.flatMap(JavaLiteral.date) else { return nil }
            return .notation(try tree.keep(text))
        case .uuid:
            guard let high = contents.long("mostSigBits", tree), let low = contents.long("leastSigBits", tree) else {
                return nil
            }
            return .notation(try tree.keep(JavaLiteral.uuid(high, low)))
        case .time:
            guard let data = contents.parts.first?.data, data.count == 1, let text = JavaTime.text(source[data[0]])
            else {
                return nil
            }
            return .notation(try tree.keep(text))
        default: return nil
        }
    }

    /// Of a date, since 1970.
    private var milliseconds: Int64? {
        guard let range = contents.parts.first(where: { $0.known == .date })?.data.first, range.count == 8 else {
            return nil
        }
        return source[range].reduce(0) { $0 << 8 | Int64($1) }
    }

    private func integerText(_ contents: JavaObjectContents, _ tree: ValueTree) -> [UInt8]? {
        guard let sign = contents.int("signum", tree), let index = contents.field("magnitude"),
            case .bytes(let piece) = tree[index]
        else { return nil }
        return BigInteger.text(magnitude: tree[piece].reversed(), isNegative: sign < 0, isDecimal: isDecimal)
    }

    private func bigInteger(_ tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Node? {
        guard let text = integerText(contents, tree) else { return nil }
        if let value = Int64(String(decoding: text, as: UTF8.self)) { return .integer(value) }
        return .digits(try tree.keep(text))
    }

    private func bigDecimal(_ tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Node? {
        guard let text = decimalText(tree) else { return nil }
        return .notation(try tree.keep(text))
    }

    private func decimalText(_ tree: ValueTree) -> [UInt8]? {
        guard let scale = contents.int("scale", tree), let index = contents.field("intVal") else { return nil }
        switch tree[index] {
        case .integer(let value): return JavaLiteral.decimal(Array("\(value)".utf8)[...], scale: Int(scale))
        // Those in hexadecimal digits have a letter at their beginning.
        case .digits(let piece) where !tree[piece].prefix(3).contains(UInt8(ascii: "x")):
            return JavaLiteral.decimal(tree[piece], scale: Int(scale))
        default: return nil
        }
    }
}
