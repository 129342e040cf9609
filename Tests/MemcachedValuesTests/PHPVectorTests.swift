import Foundation
import MemcachedTestSupport
import MemcachedValues
import Testing

/// What real clients of PHP stored, as it was recorded.
struct PHPVectorTests {
    /// What was stored, and how PHP writes it, with its type.
    static let literals: [String: (literal: String, type: String)] = [
        #""hello""#: ("'hello'", "string"), #""h\u{e9}llo""#: ("'héllo'", "string"), #""""#: ("''", "string"),
        "42": ("42", "int"), "true": ("true", "bool"), "null": ("null", "null"),
        "3.25": ("3.25", "float"), "0.1": ("0.1", "float"), "1e100": ("1.0E+100", "float"),
        "-0.5": ("-0.5", "float"), "-INF": ("-INF", "float"), "NAN": ("NAN", "float"),
        "1.5e-7": ("1.5E-7", "float"), "1/3": ("0.3333333333333333", "float"),
        #"[1,"two",3.5]"#: ("[1, 'two', 3.5]", "array"),
        #"["a"=>1,"b"=>[true,null]]"#: ("['a' => 1, 'b' => [true, null]]", "array"),
        #"(object)["x"=>1]"#: ("(object) ['x' => 1]", "object"),
        #"str_repeat("abcdefghij",300)"#: ("'\(String(repeating: "abcdefghij", count: 300))'", "string"),
        "range(1,900)": ("[\((1...900).map { "\($0)" }.joined(separator: ", "))]", "array"),
        #"str_repeat("a",1999)"#: ("'\(String(repeating: "a", count: 1999))'", "string"),
        #"str_repeat("abc",1000)"#: ("'\(String(repeating: "abc", count: 1000))'", "string"),
    ]

    static func value(_ row: StoredVector) -> String {
        guard let start = row.expression.range(of: "key, ")?.upperBound else { return "" }
        var value = String(row.expression[start...].dropLast())
        if value.hasSuffix(", MEMCACHE_COMPRESSED") { value.removeLast(", MEMCACHE_COMPRESSED".count) }
        return value
    }

    @Test(arguments: [("php-memcached", 48), ("pecl memcache", 18)])
    func everyRow(title: String, count: Int) throws {
        let client = try #require(ClientLibraries.all.first { $0.title == title })
        let rows = StoredVector.of(title)
        #expect(rows.count == count)
        var found = 0
        for row in rows {
            let what: Comment = "\(row.expression) \(row.meaning)"
            let reading = client.reading(flags: row.flags, bytes: row.bytes)
            #expect(reading.fit == .writes, what)
            let meaning = Interpreter(client: client).meaning(flags: row.flags, bytes: row.bytes)
            #expect(meaning.fault == nil, what)
            let packing: Packing? =
                row.meaning.contains("COMPRESSION_FASTLZ: 4 byte") || row.meaning.contains("FastLZ level 2")
                ? .fastlz
                : row.meaning.contains("COMPRESSION_ZLIB: 4 byte") || row.meaning.contains("zlib compressed")
                    ? .zlib : nil
            #expect(meaning.packing == (row.length == 1999 ? nil : packing), what)
            #expect(meaning.format == Self.format(row), what)
            let value = Self.value(row)
            if value == "<2500 random bytes>" {
                guard case .bytes(row.bytes) = meaning.content else {
                    Issue.record("\(row.expression): \(PHPValue.literal(meaning))")
                    continue
                }
            } else if row.expression.hasPrefix("$u=") {
                let digits = PHPValue.literal(meaning)
                #expect(digits.count == 76802 && digits.hasPrefix("'cfcd208495d565ef66e7dff9f98764da"))
                let unit = digits.dropFirst().prefix(9600)
                #expect(digits == "'\(String(repeating: String(unit), count: 8))'")
            } else {
                var expected = try #require(Self.literals[value], what)
                // It keeps 14 digits.
                if title == "pecl memcache", value == "1/3" { expected.literal = "0.33333333333333" }
                // JSON's own notation is told by its own tests, and so is what JSON is.
                if meaning.format == "JSON" { continue }
                #expect(PHPValue.literal(meaning) == expected.literal, what)
                let isHidden = packing != nil && meaning.format != nil || reading.isOpaque
                #expect(meaning.type == (isHidden ? "" : expected.type), what)
            }
            found += 1
        }
        #expect(found > 15)
    }

    /// In which format the row says that it is.
    static func format(_ row: StoredVector) -> String? {
        for (word, name) in [
            ("IGBINARY", "igbinary"), ("JSON", "JSON"), ("MSGPACK", "MessagePack"), ("PHP", "PHP serialize"),
        ] where row.meaning.contains("serialized with SERIALIZER_\(word)") { return name }
        let isSerialized = row.meaning.hasPrefix("null: serialized") || row.meaning.hasPrefix("array: serialized")
        return isSerialized || row.meaning.contains("php serialize") ? "PHP serialize" : nil
    }
}

extension ClientReading {
    /// Whether what a program gets cannot be seen from outside.
    fileprivate var isOpaque: Bool {
        guard case .serialized(let format) = kind else { return false }
        return format.name != "PHP serialize"
    }
}
