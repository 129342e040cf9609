import MemcachedShell
import Testing

/// What became of a text, line by line.
@Suite struct DifferenceTests {
    private static func lines(_ old: String, _ new: String, most: Int = 60, columns: Int = 100) -> [String] {
        lines(Array(old.utf8), Array(new.utf8), most: most, columns: columns)
    }

    private static func lines(_ old: [UInt8], _ new: [UInt8], most: Int = 60, columns: Int = 100) -> [String] {
        var text = DifferenceText(style: Style(hasColor: false))
        text.mostLines = most
        text.columns = columns
        return text.lines(from: old, to: new)
    }

    @Test func linesThatChanged() {
        let old = (1...20).map { "line \($0)\n" }.joined()
        let new = old.replacing("line 5\n", with: "line five\n").replacing("line 18\n", with: "")
        #expect(
            Self.lines(old, new) == [
                "@@ line 2 @@", "  line 2", "  line 3", "  line 4", "- line 5", "+ line five", "  line 6", "  line 7",
                "  line 8", "@@ line 15 @@", "  line 15", "  line 16", "  line 17", "- line 18", "  line 19",
                "  line 20",
            ]
        )
        #expect(Self.lines(old, old) == [])
    }

    @Test func linesThatCame() {
        #expect(Self.lines("", "a\n") == ["@@ line 1 @@", "+ a"])
        #expect(Self.lines("a\n", "") == ["@@ line 1 @@", "- a"])
        #expect(Self.lines("a\nb\n", "a\nx\nb\n") == ["@@ line 1 @@", "  a", "+ x", "  b"])
        #expect(
            Self.lines("a\nb\nc\n" + "m\n" + "n\n", "0\n0\na\nb\nc\nm\n!\n").first == "@@ line 1 @@"
        )
    }

    /// A line end is part of a value.
    @Test func aLineEndThatIsMissing() {
        #expect(Self.lines("a\n", "a") == ["@@ line 1 @@", "- a", "+ a  (no line end)"])
        #expect(Self.lines("a", "b") == ["@@ line 1 @@", "- a  (no line end)", "+ b  (no line end)"])
    }

    /// Of a line that is too long, the part is shown that is another.
    @Test func longLines() {
        let start = String(repeating: "abcdefghij", count: 100)
        let shown = Self.lines(start + "1" + start, start + "2" + start, columns: 50)
        #expect(shown.count == 3)
        #expect(shown[1].hasPrefix("- …") && shown[1].contains("j1a"))
        #expect(shown[2].hasPrefix("+ …") && shown[2].contains("j2a"))
        #expect(shown.allSatisfy { $0.count < 70 })
        #expect(Self.lines(start, "x", columns: 50)[1].hasPrefix("- abcdefghij"))
        // Wide characters take two columns, and are not cut in two.
        let wide = Self.lines(String(repeating: "値", count: 200), "x", columns: 44)[1]
        #expect(wide.filter { $0 == "値" }.count == 20 && wide.contains("…"))
    }

    @Test func whatIsNoText() {
        let old: [UInt8] = Array(0...255)
        var new = old
        new[40] = 0xff
        let shown = Self.lines(old, new)
        #expect(shown[0] == "@@ not text; the first difference is at byte 40 of 256, now of 256 @@")
        #expect(shown[1] == "- 00000020  20 21 22 23 24 25 26 27  28 29 2a 2b 2c 2d 2e 2f  | !\"#$%&'()*+,-./|")
        #expect(shown.contains { $0.hasPrefix("+ 00000020  20 21 22 23 24 25 26 27  ff") })
        #expect(Self.lines([0xff, 0xfe], []).count == 2)
    }

    /// Nothing of a value drives the terminal.
    @Test func nothingRaw() {
        for byte in UInt8.min...UInt8.max where byte != 0x0a {
            let shown = Self.lines([0x61, byte, 0x62], Array("new\u{9b}31m\u{202e}\u{1b}]0;x\u{7}".utf8)).joined()
            let categories = shown.unicodeScalars.map(\.properties.generalCategory)
            #expect(!categories.contains(.control) && !categories.contains(.format), "\(byte)")
        }
        let text = Self.lines("a\u{202e}\u{85}\r\tb", "c").joined()
        #expect(text.contains("a\\u{202E}\\u{85}\\r\\tb"))
    }

    @Test func onlySoMany() {
        let old = (1...1000).map { "old \($0)\n" }.joined()
        let new = (1...900).map { "new \($0)\n" }.joined()
        let shown = Self.lines(old, new, most: 20)
        #expect(shown.count == 21)
        #expect(shown.last == "… 981 more removed, 900 more added")
    }

    /// Whatever the texts are, both can be put together again from what is told; and no fewer lines would have done.
    @Test func bothTextsAreThere() {
        var random = SplitMix(seed: 5)
        for _ in 0..<500 {
            func text() -> [UInt8] {
                (0..<Int.random(in: 0..<12, using: &random)).flatMap { _ in
                    [UInt8.random(in: 0x61...0x63, using: &random), 0x0a]
                } + (Bool.random(using: &random) ? [0x61] : [])
            }
            let (old, new) = (text(), text())
            let difference = LineDifference(from: old, to: new)
            #expect(difference.runs.filter { $0.change != .added }.flatMap { difference.text($0) } == old)
            #expect(
                difference.runs.flatMap { $0.change == .removed ? [] : Array(difference.text($0)) } == new
            )
            #expect(difference.counts.removed + difference.counts.added == Self.distance(old, new))
        }
    }

    /// How many lines have to go or come, by the table of all ways.
    private static func distance(_ old: [UInt8], _ new: [UInt8]) -> Int {
        func lines(_ text: [UInt8]) -> [[UInt8]] {
            var lines = text.split(separator: 0x0a, omittingEmptySubsequences: false).map { Array($0) + [0x0a] }
            let last = lines.removeLast()
            return last.count > 1 ? lines + [Array(last.dropLast())] : lines
        }
        let (old, new) = (lines(old), lines(new))
        var row = Array(0...new.count)
        for (index, line) in old.enumerated() {
            var next = [index + 1]
            for (place, other) in new.enumerated() {
                next.append(line == other ? row[place] : min(row[place + 1], next[place]) + 1)
            }
            row = next
        }
        return row[new.count]
    }

    /// Texts that have nothing in common are not worth a search, however large they are.
    @Test func largeTexts() {
        let old = (0..<100_000).map { "some line \($0)\n" }.joined()
        let new = (0..<100_000).map { "another one \($0)\n" }.joined()
        let difference = LineDifference(from: Array(old.utf8), to: Array(new.utf8))
        #expect(difference.runs.count == 2)
        #expect(difference.counts == (100_000, 100_000))
        let same = [UInt8](repeating: 0x0a, count: 1 << 20)
        let ends = LineDifference(from: same, to: same + [0x61])
        #expect(ends.counts == (0, 1))
        // Alike, but nowhere in order.
        let shuffled = (0..<40_000).map { "\($0 * 7919 % 40_000)\n" }.joined()
        let sorted = (0..<40_000).map { "\($0)\n" }.joined()
        #expect(LineDifference(from: Array(shuffled.utf8), to: Array(sorted.utf8)).runs.count == 3)
    }
}
