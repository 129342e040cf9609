/// A value as data: what a serialized value says, without the program that wrote it.
///
/// The nodes lie in arrays and name each other by number. So a tree that is nested deep, shares its parts or holds itself
/// costs no more than its nodes, and goes away without a call for each level. Text and bytes stay where they were read.
public struct ValueTree: Sendable {
    /// The number of a node.
    public struct Index: Hashable, Sendable {
        let number: UInt32
    }

    /// The number of a list of nodes.
    public struct List: Hashable, Sendable {
        let number: UInt32
    }

    /// Bytes that lie in the value that was decoded, or in what had to be made of it.
    public struct Piece: Hashable, Sendable {
        let start: UInt32
        let count: UInt32
        let isMade: Bool

        /// What is left without so many bytes at its beginning.
        func dropping(_ count: Int) -> Piece {
            let dropped = min(UInt32(clamping: count), self.count)
            return Piece(start: start + dropped, count: self.count - dropped, isMade: isMade)
        }
    }

    /// A class that no language here knows by itself, with what was stored of it.
    public struct Object: Sendable {
        /// As its language writes it: `shop.Cart`, `java.util.ArrayList`.
        public let name: Piece
        /// What it was made from, by place.
        public var arguments: List
        /// Names and values in turn.
        public var fields: List
        /// What it holds as a list.
        public var items: List
        /// What it holds as keys and values in turn.
        public var entries: List
    }

    /// One thing of a tree.
    public enum Node: Sendable, Equatable {
        /// `None`, `nil`, `null`, `undef`.
        case null
        case bool(Bool)
        case integer(Int64)
        /// An integer beyond 64 bits: its digits, decimal or with `0x` before them, and `-` before both.
        case digits(Piece)
        case float(Double)
        /// Text in UTF-8. What is not valid in it is shown as bytes.
        case text(Piece)
        case bytes(Piece)
        /// A name that is a value: a symbol of Ruby.
        case symbol(Piece)
        case list(List)
        case tuple(List)
        case set(List)
        case frozenSet(List)
        /// Keys and values in turn.
        case map(List)
        /// An index into ``ValueTree/objects``.
        case object(UInt32)
        /// A class or function that is named.
        case name(Piece)
        /// What the language has a notation of its own for, written out: `1..5`, `/a+/i`, `Decimal('1.5')`.
        case notation(Piece)
    }

    /// The bytes that were decoded.
    public let source: [UInt8]
    private(set) var made: [UInt8] = []
    /// All nodes, in the order in which they were added.
    public private(set) var nodes: [Node] = []
    private(set) var lists: [[Index]] = [[]]
    /// All objects; nodes name them by number.
    public private(set) var objects: [Object] = []
    /// The node that all is about.
    public private(set) var root = Index(number: 0)
    private let limits: DecodingLimits
    /// Lists are told how long they are to be only as far as nodes may be added.
    private var childCount = 0

    init(_ source: [UInt8], limits: DecodingLimits) {
        self.source = source
        self.limits = limits
    }

    // MARK: Reading

    /// What a node is.
    public subscript(index: Index) -> Node { nodes[Int(index.number)] }
    /// The nodes of a list.
    public subscript(list: List) -> [Index] { lists[Int(list.number)] }

    /// The bytes of a piece.
    public subscript(piece: Piece) -> ArraySlice<UInt8> {
        let range = Int(piece.start)..<Int(piece.start) + Int(piece.count)
        return piece.isMade ? made[range] : source[range]
    }

    /// The bytes of a piece as text.
    public func string(_ piece: Piece) -> String { String(decoding: self[piece], as: UTF8.self) }

    /// A piece as text, if it may be a name that is known; empty if it is too long for that.
    ///
    /// A name costs a value once and may be named a hundred thousand times: so long ones are not even made.
    func shortName(_ piece: Piece) -> String { piece.count <= 64 ? string(piece) : "" }

    // MARK: Building

    /// The list that is empty and stays so.
    static let noItems = List(number: 0)

    mutating func add(_ node: Node) throws(DecodingFault) -> Index {
        guard nodes.count < limits.nodes else { throw .tooManyNodes(limits.nodes) }
        nodes.append(node)
        return Index(number: UInt32(nodes.count - 1))
    }

    /// Makes another thing of a node: one that is named before it is known what it is.
    mutating func replace(_ index: Index, with node: Node) {
        nodes[Int(index.number)] = node
    }

    /// A list of its own, to be filled.
    mutating func makeList(_ items: [Index] = []) throws(DecodingFault) -> List {
        guard lists.count <= limits.nodes else { throw .tooManyNodes(limits.nodes) }
        try count(items.count)
        lists.append(items)
        return List(number: UInt32(lists.count - 1))
    }

    mutating func append(_ index: Index, to list: List) throws(DecodingFault) {
        try count(1)
        lists[Int(list.number)].append(index)
    }

    mutating func append(_ items: some Collection<Index>, to list: List) throws(DecodingFault) {
        try count(items.count)
        lists[Int(list.number)] += items
    }

    mutating func update(_ list: List, _ body: (inout [Index]) -> Void) {
        body(&lists[Int(list.number)])
    }

    private mutating func count(_ more: Int) throws(DecodingFault) {
        childCount += more
        guard childCount <= limits.nodes * 2 else { throw .tooManyNodes(limits.nodes) }
    }

    /// A part of the source.
    func piece(_ range: Range<Int>) -> Piece {
        Piece(start: UInt32(range.lowerBound), count: UInt32(range.count), isMade: false)
    }

    /// Bytes that do not stand in the source like this.
    mutating func keep(_ bytes: some Collection<UInt8>) throws(DecodingFault) -> Piece {
        let needed = made.count + bytes.count
        guard needed <= limits.unpackedBytes else { throw .tooLarge(limits.unpackedBytes) }
        if needed > made.capacity {
            // While it is moved, it is there twice: so it had better not be moved from just below the limit.
            let power = 1 << (Int.bitWidth - (needed - 1).leadingZeroBitCount)
            made.reserveCapacity(min(power, limits.unpackedBytes))
        }
        defer { made += bytes }
        return Piece(start: UInt32(made.count), count: UInt32(bytes.count), isMade: true)
    }

    mutating func keep(_ text: String) throws(DecodingFault) -> Piece { try keep(Array(text.utf8)) }

    mutating func addText(_ text: String) throws(DecodingFault) -> Index { try add(.text(keep(text))) }
    mutating func addNotation(_ text: String) throws(DecodingFault) -> Index { try add(.notation(keep(text))) }

    /// A node of an object, with its number for ``update(object:_:)``.
    mutating func addObject(_ name: Piece) throws(DecodingFault) -> (index: Index, object: UInt32) {
        let number = UInt32(objects.count)
        let none = ValueTree.noItems
        objects.append(Object(name: name, arguments: none, fields: none, items: none, entries: none))
        return (try add(.object(number)), number)
    }

    mutating func update(object number: UInt32, _ body: (inout Object) -> Void) {
        body(&objects[Int(number)])
    }

    /// Names the node that all is about. A tree that is deeper than whoever walks it may go is none.
    mutating func finish(_ root: Index) throws(DecodingFault) {
        self.root = root
        guard depth(of: root) <= limits.depth else { throw .tooDeep(limits.depth) }
    }
}
