import Testing

@testable import MemcachedValues

/// JSON that is shown is as it was written; JSON that is to be stored is what a program would make of it.
struct JSONTests {
    private func shown(_ text: String) throws -> String {
        JSONLiteral().line(try JSONFormat().decode(Array(text.utf8), limits: DecodingLimits()))
    }

    private func meant(_ text: String) throws -> String {
        let format = JSONFormat(keepsSpelling: false)
        return JSONLiteral().line(try format.decode(Array(text.utf8), limits: DecodingLimits()))
    }

    @Test func zeroWithAMinus() throws {
        #expect(try shown("[-0, -0.0, 0]") == "[-0, -0.0, 0]")
        #expect(try meant("[-0, -0.0, 0]") == "[0, -0.0, 0]")
    }

    @Test func halfASurrogatePair() throws {
        #expect(
            try shown(#"["a\ud83d", "\udc00\ud83d", {"\ud83dé": "\ud83d\ude00"}, "\ud83dx\ud83d"]"#)
                == #"["a\ud83d", "\udc00\ud83d", {"\ud83dé": "😀"}, "\ud83dx\ud83d"]"#
        )
        let fault = DecodingFault("a string has half a surrogate pair, which is no character")
        for text in [#""a\ud83d""#, #""\udc00""#, #"{"\ud83d\n": 1}"#, #""\ud83d\ud83d\ude00""#] {
            #expect { try meant(text) } throws: { ($0 as? DecodingFault)?.reason == fault.reason }
        }
        // Written out, such a half is not UTF-8.
        #expect(throws: DecodingFault.self) {
            try JSONFormat().decode([0x22, 0xed, 0xa0, 0xbd, 0x22], limits: DecodingLimits())
        }
        let both = Array(#""\ud83d"#.utf8) + [0xed, 0xa0, 0xbd, 0x22]
        #expect(throws: DecodingFault.self) { try JSONFormat().decode(both, limits: DecodingLimits()) }
    }

    /// As a whole is shown that is cut in the middle of such text.
    @Test func halvesThatAreCut() throws {
        let text = "[" + [String](repeating: #""é\ud83d""#, count: 50).joined(separator: ", ") + "]"
        let tree = try JSONFormat().decode(Array(text.utf8), limits: DecodingLimits())
        let whole = JSONLiteral().line(tree)
        for limit in 0..<200 { #expect(whole.hasPrefix(JSONLiteral().line(tree, limit: limit))) }
    }

    @Test func numbersBeyondAllDoubles() throws {
        #expect(try shown("[1e400]") == "[1e400]")
        #expect { try meant("[1e400]") } throws: { "\($0)".contains("too large") }
    }

    @Test func keysThatComeAgain() throws {
        let text = #"{"a": 1, "b": {"c": 2, "c": 3}, "\u0061": [4], "": 5, "": 6}"#
        #expect(try shown(text) == #"{"a": 1, "b": {"c": 2, "c": 3}, "a": [4], "": 5, "": 6}"#)
        #expect(try meant(text) == #"{"a": [4], "b": {"c": 3}, "": 6}"#)
    }
}
