extension PickleReader {
    mutating func readText(_ opcode: PickleOpcode) throws(DecodingFault) -> ValueTree.Index {
        switch opcode {
        case .string: return try readQuoted()
        case .binString:
            return try addOldString(tree.piece(cursor.range(try cursor.littleEndian(Int32.self))))
        case .shortBinString: return try addOldString(tree.piece(cursor.range(try cursor.byte())))
        case .unicode: return try readRawUnicode()
        case .binUnicode: return try addUnicode(cursor.range(try cursor.littleEndian(UInt32.self)))
        case .shortBinUnicode: return try addUnicode(cursor.range(try cursor.byte()))
        case .binUnicode8: return try addUnicode(cursor.range(try cursor.littleEndian(UInt64.self)))
        case .binBytes:
            return try tree.add(.bytes(tree.piece(cursor.range(try cursor.littleEndian(UInt32.self)))))
        case .shortBinBytes: return try tree.add(.bytes(tree.piece(cursor.range(try cursor.byte()))))
        case .binBytes8:
            return try tree.add(.bytes(tree.piece(cursor.range(try cursor.littleEndian(UInt64.self)))))
        default:
            let piece = tree.piece(try cursor.range(try cursor.littleEndian(UInt64.self)))
            return try addByteArray(try tree.add(.bytes(piece)))
        }
    }

    /// A `bytearray`, which no node is made for.
    mutating func addByteArray(_ bytes: ValueTree.Index) throws(DecodingFault) -> ValueTree.Index {
        let (index, object) = try tree.addObject(tree.keep("builtins.bytearray"))
        let arguments = try tree.makeList([bytes])
        tree.update(object: object) { $0.arguments = arguments }
        return index
    }

    private mutating func addUnicode(_ range: Range<Int>) throws(DecodingFault) -> ValueTree.Index {
        guard PythonUnicode.isValid(cursor.bytes[range]) else { throw cursor.fault("text of it is not UTF-8") }
        return try tree.add(.text(tree.piece(range)))
    }

    /// A string of Python 2, which is text as far as it is ASCII. For Python 3 what is not has no meaning.
    private mutating func addOldString(_ piece: ValueTree.Piece) throws(DecodingFault) -> ValueTree.Index {
        try tree.add(tree[piece].allSatisfy { $0 < 0x80 } ? .text(piece) : .bytes(piece))
    }

    /// A string of Python 2 in quotes, with escapes.
    private mutating func readQuoted() throws(DecodingFault) -> ValueTree.Index {
        let start = cursor.offset
        let line = try readLine()
        guard line.count >= 2, let quote = line.first, quote == line.last, "'\"".utf8.contains(quote) else {
            throw cursor.fault("a quote is missing")
        }
        let content = line.dropFirst().dropLast()
        guard content.contains(UInt8(ascii: "\\")) else {
            return try addOldString(tree.piece(start + 1..<start + line.count - 1))
        }
        guard let bytes = PythonUnicode.unescaped(content) else { throw cursor.fault("an escape is none") }
        return try addOldString(tree.keep(bytes))
    }

    /// Text of protocol 0: a byte a character, but for `\u20ac` and `\U0001f600`.
    private mutating func readRawUnicode() throws(DecodingFault) -> ValueTree.Index {
        let start = cursor.offset
        let line = try readLine()
        if line.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "\\") }) {
            return try tree.add(.text(tree.piece(start..<start + line.count)))
        }
        guard let text = PythonUnicode.rawUnescaped(line) else { throw cursor.fault("an escape is none") }
        return try tree.add(.text(tree.keep(text)))
    }
}
