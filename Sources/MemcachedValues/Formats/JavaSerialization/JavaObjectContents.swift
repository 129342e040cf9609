/// What a stream holds of an object, class by class, from the first ancestor on.
struct JavaObjectContents {
    struct Part {
        /// The class that it belongs to.
        let name: String
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

    func part(_ name: String) -> Part? { parts.first { $0.name == name } }
}
