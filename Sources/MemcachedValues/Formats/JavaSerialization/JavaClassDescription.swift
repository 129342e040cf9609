/// What a stream says of a class before it says anything of its objects.
struct JavaClassDescription {
    struct Field {
        /// A letter for each primitive type, `L` for an object, `[` for an array.
        let type: UInt8
        /// Empty for a name that no field of a class that is known has.
        let name: String
        /// The name in the tree, once for all objects of the class.
        let node: ValueTree.Index

        static func known(_ name: ArraySlice<UInt8>) -> String {
            name.count <= 64 ? String(decoding: name, as: UTF8.self) : ""
        }
    }

    /// How the objects of a class are written.
    struct Flags: OptionSet {
        let rawValue: UInt8

        /// By a method of the class, which may have added to what its fields say.
        static let writeMethod = Flags(rawValue: 1)
        static let serializable = Flags(rawValue: 2)
        /// By a method of the class, and nothing else.
        static let externalizable = Flags(rawValue: 4)
        /// What such a method writes can be told from the rest.
        static let blockData = Flags(rawValue: 8)
        static let enumeration = Flags(rawValue: 16)
    }

    let name: String
    /// The name in the tree.
    let piece: ValueTree.Piece
    /// What is known of the class; found out once for all its objects.
    var known: JavaKnownClass?
    var flags: Flags = []
    var fields: [Field] = []
    /// The class and those that it is made from, the first one first; empty until all of them are known.
    var chain: [Int] = []

    /// No program has deeper ones, nor so many of them in one value.
    static let mostAncestors = 64
    static let most = 10_000

    /// How Java's sources write a type that the stream names `[I` or `[Ljava.lang.String;`.
    static func sourceName(_ name: String) -> String {
        guard name.hasPrefix("[") else { return name }
        let element = name.drop { $0 == "[" }
        let brackets = String(repeating: "[]", count: min(name.count - element.count, 255))
        let primitives: [Substring: String] = [
            "B": "byte", "C": "char", "D": "double", "F": "float", "I": "int", "J": "long", "S": "short",
            "Z": "boolean",
        ]
        if let primitive = primitives[element] { return primitive + brackets }
        guard element.hasPrefix("L"), element.hasSuffix(";") else { return name }
        let type = element.dropFirst().dropLast()
        let inLanguage = "java.lang."
        let isShort = type.hasPrefix(inLanguage) && !type.dropFirst(inLanguage.count).contains(".")
        return (isShort ? type.dropFirst(inLanguage.count) : type) + brackets
    }
}
