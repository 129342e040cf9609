struct JSONReader {
    private var cursor: ByteCursor
    private var tree: ValueTree
    private let limits: DecodingLimits
    private let keepsSpelling: Bool

    init(_ bytes: [UInt8], limits: DecodingLimits, keepsSpelling: Bool) {
        cursor = ByteCursor(bytes)
        tree = ValueTree(bytes, limits: limits)
        self.limits = limits
        self.keepsSpelling = keepsSpelling
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }

    mutating func read() throws(DecodingFault) -> ValueTree {
        let root = try value(depth: 1)
        skipBlanks()
        guard cursor.isAtEnd else { throw cursor.fault("there is something behind the value") }
        try tree.finish(root)
        return tree
    }

    private mutating func skipBlanks() {
        while let next = cursor.next, JSONReader.isBlank(next) { cursor.step() }
    }

    private mutating func value(depth: Int) throws(DecodingFault) -> ValueTree.Index {
        guard depth <= limits.depth else { throw .tooDeep(limits.depth) }
        skipBlanks()
        switch cursor.next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return try tree.add(.text(string()))
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ node: ValueTree.Node) throws(DecodingFault) -> ValueTree.Index {
        let range = try cursor.range(word.utf8.count)
        guard cursor.bytes[range].elementsEqual(word.utf8) else {
            throw DecodingFault("no value of JSON begins like this", at: range.lowerBound)
        }
        return try tree.add(node)
    }

    private mutating func array(depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let list = try tree.makeList()
        let index = try tree.add(.list(list))
        cursor.step()
        skipBlanks()
        if cursor.next == UInt8(ascii: "]") {
            cursor.step()
            return index
        }
        while true {
            try tree.append(value(depth: depth + 1), to: list)
            if try isEnd(UInt8(ascii: "]")) { return index }
        }
    }

    private mutating func object(depth: Int) throws(DecodingFault) -> ValueTree.Index {
        let list = try tree.makeList()
        let index = try tree.add(.map(list))
        cursor.step()
        skipBlanks()
        if cursor.next == UInt8(ascii: "}") {
            cursor.step()
            return index
        }
        // Where each key stands.
        var places: [ArraySlice<UInt8>: Int] = [:]
        while true {
            skipBlanks()
            guard cursor.next == UInt8(ascii: "\"") else { throw cursor.fault("a key is missing") }
            let key = try string()
            skipBlanks()
            try cursor.expect(UInt8(ascii: ":"), "a colon")
            if let place = keepsSpelling ? nil : places[tree[key]] {
                // All languages keep the last value, at the place of the first one.
                let value = try value(depth: depth + 1)
                tree.update(list) { $0[place + 1] = value }
            } else {
                if !keepsSpelling {
                    // What is made grows. A slice of it that is kept would have it copied each time.
                    let text = tree[key]
                    places[key.isMade ? Array(text)[...] : text] = tree[list].count
                }
                try tree.append(tree.add(.text(key)), to: list)
                try tree.append(value(depth: depth + 1), to: list)
            }
            if try isEnd(UInt8(ascii: "}")) { return index }
        }
    }

    /// Steps over a comma, or over the end of an array or object.
    private mutating func isEnd(_ close: UInt8) throws(DecodingFault) -> Bool {
        skipBlanks()
        if cursor.next == close {
            cursor.step()
            return true
        }
        try cursor.expect(UInt8(ascii: ","), "a comma")
        return false
    }

    // MARK: Numbers

    private mutating func number() throws(DecodingFault) -> ValueTree.Index {
        let start = cursor.offset
        if cursor.next == UInt8(ascii: "-") { cursor.step() }
        let whole = digits()
        guard whole > 0 else { throw DecodingFault("no value of JSON begins like this", at: start) }
        guard whole == 1 || cursor.bytes[cursor.offset - whole] != UInt8(ascii: "0") else {
            throw DecodingFault("a number begins with a zero", at: start)
        }
        var isWhole = true
        if cursor.next == UInt8(ascii: ".") {
            cursor.step()
            isWhole = false
            guard digits() > 0 else { throw cursor.fault("digits are missing behind the point") }
        }
        if cursor.next == UInt8(ascii: "e") || cursor.next == UInt8(ascii: "E") {
            cursor.step()
            isWhole = false
            if cursor.next == UInt8(ascii: "+") || cursor.next == UInt8(ascii: "-") { cursor.step() }
            guard digits() > 0 else { throw cursor.fault("digits are missing in an exponent") }
        }
        let range = start..<cursor.offset
        let text = String(decoding: cursor.bytes[range], as: UTF8.self)
        // To Python, Ruby, Perl and PHP -0 is the integer 0. Where it is shown it is still what was written.
        if isWhole, text != "-0" || !keepsSpelling {
            if let number = Int64(text) { return try tree.add(.integer(number)) }
            return try tree.add(.digits(tree.piece(range)))
        }
        guard let number = Double(text) else { throw DecodingFault("a number is too long", at: start) }
        if keepsSpelling, JSONLiteral.text(number) != text { return try tree.add(.notation(tree.piece(range))) }
        guard number.isFinite else { throw DecodingFault("a number is too large", at: start) }
        return try tree.add(.float(number))
    }

    private mutating func digits() -> Int {
        let start = cursor.offset
        while let next = cursor.next, next >= 0x30, next <= 0x39 { cursor.step() }
        return cursor.offset - start
    }

    // MARK: Strings

    private mutating func string() throws(DecodingFault) -> ValueTree.Piece {
        cursor.step()
        let start = cursor.offset
        while let next = cursor.next, next != UInt8(ascii: "\""), next != UInt8(ascii: "\\"), next >= 0x20 {
            cursor.step()
        }
        if cursor.next == UInt8(ascii: "\"") {
            let range = start..<cursor.offset
            cursor.step()
            try checkUTF8(range)
            return tree.piece(range)
        }
        var text = Array(cursor.bytes[start..<cursor.offset])
        while true {
            let byte = try cursor.byte()
            switch byte {
            case UInt8(ascii: "\""):
                // As it was written, since half a surrogate pair that was escaped is none in what it became.
                try checkUTF8(start..<cursor.offset - 1)
                return try tree.keep(text)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw cursor.fault("a string holds a control byte")
            default: text.append(byte)
            }
        }
    }

    private func checkUTF8(_ range: Range<Int>) throws(DecodingFault) {
        guard UTF8Text.isValid(cursor.bytes[range]) else {
            throw DecodingFault("a string is not UTF-8", at: range.lowerBound)
        }
    }

    private mutating func escape(into text: inout [UInt8]) throws(DecodingFault) {
        let byte = try cursor.byte()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += try escapedUnit()
        default: throw cursor.fault("no such escape is known to JSON")
        }
    }

    /// The bytes of a character that is written as one or two units of UTF-16. Half a pair has no UTF-8: where it is shown it
    /// becomes the three bytes that it would have, which are written as the escape again; where it is to be stored it is a
    /// fault, since nothing else may take its place.
    private mutating func escapedUnit() throws(DecodingFault) -> [UInt8] {
        let start = cursor.offset - 2
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return Array(String(Character(scalar)).utf8) }
        if unit < 0xdc00, cursor.next == UInt8(ascii: "\\") {
            let before = cursor
            cursor.step()
            if cursor.next == UInt8(ascii: "u") {
                cursor.step()
                let second = try codeUnit()
                if second >= 0xdc00, second < 0xe000,
                    let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xd800) << 10 + UInt32(second) - 0xdc00)
                {
                    return Array(String(Character(scalar)).utf8)
                }
            }
            cursor = before
        }
        guard keepsSpelling else {
            throw DecodingFault("a string has half a surrogate pair, which is no character", at: start)
        }
        return [0xed, 0x80 | UInt8(unit >> 6 & 0x3f), 0x80 | UInt8(unit & 0x3f)]
    }

    private mutating func codeUnit() throws(DecodingFault) -> UInt16 {
        let range = try cursor.range(4)
        let digits = cursor.bytes[range]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw DecodingFault("four hexadecimal digits are missing", at: range.lowerBound) }
        return unit
    }
}
