/// Classes of Ruby itself that say in a dump all that `inspect` would show.
enum MarshalClasses {
    /// Stands before the name of a class that is a `Struct`.
    static let structureMark = Array("struct ".utf8)

    /// Whether a class made from `String`, `Array` or `Hash` is inspected as that. Others are shown with their name, though
    /// Ruby does not show it: it is what one wants to know of them.
    static func looksAsWhatItIsMadeFrom(_ name: String) -> Bool {
        switch name {
        // A hash that compares by identity calls itself a class of its own.
        case "Hash", "ActiveSupport::HashWithIndifferentAccess", "HashWithIndifferentAccess",
            "ActiveSupport::SafeBuffer":
            true
        default: false
        }
    }

    /// A plain object that has a notation or a node of its own.
    static func object(
        _ name: String,
        _ variables: [(ValueTree.Piece, ValueTree.Index)],
        _ tree: inout ValueTree
    ) throws(DecodingFault) -> ValueTree.Node? {
        func isNamed(_ names: [String]) -> Bool {
            variables.count == names.count && variables.map { tree.shortName($0.0) } == names
        }
        switch name {
        case "Range":
            guard isNamed(["excl", "begin", "end"]), case .bool(let excludesEnd) = tree[variables[0].1] else {
                return nil
            }
            let made = try tree.addObject(tree.keep(RubyLiteral.range(excludesEnd: excludesEnd)))
            let ends = try tree.makeList([variables[1].1, variables[2].1])
            tree.update(object: made.object) { $0.arguments = ends }
            return .object(made.object)
        case "Set":
            guard isNamed(["@hash"]), case .map(let pairs) = tree[variables[0].1] else { return nil }
            let members = tree[pairs].enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
            return .set(try tree.makeList(members))
        default: return nil
        }
    }

    /// What a class wrote by `_dump`, with the variables of that string.
    static func dumped(
        _ name: String,
        _ bytes: ArraySlice<UInt8>,
        _ variables: [(ValueTree.Piece, ValueTree.Index)],
        _ tree: ValueTree
    ) -> String? {
        switch name {
        case "BigDecimal":
            // How many digits it has room for, a colon, and the number: `18:0.15e1`.
            guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            let text = String(decoding: bytes[(colon + 1)...], as: UTF8.self)
            if ["NaN", "Infinity", "-Infinity"].contains(text) { return text }
            let isNumber = text.utf8.allSatisfy { (0x2b...0x39).contains($0) || $0 == UInt8(ascii: "e") }
            return isNumber && !text.isEmpty && text.utf8.count < 10_000 ? text : nil
        case "Time": return RubyTime.text(bytes, variables, tree)
        default: return nil
        }
    }

    /// What a class wrote by `marshal_dump`.
    static func marshalled(_ name: String, _ dump: ValueTree.Index, _ tree: ValueTree) -> String? {
        guard case .list(let list) = tree[dump] else { return nil }
        let parts = tree[list]
        switch name {
        case "Rational":
            guard parts.count == 2, let one = integer(parts[0], tree), let two = integer(parts[1], tree) else {
                return nil
            }
            return "(\(one)/\(two))"
        case "Complex":
            guard parts.count == 2, let real = number(parts[0], tree), var imaginary = number(parts[1], tree) else {
                return nil
            }
            let isNegative = imaginary.hasPrefix("-")
            if isNegative { imaginary.removeFirst() }
            // `NaN` and `Infinity` would run into the `i`.
            let star = imaginary.last?.isNumber == false && imaginary.last != ")" ? "*" : ""
            return "(\(real)\(isNegative ? "-" : "+")\(imaginary)\(star)i)"
        case "Date", "DateTime": return RubyTime.date(parts, tree, withTime: name == "DateTime")
        default: return nil
        }
    }

    private static func integer(_ index: ValueTree.Index, _ tree: ValueTree) -> String? {
        switch tree[index] {
        case .integer(let value): "\(value)"
        // Longer ones are in hexadecimal digits, and may be named again and again.
        case .digits(let piece) where piece.count <= BigInteger.mostDecimalDigits + 1: tree.string(piece)
        default: nil
        }
    }

    private static func number(_ index: ValueTree.Index, _ tree: ValueTree) -> String? {
        switch tree[index] {
        case .float(let value): RubyLiteral.float(value)
        // A rational number, which has been written out already.
        case .notation(let piece) where tree[piece].first == UInt8(ascii: "(") && piece.count < 1000: tree.string(piece)
        default: integer(index, tree)
        }
    }
}
