import Testing

@testable import MemcachedValues

struct JavaSerializationTests {
    private func decode(_ body: [UInt8]) throws -> String {
        let tree = try JavaSerializationFormat().decode([0xac, 0xed, 0, 5] + body, limits: DecodingLimits())
        return JavaLiteral().line(tree, limit: 100_000)
    }

    /// With its length before it.
    private func name(_ name: String) -> [UInt8] {
        [UInt8(name.utf8.count >> 8), UInt8(name.utf8.count & 0xff)] + Array(name.utf8)
    }

    /// A class with this name, super class and fields, serializable.
    private func description(
        _ name: String,
        flags: UInt8 = 2,
        fields: [[UInt8]] = [],
        above: [UInt8] = [0x70]
    ) -> [UInt8] {
        [0x72] + self.name(name) + [UInt8](repeating: 0, count: 8) + [flags, 0, UInt8(fields.count)]
            + fields.flatMap(\.self) + [0x78] + above
    }

    /// A field of a primitive type, or one that may hold any object.
    private func field(_ type: Character, _ name: String) -> [UInt8] {
        Array(String(type).utf8) + self.name(name) + (type == "L" ? [0x74] + self.name("Ljava/lang/Object;") : [])
    }

    /// What is named by its number, from 0 on.
    private func handle(_ number: UInt8) -> [UInt8] { [0x71, 0, 0x7e, 0, number] }

    @Test func sizesThatAreNotThere() {
        #expect(throws: DecodingFault.self) { try decode([0x75] + description("[I") + [0x7f, 0xff, 0xff, 0xff]) }
        #expect(throws: DecodingFault.self) { try decode([0x75] + description("[I") + [0xff, 0xff, 0xff, 0xff]) }
        #expect(throws: DecodingFault.self) { try decode([0x75] + description("[B") + [0x7f, 0xff, 0xff, 0xff]) }
        #expect(throws: DecodingFault.self) { try decode([0x7c] + [UInt8](repeating: 0xff, count: 8)) }
        #expect(throws: DecodingFault.self) { try decode([0x7c, 0x7f] + [UInt8](repeating: 0xff, count: 7)) }
        #expect(throws: DecodingFault.self) { try decode([0x73, 0x7d, 0x7f, 0xff, 0xff, 0xff]) }
    }

    @Test func nestedTooDeep() {
        let name = description("[Ljava.lang.Object;")
        var body = [0x75] + name + [0, 0, 0, 1]
        for _ in 0..<100_000 { body += [0x75, 0x71, 0, 0x7e, 0, 0, 0, 0, 0, 1] }
        #expect(throws: DecodingFault("it is nested more than 400 levels deep")) { try decode(body + [0x70]) }
        // Classes that are each made from another.
        let one = description("A", above: [])
        let classes = [[UInt8]](repeating: one, count: 100_000).flatMap(\.self)
        #expect(throws: DecodingFault.self) { try decode([0x73] + classes) }
    }

    @Test func circlesAndReferences() throws {
        // A class above itself.
        #expect(throws: DecodingFault.self) { try decode([0x73] + description("A", above: [0x71, 0, 0x7e, 0, 0])) }
        #expect(throws: DecodingFault.self) { try decode([0x71, 0, 0x7e, 0, 0]) }
        #expect(throws: DecodingFault.self) { try decode([0x71, 0, 0, 0, 0]) }
        // An object in the place of a class.
        #expect(throws: DecodingFault.self) { try decode([0x73, 0x71, 0, 0x7e, 0, 0]) }
        // An array that holds itself.
        let circle = try decode([0x75] + description("[LA;") + [0, 0, 0, 1, 0x71, 0, 0x7e, 0, 1])
        #expect(circle == "A[]{A[]{...}}")
    }

    @Test func refusesWhatItCannotKnow() {
        #expect(throws: DecodingFault("an exception was thrown while it was written", at: 4)) { try decode([0x7b]) }
        #expect(throws: DecodingFault.self) { try decode([0x73] + description("A", flags: 4)) }
        #expect(throws: DecodingFault.self) { try decode([0x70, 0x70]) }
    }

    @Test func namesThatDriveATerminal() throws {
        #expect(try decode([0x73] + description("\u{1b}[2J")) == #"<\u{1b}[2J>"#)
        #expect(try decode([0x76] + description("\u{1b}[2J")) == #"\u{1b}[2J.class"#)
    }

