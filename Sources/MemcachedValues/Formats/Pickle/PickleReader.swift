/// The stack machine of a pickle, on numbers of nodes. What is named again is the same node, so that what holds itself does
/// so here as well.
struct PickleReader {
    static let newestProtocol: UInt8 = 5

    var cursor: ByteCursor
    var tree: ValueTree
    private var stack: [ValueTree.Index] = []
    /// How high the stack was at each mark that is open.
    private var marks: [Int] = []
    private var memo = PickleMemo()
    private let limit: Int
    var digits = DigitsBudget()

    init(_ bytes: [UInt8], limits: DecodingLimits) {
        cursor = ByteCursor(bytes)
        tree = ValueTree(bytes, limits: limits)
        limit = limits.nodes
    }

    mutating func read() throws(DecodingFault) -> ValueTree {
        var steps = 0
        while true {
            // What names, keeps and adds a part takes a few steps. Whoever takes more only goes round.
            steps += 1
            guard steps <= 10 * limit else { throw cursor.fault("it goes on and on") }
            let offset = cursor.offset
            guard let opcode = PickleOpcode(rawValue: try cursor.byte()) else {
                throw DecodingFault("it has a byte that tells a pickle nothing", at: offset)
            }
            guard opcode != .stop else { break }
            try perform(opcode)
            // A byte is enough to name a thing once more, without any new one.
            guard max(stack.count, marks.count, memo.count) <= limit else { throw .tooManyNodes(limit) }
        }
        let root = try pop()
        guard cursor.isAtEnd else { throw cursor.fault("there is something behind its end") }
        try tree.finish(root)
        return tree
    }

    private mutating func perform(_ opcode: PickleOpcode) throws(DecodingFault) {
        switch opcode {
        case .stop: break
        case .proto:
            guard try cursor.byte() <= Self.newestProtocol else { throw cursor.fault("its protocol is not known") }
        case .frame:
            let length = try cursor.littleEndian(UInt64.self)
            guard length <= cursor.remaining else { throw cursor.fault("it ends too early") }
        case .mark: marks.append(stack.count)
        case .pop:
            // Also a mark that nothing lies on.
            if let mark = marks.last, mark == stack.count { marks.removeLast() } else { _ = try pop() }
        case .popMark: _ = try popToMark()
        case .dup: push(try top())
        case .get, .binGet, .longBinGet:
            guard let index = memo[try memoNumber(opcode)] else {
                throw cursor.fault("it names something that it did not keep")
            }
            push(index)
        case .put, .binPut, .longBinPut: memo.put(try top(), at: try memoNumber(opcode))
        case .memoize: memo.put(try top(), at: memo.count)
        case .none: push(try tree.add(.null))
        case .newTrue: push(try tree.add(.bool(true)))
        case .newFalse: push(try tree.add(.bool(false)))
        case .int, .binInt, .binInt1, .binInt2, .long, .long1, .long4, .float, .binFloat:
            push(try readNumber(opcode))
        case .string, .binString, .shortBinString, .unicode, .binUnicode, .shortBinUnicode, .binUnicode8, .binBytes,
            .shortBinBytes, .binBytes8, .byteArray8:
            push(try readText(opcode))
        case .list, .emptyList, .append, .appends, .tuple, .emptyTuple, .tuple1, .tuple2, .tuple3, .dict, .emptyDict,
            .setItem, .setItems, .emptySet, .addItems, .frozenSet:
            try performGroup(opcode)
        case .global, .stackGlobal, .ext1, .ext2, .ext4, .reduce, .inst, .obj, .newObj, .newObjEx, .build:
            try performObject(opcode)
        case .persID, .binPersID: throw cursor.fault("it names something that is kept outside of it")
        case .nextBuffer, .readOnlyBuffer: throw cursor.fault("a part of it was sent beside it")
        }
    }

    // MARK: The stack

    mutating func push(_ index: ValueTree.Index) { stack.append(index) }

    /// Nothing reaches below a mark.
    private func check(_ count: Int) throws(DecodingFault) {
        guard stack.count - (marks.last ?? 0) >= count else { throw cursor.fault("it takes what it never had") }
    }

    mutating func pop() throws(DecodingFault) -> ValueTree.Index {
        try check(1)
        return stack.removeLast()
    }

    mutating func pop(_ count: Int) throws(DecodingFault) -> [ValueTree.Index] {
        try check(count)
        defer { stack.removeLast(count) }
        return Array(stack.suffix(count))
    }

    func top() throws(DecodingFault) -> ValueTree.Index {
        try check(1)
        return stack[stack.count - 1]
    }

    mutating func popToMark() throws(DecodingFault) -> [ValueTree.Index] {
        guard let mark = marks.popLast(), mark <= stack.count else { throw cursor.fault("a mark is missing") }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private mutating func memoNumber(_ opcode: PickleOpcode) throws(DecodingFault) -> Int {
        switch opcode {
        case .binGet, .binPut: return Int(try cursor.byte())
        case .longBinGet, .longBinPut: return Int(try cursor.littleEndian(UInt32.self))
        default:
            let line = try readLine()
            guard !line.isEmpty, line.count <= 18, line.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
                throw cursor.fault("a number is none")
            }
            return line.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
    }

    /// The bytes of a line, without its end.
    mutating func readLine() throws(DecodingFault) -> ArraySlice<UInt8> {
        cursor.bytes[try cursor.range(upTo: UInt8(ascii: "\n"))]
    }
}
