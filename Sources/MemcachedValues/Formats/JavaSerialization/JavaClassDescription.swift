/// What a stream says of a class before it says anything of its objects.
struct JavaClassDescription {
    struct Field {
        /// A letter for each primitive type, `L` for an object, `[` for an array.
        let type: UInt8
        /// Empty for a name that no field of a class that is known has.
        let name: String
        /// The name in the tree, once for all objects of the class.
        let node: ValueTree.Index
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

    /// As the stream names it.
    let name: ValueTree.Piece
    /// As Java's sources write it.
    let sourceName: ValueTree.Piece
    /// What an array of the class is made of, a letter as for a field; `nil` for what is no array.
    let elementType: UInt8?
    /// What is known of the class; found out once for all its objects.
    let known: JavaKnownClass?
    var flags: Flags = []
    var fields: [Field] = []
    /// The node of the class itself, where it is a value.
    var node: ValueTree.Index?
    /// The class and those that it is made from, the first one first; empty until all of them are known.
    var chain: [Int] = []

    /// No program has deeper ones, nor so many of them in one value.
    static let mostAncestors = 64
    static let most = 10_000
    /// No array of Java has more.
    static let mostDimensions = 255

    init(_ name: ValueTree.Piece, _ tree: inout ValueTree) throws(DecodingFault) {
        self.name = name
        // Not a part of the tree, to which something is added below.
        let bytes = Array(tree[name])[...]
        known = JavaKnownClass(bytes)
        let isArray = bytes.first == UInt8(ascii: "[")
        elementType = isArray ? bytes.dropFirst().first : nil
        guard !isArray || bytes.prefix(Self.mostDimensions + 1).contains(where: { $0 != UInt8(ascii: "[") }) else {
            throw DecodingFault("an array has more than \(Self.mostDimensions) dimensions")
        }
        if let source = Self.sourceName(bytes) { sourceName = try tree.keep(source) } else { sourceName = name }
    }

    /// How Java's sources write a type that the stream names `[I` or `[Ljava.lang.String;`.
    ///
    /// - Returns: `nil` for what is written as it is named.
    static func sourceName(_ name: ArraySlice<UInt8>) -> [UInt8]? {
        let element = name.drop { $0 == UInt8(ascii: "[") }
        let dimensions = name.count - element.count
        guard dimensions > 0, let letter = element.first else { return nil }
        let brackets = repeatElement("[]".utf8, count: dimensions).joined()
        if element.count == 1 { return primitives[letter].map { Array($0.utf8) + brackets } }
        guard letter == UInt8(ascii: "L"), element.last == UInt8(ascii: ";") else { return nil }
        let type = element.dropFirst().dropLast()
        let inLanguage = "java.lang.".utf8
        let isShort =
            type.starts(with: inLanguage) && !type.dropFirst(inLanguage.count).contains(UInt8(ascii: "."))
        return Array(type.dropFirst(isShort ? inLanguage.count : 0)) + brackets
    }

    private static let primitives: [UInt8: String] = [
        UInt8(ascii: "B"): "byte", UInt8(ascii: "C"): "char", UInt8(ascii: "D"): "double",
        UInt8(ascii: "F"): "float", UInt8(ascii: "I"): "int", UInt8(ascii: "J"): "long",
        UInt8(ascii: "S"): "short", UInt8(ascii: "Z"): "boolean",
    ]
}
