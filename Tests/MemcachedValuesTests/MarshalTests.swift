import Testing

@testable import MemcachedValues

struct MarshalTests {
    private func decode(_ body: [UInt8], limits: DecodingLimits = DecodingLimits()) throws -> String {
        let tree = try MarshalFormat().decode([4, 8] + body, limits: limits)
        return RubyLiteral().line(tree, limit: 100_000)
    }

    @Test func sizesThatAreNotThere() {
        for type in "[{}\":cml/f".utf8 {
            #expect(throws: DecodingFault.self) { try decode([type, 4, 0xff, 0xff, 0xff, 0x7f]) }
            #expect(throws: DecodingFault.self) { try decode([type, 0xfc, 0, 0, 0, 0]) }
        }
        #expect(throws: DecodingFault.self) { try decode(Array("l+".utf8) + [4, 0xff, 0xff, 0xff, 0x7f]) }
    }

    @Test func linksToNothing() {
        #expect(throws: DecodingFault.self) { try decode(Array("@".utf8) + [6]) }
        #expect(throws: DecodingFault.self) { try decode(Array("@".utf8) + [0xff, 0]) }
        #expect(throws: DecodingFault.self) { try decode(Array(";".utf8) + [0]) }
        #expect(throws: DecodingFault.self) { try decode(Array("[".utf8) + [6] + Array("@".utf8) + [6]) }
    }

    @Test func nestedTooDeep() {
        let arrays = [[UInt8]](repeating: Array("[".utf8) + [6], count: 100_000).flatMap(\.self)
        #expect(throws: DecodingFault("it is nested more than 400 levels deep")) { try decode(arrays + [0x30]) }
        let variables = [UInt8](repeating: UInt8(ascii: "I"), count: 100_000)
        #expect(throws: DecodingFault("it is nested more than 400 levels deep")) { try decode(variables) }
        // Names that have variables, whose names have variables.
        let names = [[UInt8]](repeating: Array("I:".utf8) + [0, 6], count: 100_000).flatMap(\.self)
        #expect(throws: DecodingFault("it is nested more than 400 levels deep")) { try decode(Array("o".utf8) + names) }
    }

    @Test func partsThatAreShared() throws {
        // Each list holds the one before it ten times.
        var body: [UInt8] = []
        for _ in 0..<30 { body += Array("[".utf8) + [15] }
        body += [UInt8](repeating: 0x30, count: 10)
        for level in (0..<29).reversed() {
            for _ in 0..<9 { body += Array("@".utf8) + [UInt8(level + 6)] }
        }
        #expect(try decode(body).utf8.count == 100_000)
    }

    @Test func leftOver() {
        #expect(throws: DecodingFault("something stands behind the value", at: 3)) { try decode([0x30, 0x30]) }
    }

    /// What was decoded from another encoding once reached the terminal as it was.
    @Test(arguments: ["UTF-16LE", "UTF-16BE", "Shift_JIS"])
    func controlCharactersInOtherEncodings(encoding: String) throws {
        let wide: [UInt8] = encoding == "UTF-16LE" ? [0x1b, 0, 0x7f, 0] : [0, 0x1b, 0, 0x7f]
        let text = encoding == "Shift_JIS" ? [0x1b, 0x7f, 0x82, 0xa0] : wide
        let body = Array("I\"".utf8) + [9] + text + [6] + Array(":".utf8) + [13] + Array("encoding\"".utf8)
        let literal = try decode(body + [UInt8(encoding.utf8.count + 5)] + Array(encoding.utf8))
        #expect(literal == (encoding == "Shift_JIS" ? #""\e\x7F\x{82A0}""# : #""\e\u007F""#))
    }

    @Test func manyLargeIntegers() throws {
        let one = Array("l+".utf8) + [2, 0x7f, 3] + [UInt8](repeating: 0xff, count: 1790)
        let many = Array("[".utf8) + [2, 0xd0, 7] + [[UInt8]](repeating: one, count: 2000).flatMap(\.self)
        let literal = try MarshalFormat().decode([4, 8] + many, limits: DecodingLimits())
        let parts = RubyLiteral().line(literal, limit: 10_000_000).dropFirst().dropLast().split(separator: ", ")
        try #require(parts.count == 2000)
        // The first ones are written in decimal, the others in the digits that take no time.
        let hexadecimal = "0x" + String(repeating: "f", count: 2 * 1790)
        #expect(parts.first?.hasPrefix("0x") == false)
        #expect(parts.last == hexadecimal[...])
        #expect((100...200).contains(parts.count { $0 != hexadecimal }))
    }

    @Test func namesThatDriveATerminal() throws {
        let name = Array("\u{1b}[2Jx\u{202e}".utf8)
        let body = Array("o:".utf8) + [UInt8(name.count + 5)] + name + [0]
        #expect(try decode(body) == #"<\u{1b}[2Jx\u{202e}>"#)
        let module = Array("c".utf8) + [UInt8(name.count + 5)] + name
        #expect(try decode(module) == #"\u{1b}[2Jx\u{202e}"#)
    }

