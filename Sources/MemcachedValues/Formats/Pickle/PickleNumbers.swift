extension PickleReader {
    mutating func readNumber(_ opcode: PickleOpcode) throws(DecodingFault) -> ValueTree.Index {
        switch opcode {
        case .binInt: return try tree.add(.integer(Int64(try cursor.littleEndian(Int32.self))))
        case .binInt1: return try tree.add(.integer(Int64(try cursor.byte())))
        case .binInt2: return try tree.add(.integer(Int64(try cursor.littleEndian(UInt16.self))))
        case .binFloat: return try tree.add(.float(Double(bitPattern: try cursor.bigEndian(UInt64.self))))
        case .float: return try readFloat()
        case .long1: return try readLong(Int(try cursor.byte()))
        case .long4: return try readLong(Int(try cursor.littleEndian(Int32.self)))
        default: return try readDecimal(opcode)
        }
    }

    private mutating func readFloat() throws(DecodingFault) -> ValueTree.Index {
        let bytes = try readLine()
        guard bytes.count <= 400 else { throw cursor.fault("a number is none") }
        let line = String(decoding: bytes, as: UTF8.self)
        // What Swift takes for a number besides, a `0x1p3`, Python does not.
        guard line.utf8.allSatisfy({ "0123456789+-.eEinfa".utf8.contains($0) }), let value = Double(line) else {
            throw cursor.fault("a number is none")
        }
        return try tree.add(.float(value))
    }

    /// `-7`, in protocol 0 also `00` and `01` for the booleans, and with an `L` behind it.
    private mutating func readDecimal(_ opcode: PickleOpcode) throws(DecodingFault) -> ValueTree.Index {
        let start = cursor.offset
        var line = try readLine()
        if opcode == .int, line.elementsEqual("00".utf8) || line.elementsEqual("01".utf8) {
            return try tree.add(.bool(line.last == UInt8(ascii: "1")))
        }
        if opcode == .long, line.last == UInt8(ascii: "L") { line.removeLast() }
        let digits = line.first == UInt8(ascii: "-") ? line.dropFirst() : line
        guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { throw cursor.fault("a number is none") }
        if let small = Int64(String(decoding: line, as: UTF8.self)) { return try tree.add(.integer(small)) }
        return try tree.add(.digits(tree.piece(start..<start + line.count)))
    }

    /// Two's complement, its lowest byte first.
    private mutating func readLong(_ count: Int) throws(DecodingFault) -> ValueTree.Index {
        let bytes = cursor.bytes[try cursor.range(count)]
        let isNegative = (bytes.last ?? 0) & 0x80 != 0
        if bytes.count <= 8 {
            let seed: Int64 = isNegative ? -1 : 0
            return try tree.add(.integer(bytes.reversed().reduce(seed) { $0 << 8 | Int64($1) }))
        }
        var magnitude = Array(bytes)
        if isNegative {
            // All bits turned, and one more.
            var carries = true
            for place in magnitude.indices {
                magnitude[place] = ~magnitude[place]
                if carries { (magnitude[place], carries) = magnitude[place].addingReportingOverflow(1) }
            }
        }
        let isDecimal = try digits.takesDecimal(bytes.count)
        let text = BigInteger.text(magnitude: magnitude, isNegative: isNegative, isDecimal: isDecimal)
        if let small = Int64(String(decoding: text, as: UTF8.self)) { return try tree.add(.integer(small)) }
        return try tree.add(.digits(tree.keep(text)))
    }
}
