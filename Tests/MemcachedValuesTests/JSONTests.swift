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

    @Test func keysThatComeAgain() throws {
        let text = #"{"a": 1, "b": {"c": 2, "c": 3}, "\u0061": [4], "": 5, "": 6}"#
        #expect(try shown(text) == #"{"a": 1, "b": {"c": 2, "c": 3}, "a": [4], "": 5, "": 6}"#)
        #expect(try meant(text) == #"{"a": [4], "b": {"c": 3}, "": 6}"#)
    }
}
