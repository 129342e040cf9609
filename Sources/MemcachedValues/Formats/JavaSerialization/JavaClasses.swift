/// Classes of Java itself that are known by what they hold, and not by the fields they keep it in.
struct JavaClasses {
    let contents: JavaObjectContents
    let source: [UInt8]

    /// What an object is shown as.
    func node(
        _ description: JavaClassDescription,
        _ tree: inout ValueTree
    ) throws(DecodingFault) -> ValueTree.Node {
        if let known = try known(description.name, &tree) { return known }
        let made = try tree.addObject(description.piece)
        var arguments: [ValueTree.Index] = []
        var fields: [ValueTree.Index] = []
        // A class made from a known one is shown with what that holds.
        let ancestor = contents.parts.dropLast().lastIndex { Self.isKnown($0.name) }
        if let ancestor {
            let inner = JavaClasses(
                contents: JavaObjectContents(parts: Array(contents.parts[...ancestor])),
                source: source
            )
            if let node = try inner.known(contents.parts[ancestor].name, &tree) { arguments.append(try tree.add(node)) }
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

    private static func isKnown(_ name: String) -> Bool {
        listClasses.contains(name) || setClasses.contains(name) || mapClasses.contains(name)
            || name == "java.util.Vector" || name == "java.util.Date"
    }

    private static let listClasses: Set<String> = [
        "java.util.ArrayList", "java.util.LinkedList", "java.util.ArrayDeque", "java.util.PriorityQueue",
        "java.util.concurrent.CopyOnWriteArrayList", "java.util.concurrent.ConcurrentLinkedQueue",
    ]
    private static let setClasses: Set<String> = ["java.util.HashSet", "java.util.LinkedHashSet", "java.util.TreeSet"]
    private static let mapClasses: Set<String> = [
        "java.util.HashMap", "java.util.LinkedHashMap", "java.util.TreeMap", "java.util.Hashtable", "java.util.EnumMap",
        "java.util.IdentityHashMap", "java.util.concurrent.ConcurrentHashMap",
    ]

    private func known(_ name: String, _ tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Node? {
        let objects = contents.parts.flatMap(\.objects)
        if Self.listClasses.contains(name) {
            // A queue of the concurrent kind ends with a null.
            let isEnded = name.hasSuffix("ConcurrentLinkedQueue")
            return .list(try tree.makeList(isEnded ? objects.dropLast() : objects))
        }
        // A sorted set begins with what compares its members.
        if name == "java.util.TreeSet" { return .set(try tree.makeList(Array(objects.dropFirst()))) }
        if Self.setClasses.contains(name) { return .set(try tree.makeList(objects)) }
        if Self.mapClasses.contains(name) {
            // A concurrent map ends with a pair of nulls.
            let pairs = name.hasSuffix("ConcurrentHashMap") ? objects.dropLast(2) : objects
            return pairs.count % 2 == 0 ? .map(try tree.makeList(pairs)) : nil
        }
        if let node = try collection(name, objects, &tree) { return node }
        return try scalar(name, &tree)
    }

    /// Collections that lie in fields.
    private func collection(
        _ name: String,
        _ objects: [ValueTree.Index],
        _ tree: inout ValueTree
    ) throws(DecodingFault) -> ValueTree.Node? {
        func items(_ field: String) -> [ValueTree.Index]? {
            guard let index = contents.field(field), case .object(let number) = tree[index] else { return nil }
            return tree[tree.objects[Int(number)].items]
        }
        switch name {
        case "java.util.Vector", "java.util.Stack":
            guard let all = items("elementData"), let count = contents.int("elementCount", tree),
                count >= 0, count <= all.count
            else { return nil }
            return .list(try tree.makeList(Array(all.prefix(Int(count)))))
        case "java.util.Arrays$ArrayList":
            guard let all = items("a") else { return nil }
            return .list(try tree.makeList(all))
        case "java.util.EnumSet$SerializationProxy":
            guard let all = items("elements") else { return nil }
            return .set(try tree.makeList(all))
        case "java.util.CollSer":
            // What `List.of`, `Set.of` and `Map.of` leave in their place.
            guard let kind = contents.int("tag", tree) else { return nil }
            switch kind & 0xff {
            case 1, 4: return .list(try tree.makeList(objects))
            case 2: return .set(try tree.makeList(objects))
            case 3 where objects.count % 2 == 0: return .map(try tree.makeList(objects))
            default: return nil
            }
        case "java.util.Collections$EmptyList": return .list(try tree.makeList())
        case "java.util.Collections$EmptySet": return .set(try tree.makeList())
        case "java.util.Collections$EmptyMap": return .map(try tree.makeList())
        case "java.util.Collections$SingletonList":
            guard let one = contents.field("element") else { return nil }
            return .list(try tree.makeList([one]))
        case "java.util.Collections$SingletonSet":
            guard let one = contents.field("element") else { return nil }
            return .set(try tree.makeList([one]))
        case "java.util.Collections$SingletonMap":
            guard let key = contents.field("k"), let value = contents.field("v") else { return nil }
            return .map(try tree.makeList([key, value]))
        default: break
        }
        let wrappers = ["java.util.Collections$Unmodifiable", "java.util.Collections$Synchronized"]
        guard wrappers.contains(where: name.hasPrefix), let index = contents.field("m") ?? contents.field("c") else {
            return nil
        }
        // The same parts once more, not the same node: it may be named elsewhere.
        switch tree[index] {
        case .list(let list): return .list(list)
        case .set(let list): return .set(list)
        case .map(let list): return .map(list)
        default: return nil
        }
    }

    private func scalar(_ name: String, _ tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Node? {
        switch name {
        case "java.lang.Integer", "java.lang.Long", "java.lang.Short", "java.lang.Byte", "java.lang.Double",
            "java.lang.Float", "java.lang.Character", "java.lang.Boolean", "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong":
            return contents.primitive("value").map { tree[$0.value] }
        case "java.math.BigInteger": return try bigInteger(&tree)
        case "java.math.BigDecimal": return try bigDecimal(&tree)
        case "java.util.Date":
            guard let text = milliseconds.flatMap(JavaLiteral.date) else { return nil }
            return .notation(try tree.keep(text))
        case "java.util.UUID":
            guard let high = contents.long("mostSigBits", tree), let low = contents.long("leastSigBits", tree) else {
                return nil
            }
            return .notation(try tree.keep(JavaLiteral.uuid(high, low)))
        case "java.time.Ser":
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
        guard let range = contents.part("java.util.Date")?.data.first, range.count == 8 else { return nil }
        return source[range].reduce(0) { $0 << 8 | Int64($1) }
    }

    private func integerText(_ contents: JavaObjectContents, _ tree: ValueTree) -> [UInt8]? {
        guard let sign = contents.int("signum", tree), let index = contents.field("magnitude"),
            case .bytes(let piece) = tree[index]
        else { return nil }
        return BigInteger.text(magnitude: tree[piece].reversed(), isNegative: sign < 0)
    }

    private func bigInteger(_ tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Node? {
        guard let text = integerText(contents, tree) else { return nil }
        if let value = Int64(String(decoding: text, as: UTF8.self)) { return .integer(value) }
        return .digits(try tree.keep(text))
    }

    private func bigDecimal(_ tree: inout ValueTree) throws(DecodingFault) -> ValueTree.Node? {
        guard let scale = contents.int("scale", tree), let index = contents.field("intVal") else { return nil }
        let digits: String
        switch tree[index] {
        case .integer(let value): digits = "\(value)"
        case .digits(let piece): digits = tree.string(piece)
        default: return nil
        }
        guard !digits.contains("x") else { return nil }
        return .notation(try tree.keep(JavaLiteral.decimal(digits, scale: Int(scale))))
    }
}