    /// A field that Java has as an `int` was believed to be a small number also where it held an object; so what was
    /// reckoned with it overflowed.
    @Test func fieldsOfOtherTypesThanJavaHasThem() throws {
        let bytes = description("[B") + [0, 0, 0, 8, 0x80, 0, 0, 0, 0, 0, 0, 0]
        let smallest =
            [0x73] + description("java.math.BigInteger", fields: [field("I", "signum"), field("L", "magnitude")])
            + [0xff, 0xff, 0xff, 0xff, 0x75] + bytes
        #expect(try decode(smallest) == "\(Int64.min)")
        let scaled = description("java.math.BigDecimal", fields: [field("L", "scale"), field("L", "intVal")])
        #expect(
            try decode([0x73] + scaled + smallest + handle(6))
                == "<java.math.BigDecimal scale=\(Int64.min), intVal=\(Int64.min)>"
        )
        let tagged = description("java.util.CollSer", fields: [field("L", "tag")])
        #expect(try decode([0x73] + tagged + smallest) == "<java.util.CollSer tag=\(Int64.min)>")
        let signed = description("java.math.BigInteger", fields: [field("L", "signum"), field("L", "magnitude")])
        #expect(
            try decode([0x73] + signed + smallest + [0x70])
                == "<java.math.BigInteger signum=\(Int64.min), magnitude=null>"
        )
        let counted = description("java.util.Vector", fields: [field("L", "elementCount"), field("L", "elementData")])
        let elements = [0x75] + description("[Ljava.lang.Object;") + [0, 0, 0, 0]
        #expect(
            try decode([0x73] + counted + smallest + elements)
                == "<java.util.Vector elementCount=\(Int64.min), elementData=Object[]{}>"
        )
        let boxed = description("java.lang.Integer", fields: [field("L", "value")])
        #expect(try decode([0x73] + boxed + smallest) == "<java.lang.Integer value=\(Int64.min)>")
    }

    /// Names are compared with those that are known once for a class, and long ones with none.
    @Test func classesWithLongNames() throws {
        let long = "java.util.ArrayList" + String(repeating: "\u{e9}", count: 30_000)
        let objects = [UInt8]((0..<50).flatMap { _ in [0x73] + handle(2) })
        let array = [0x75] + description("[Ljava.lang.Object;") + [0, 0, 0, 51]
        let literal = try decode(array + [0x73] + description(long) + objects)
        #expect(literal.hasPrefix("Object[]{<" + long.prefix(500)))
        #expect(literal.split(separator: ">, <").count == 51)
        // A list, a class made from one, and one that only begins like one.
        let list = description("java.util.ArrayList", flags: 3)
        #expect(try decode([0x73] + list + [0x70, 0x78]) == "[null]")
        #expect(try decode([0x73] + description("shop.Carts", above: list) + [0x70, 0x78]) == "<shop.Carts [null]>")
        #expect(
            try decode([0x73] + description("java.util.ArrayLists", flags: 3) + [0x70, 0x78])
                == "<java.util.ArrayLists null>"
        )
        let wrapper = "java.util.Collections$UnmodifiableRandomAccessList"
        #expect(
            try decode([0x73] + description(wrapper, fields: [field("L", "c")]) + [0x73] + list + [0x70, 0x78])
                == "[null]"
        )
    }

    /// The name of a class of arrays is made once for all of them.
    @Test func arraysOfManyDimensions() throws {
        let many = String(repeating: "[", count: 255)
        let two = [0x75] + description("[Ljava.lang.Object;") + [0, 0, 0, 2, 0x75] + description(many + "I")
        let shown = "int" + String(repeating: "[]", count: 255) + "{}"
        #expect(try decode(two + [0, 0, 0, 0, 0x75] + handle(2) + [0, 0, 0, 0]) == "Object[]{\(shown), \(shown)}")
        for name in [many + "[I", many + "[", String(repeating: "[", count: 65_000) + "I"] {
            #expect(throws: DecodingFault("an array has more than 255 dimensions")) {
                try decode([0x75] + description(name) + [0, 0, 0, 0])
            }
        }
        #expect(try decode([0x75] + description("[[Ljava.lang.String;") + [0, 0, 0, 0]) == "String[][]{}")
        #expect(
            try decode([0x75] + description("[Ljava.lang.ref.Cleaner;") + [0, 0, 0, 0]) == "java.lang.ref.Cleaner[]{}"
        )
        #expect(throws: DecodingFault.self) { try decode([0x75] + description("[") + [0, 0, 0, 0]) }
        #expect(throws: DecodingFault.self) { try decode([0x75] + description("I") + [0, 0, 0, 0]) }
    }

    /// A class that is a value comes once, however often it is named.
    @Test func classesThatAreValues() throws {
        let two = [0x75] + description("[Ljava.lang.Class;") + [0, 0, 0, 3]
        #expect(
            try decode(two + [0x76] + description("[I") + handle(2) + handle(3))
                == "Class[]{int[].class, int[].class, int[].class}"
        )
    }

    /// Java reads no characters of four bytes, nor any part of one; once they passed for text.
    @Test func textThatJavaDoesNotRead() throws {
        func string(_ bytes: [UInt8]) throws -> String { try decode([0x74, 0, UInt8(bytes.count)] + bytes) }
        let damaged: [[UInt8]] = [
            Array("\u{1f600}".utf8), [0xff], [0x80], [0x61, 0xc3], [0xc3, 0x61], [0xe2, 0x82], [0xe2, 0x61, 0x82],
            [0xf8, 0x88, 0x80, 0x80, 0x80],
        ]
        for bytes in damaged {
            #expect(throws: DecodingFault("a string is damaged", at: 7)) { try string(bytes) }
            let name = [0, UInt8(bytes.count)] + bytes
            let body: [UInt8] = [0x73, 0x72] + name + [UInt8](repeating: 0, count: 8) + [2, 0, 0, 0x78, 0x70]
            #expect(throws: DecodingFault("a string is damaged", at: 8)) { try decode(body) }
        }
        #expect(try string(Array("h\u{e9}\u{20ac}".utf8)) == "\"h\u{e9}\u{20ac}\"")
        #expect(try string([0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]) == "\"\u{1f600}\"")
        #expect(try string([0xed, 0xa0, 0xbd]) == #""\ud83d""#)
        #expect(try string([0xc0, 0x80]) == #""\u0000""#)
        // More bytes than are needed.
        #expect(try string([0xc1, 0xa1, 0xe0, 0x81, 0xa2]) == #""ab""#)
    }

    /// What makes a list unmodifiable holds all of its parts; many of those that hold the same list hold more than may be.
    @Test func wrappersOfOneList() throws {
        let list =
            [0x73] + description("java.util.ArrayList", flags: 3) + [UInt8](repeating: 0x70, count: 1000) + [0x78]
        let wrapper = description("java.util.Collections$UnmodifiableList", fields: [field("L", "c")])
        func wrappers(_ count: Int) throws -> String {
            let more = [[UInt8]](repeating: [0x73] + handle(4) + handle(3), count: count).flatMap(\.self)
            let size = [0, 0, UInt8((count + 2) >> 8), UInt8((count + 2) & 0xff)]
            let array = [0x75] + description("[Ljava.lang.Object;") + size
            return try decode(array + list + [0x73] + wrapper + handle(3) + more)
        }
        #expect(try wrappers(2).split(separator: "], [").count == 4)
        #expect(throws: DecodingFault.tooManyNodes(300_000)) { try wrappers(1000) }
    }

    /// Each object has the bytes of a large integer only by name, and leaves nothing behind if they are zeros.
    @Test func manyLargeIntegersOfTheSameBytes() throws {
        let integer = description("java.math.BigInteger", fields: [field("I", "signum"), field("L", "magnitude")])
        let zeros = [0x75] + description("[B") + [0, 0, 0xff, 0xff] + [UInt8](repeating: 0, count: 0xffff)
        let more = [[UInt8]](repeating: [0x73] + handle(2) + [0, 0, 0, 0] + handle(6), count: 2).flatMap(\.self)
        let array = [0x75] + description("[Ljava.lang.Object;") + [0, 0, 0, 3]
        let literal = try decode(array + [0x73] + integer + [0, 0, 0, 0] + zeros + more)
        #expect(literal == "Object[]{0, 0, 0}")
        var budget = DigitsBudget()
        #expect(try budget.takesDecimal(1000))
        #expect(try !budget.takesDecimal(1 << 20))
        #expect(throws: DecodingFault("it has too many large integers")) {
            for _ in 0..<100 { _ = try budget.takesDecimal(1 << 20) }
        }
    }

    /// Many numbers may share their digits and differ in their scale.
    @Test func decimalsOfTheSameDigits() throws {
        let bytes = [0x75] + description("[B") + [0, 0, 0, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]
        let integer =
            [0x73] + description("java.math.BigInteger", fields: [field("I", "signum"), field("L", "magnitude")])
            + [0xff, 0xff, 0xff, 0xff] + bytes
        let decimal =
            [0x73] + description("java.math.BigDecimal", fields: [field("I", "scale"), field("L", "intVal")])
            + [0, 0, 0, 5] + integer
        let scales: [[UInt8]] = [
            [0, 0, 0, 0], [0, 0, 0, 20], [0, 0, 0, 25], [0, 0, 0, 26], [0xff, 0xff, 0xff, 0xff], [0x80, 0, 0, 0],
            [0x7f, 0xff, 0xff, 0xff],
        ]
        let more = scales.flatMap { [0x73] + handle(2) + $0 + handle(7) }
        let digits = "18446744073709551616"
        let exponential = "-1." + digits.dropFirst()
        let expected = [
            "-184467440737095.51616", "-" + digits, "-0." + digits, "-0.00000" + digits, exponential + "E-7",
            exponential + "E+20", exponential + "E+2147483667", exponential + "E-2147483628",
        ]
        let literal = try decode([0x75] + description("[Ljava.lang.Object;") + [0, 0, 0, 8] + decimal + more)
        #expect(literal == "Object[]{" + expected.joined(separator: ", ") + "}")
    }
}
