/// What a stream holds of an object, class by class, from the first ancestor on.
struct JavaObjectContents {
    struct Part {
        /// The class that it belongs to, if it is one of those.
        var known: JavaKnownClass?
        var fields: [(field: JavaClassDescription.Field, value: ValueTree.Index)] = []
        /// What a method of the class wrote: objects, and bytes between them.
        var objects: [ValueTree.Index] = []
        var data: [Range<Int>] = []

        func field(_ name: String) -> ValueTree.Index? { fields.first { $0.field.name == name }?.value }
    }

    var parts: [Part] = []

    /// A field of any of the classes, the last one first.
    func field(_ name: String) -> ValueTree.Index? {
        for part in parts.reversed() {
            if let value = part.field(name) { return value }
        }
        return nil
    }

    /// A field of a primitive type, which the class of Java has; a stream may say of it that it holds objects.
    func primitive(_ name: String) -> (type: UInt8, value: ValueTree.Index)? {
        for part in parts.reversed() {
            guard let found = part.fields.first(where: { $0.field.name == name }) else { continue }
            let isObject = found.field.type == UInt8(ascii: "L") || found.field.type == UInt8(ascii: "[")
            return isObject ? nil : (found.field.type, found.value)
        }
        return nil
    }

    /// A field of type `int`.
    func int(_ name: String, _ tree: ValueTree) -> Int32? {
        guard let field = primitive(name), field.type == UInt8(ascii: "I"),
            case .integer(let value) = tree[field.value]
        else { return nil }
        return Int32(exactly: value)
    }

    /// A field of type `long`, which was written out when it was read.
    func long(_ name: String, _ tree: ValueTree) -> Int64? {
        guard let field = primitive(name), field.type == UInt8(ascii: "J"),
            case .notation(let piece) = tree[field.value]
        else { return nil }
        return Int64(tree.string(piece).dropLast())
    }
}
