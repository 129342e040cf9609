import Testing

@testable import MemcachedValues

struct PrintableScalarTests {
    /// The short cut for common blocks says what Unicode's tables say.
    @Test func theShortCutIsRight() {
        for value in UInt32(0x80)...0x1ffff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if scalar.isPrintable != scalar.isPrintableByItsProperties { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    /// Of two texts that look the same one may have such a character in it.
    @Test(arguments: [
        0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180e, 0x180f, 0x200b, 0x200e, 0x202e, 0x2060,
        0x2064,
        0x2800, 0x3164, 0xfe00, 0xfe0e, 0xfeff, 0xffa0, 0xfff0, 0x1bca0, 0x1d159, 0x1d173, 0xe0001, 0xe0020, 0xe0067,
        0xe007f, 0xe0100, 0xe01ef, 0xe0fff,
    ])
    func whatHidesInText(value: UInt32) throws {
        #expect(try !#require(Unicode.Scalar(value)).isPrintable)
    }

    /// Joiners and the sixteenth variation selector make of others what is to be seen: a family, a red heart.
    @Test(arguments: ["\u{200c}", "\u{200d}", "\u{fe0f}", "\u{301}", "\u{2801}", "\u{1100}", "\u{1161}"])
    func whatDoesNot(text: Unicode.Scalar) {
        #expect(text.isPrintable)
    }

    @Test func eachLanguageEscapesIt() throws {
        let text = "a\u{3164}\u{34f}\u{fe00}\u{e0101}❤\u{fe0f}👩\u{200d}🚀"
        var tree = ValueTree([], limits: DecodingLimits())
        try tree.finish(tree.addText(text))
        let end = "❤\u{fe0f}👩\u{200d}🚀"
        let literals: [(any LiteralLanguage, String)] = [
            // Python's own `repr` escapes joiners as well.
            (PythonLiteral(), #"'a\u3164\u034f\ufe00\U000e0101❤\#u{fe0f}👩\u200d🚀'"#),
            (RubyLiteral(), #""a\u3164\u034F\uFE00\u{E0101}\#(end)""#),
            (PHPLiteral(), #""a\u{3164}\u{34f}\u{fe00}\u{e0101}\#(end)""#),
            (JSONLiteral(), #""a\u3164\u034f\ufe00\udb40\udd01\#(end)""#),
        ]
        for (language, literal) in literals { #expect(language.line(tree) == literal, "\(language.name)") }
    }
}
