/// What a language calls its types.
struct TypeWords: Sendable {
    var null = "null"
    var bool = "bool"
    var integer = "integer"
    var float = "float"
    var text = "text"
    var bytes = "bytes"
    var symbol = "text"
    var list = "list"
    var tuple = "list"
    var set = "set"
    var frozenSet = "set"
    var map = "map"
    var object = "object"

    /// Words that everybody understands.
    static let plain = TypeWords()

    func word(for index: ValueTree.Index, in tree: ValueTree) -> String {
        switch tree[index] {
        case .null: null
        case .bool: bool
        case .integer, .digits: integer
        case .float: float
        case .text: text
        case .bytes: bytes
        case .symbol: symbol
        case .list: list
        case .tuple: tuple
        case .set: set
        case .frozenSet: frozenSet
        case .map: map
        case .object(let number):
            // A point before it: a name that decoders have given, of something that has no class.
            tree[tree.objects[Int(number)].name].first == UInt8(ascii: ".")
                ? object : LiteralWriter.shown(tree[tree.objects[Int(number)].name])
        case .name, .notation: object
        }
    }
}

extension PythonLiteral {
    /// As `type` names them.
    package func type(of index: ValueTree.Index, in tree: ValueTree) -> String {
        Self.typeWords.word(for: index, in: tree)
    }

    private static var typeWords: TypeWords {
        TypeWords(
            null: "NoneType",
            integer: "int",
            text: "str",
            symbol: "str",
            tuple: "tuple",
            frozenSet: "frozenset",
            map: "dict"
        )
    }
}

extension RubyLiteral {
    /// As `class` names them.
    package func type(of index: ValueTree.Index, in tree: ValueTree) -> String {
        Self.typeWords.word(for: index, in: tree)
    }

    private static var typeWords: TypeWords {
        TypeWords(
            null: "nil",
            bool: "boolean",
            integer: "Integer",
            float: "Float",
            text: "String",
            bytes: "String",
            symbol: "Symbol",
            list: "Array",
            tuple: "Array",
            set: "Set",
            frozenSet: "Set",
            map: "Hash",
            object: "Object"
        )
    }
}

extension PHPLiteral {
    /// As `get_debug_type` names them.
    package func type(of index: ValueTree.Index, in tree: ValueTree) -> String {
        Self.typeWords.word(for: index, in: tree)
    }

    private static var typeWords: TypeWords {
        TypeWords(integer: "int", text: "string", bytes: "string", list: "array", tuple: "array", map: "array")
    }
}

extension JavaLiteral {
    /// The classes, without their packages.
    package func type(of index: ValueTree.Index, in tree: ValueTree) -> String {
        Self.typeWords.word(for: index, in: tree)
    }

    private static var typeWords: TypeWords {
        TypeWords(
            bool: "Boolean",
            integer: "Integer",
            float: "Double",
            text: "String",
            bytes: "byte[]",
            list: "List",
            tuple: "List",
            set: "Set",
            frozenSet: "Set",
            map: "Map",
            object: "Object"
        )
    }
}

extension PerlLiteral {
    /// As `ref` names what is referred to; what is no reference is a scalar.
    package func type(of index: ValueTree.Index, in tree: ValueTree) -> String {
        Self.typeWords.word(for: index, in: tree)
    }

    private static var typeWords: TypeWords {
        TypeWords(
            null: "undef",
            bool: "scalar",
            integer: "scalar",
            float: "scalar",
            text: "scalar",
            bytes: "scalar",
            symbol: "scalar",
            list: "ARRAY",
            tuple: "ARRAY",
            map: "HASH"
        )
    }
}