    private func symbol(_ name: String) -> [UInt8] {
        let bytes = Array(name.utf8)
        let count = [3, UInt8(bytes.count & 0xff), UInt8(bytes.count >> 8 & 0xff), UInt8(bytes.count >> 16)]
        return Array(":".utf8) + (bytes.count < 100 ? [UInt8(bytes.count + 5)] : count) + bytes
    }

    /// A symbol stands in a dump once, and may be named for each of a hundred thousand objects. Of a long one nothing is
    /// made for any of them.
    @Test func longNames() throws {
        let long = String(repeating: "\u{e9}", count: 250_000)
        let shown = long.prefix(500)
        let name = symbol(long)
        func list(_ first: [UInt8], _ next: String, _ rest: [UInt8]) throws -> [Substring] {
            let others = [[UInt8]](repeating: Array(next.utf8) + [0] + rest, count: 40).flatMap(\.self)
            return try decode(Array("[".utf8) + [46] + first + others).dropFirst().dropLast().split(separator: ", ")
        }
        #expect(try list(Array("o".utf8) + name + [0], "o;", [0]) == .init(repeating: "<\(shown)>", count: 41))
        #expect(
            try list(Array("C".utf8) + name + [0x30], "C;", [0x30]) == .init(repeating: "<\(shown) nil>", count: 41)
        )
        #expect(
            try list(Array("U".utf8) + name + [0x30], "U;", [0x30]) == .init(repeating: "<\(shown) nil>", count: 41)
        )
        #expect(try list(Array("u".utf8) + name + [0], "u;", [0]) == .init(repeating: "<\(shown) \"\">", count: 41))
        // Names of variables, of an object, of text and of what has a notation.
        let variables = name + [0x54] + Array(";".utf8) + [0, 0x54]
        #expect(try decode(Array("I\"".utf8) + [6, 0x61, 7] + variables) == #""a""#)
        let time = Array("Iu:".utf8) + [9] + Array("Time".utf8) + [13, 0, 0, 0, 0x80, 0, 0, 0, 0x80]
        #expect(try decode(time + [6] + name + [0x54]) == decode(time + [6] + symbol("zone") + [0x54]))
        let range = Array("o:".utf8) + [10] + Array("Range".utf8) + [6] + name + [0x30]
        #expect(try decode(range) == "<Range \(long.prefix(500))=nil>")
    }

    /// The structures of a class share its name.
    @Test func structuresWithALongName() throws {
        let name = symbol(String(repeating: "A", count: 900_000))
        let others = [[UInt8]](repeating: Array("S;".utf8) + [0, 0], count: 60).flatMap(\.self)
        let literal = try decode(Array("[".utf8) + [66] + Array("S".utf8) + name + [0] + others)
        #expect(literal.split(separator: ", ").count == 61)
    }

    /// Text has one encoding, and is written in it once: it may be linked to, and given one, as often as there is room for.
    @Test func manyEncodings() throws {
        let text = Array("I\"".utf8) + [7, 0, 0x61]
        let little = Array("encoding\"".utf8) + [13] + Array("UTF-16LE".utf8)
        let big = Array("encoding\"".utf8) + [13] + Array("UTF-16BE".utf8)
        let first = Array(":".utf8) + [13]
        // The first one of two.
        #expect(try decode(text + [7] + first + big + first + little) == #""a""#)
        #expect(try decode(text + [7] + first + little + first + big) == #""\u6100""#)
        // A link to text that has one.
        let link = Array("I@".utf8) + [6, 6] + first
        #expect(try decode(Array("[".utf8) + [7] + text + [6] + first + big + link + little) == #"["a", "a"]"#)
    }

    /// Of fractions of integers that are not written in decimal there is no notation; the integer may be in many of them.
    @Test func fractionsOfLargeIntegers() throws {
        let large = Array("l+".utf8) + [2, 0xdc, 5] + [UInt8](repeating: 0xff, count: 3000)
        let shown = "0x" + String(repeating: "ff", count: 3000)
        func fraction(_ name: String) -> [UInt8] {
            Array("U".utf8) + symbol(name) + Array("[".utf8) + [7] + large + Array("i".utf8) + [6]
        }
        #expect(try decode(fraction("Rational")) == "<Rational [\(shown), 1]>")
        #expect(try decode(fraction("Complex")) == "<Complex [\(shown), 1]>")
    }

    /// Whether a symbol needs quotes is asked of what is written of it.
    @Test func symbolsThatAreCut() throws {
        func line(_ name: String, _ limit: Int) throws -> String {
            RubyLiteral().line(
                try MarshalFormat().decode([4, 8] + symbol(name), limits: DecodingLimits()),
                limit: limit
            )
        }
        for limit in 5...12 {
            let long = try line(String(repeating: "\u{e9}", count: 300_000), limit)
            #expect(long.hasPrefix(":\u{e9}\u{e9}") && !long.contains("\""))
            #expect(try line(String(repeating: "a b", count: 100_000), limit).hasPrefix(":\"a b"))
        }
        #expect(try line("fine?", 100) == ":fine?")
        #expect(try line("fi?ne", 100) == #":"fi?ne""#)
    }
}
