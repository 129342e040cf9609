import MemcachedShell
import MemcachedValues
import Testing

@Suite struct FrameTests {
    private func frame(
        _ line: String,
        cursor: Int? = nil,
        columns: Int = 20,
        rows: Int = 10,
        _ change: (inout LineView) -> Void = { _ in }
    ) -> Frame {
        let scalars = Array(line.unicodeScalars)
        var view = LineView(prompt: [.init("p> ", .strong)], line: scalars, cursor: cursor ?? scalars.count)
        change(&view)
        return view.frame(columns: columns, rows: rows)
    }

    @Test(
        arguments: [
            ("", ["p> "], 0, 3), ("abc", ["p> abc"], 0, 6), ("第一", ["p> 第一"], 0, 7),
            ("e\u{301}x", ["p> e\u{301}x"], 0, 5), ("😀", ["p> 😀"], 0, 5),
            // What joins emoji is left out, so that all terminals agree on the columns.
            ("👨\u{200d}👩", ["p> 👨👩"], 0, 7), ("\u{1b}[31m", ["p> \\x1B[31m"], 0, 11),
            ("\u{202e}", ["p> \\u{202E}"], 0, 11),
            ("a\u{9b}b", ["p> a\\u{9B}b"], 0, 11),
            // At the edge the cursor goes to the next row, and a wide character is not cut.
            ("12345678901234567", ["p> 12345678901234567", ""], 1, 0),
            ("123456789012345678", ["p> 12345678901234567", "8"], 1, 1),
            ("1234567890123456第", ["p> 1234567890123456", "第"], 1, 2),
            ("a\nb", ["p> a", "b"], 1, 1), ("a\n", ["p> a", ""], 1, 0),
        ] as [(String, [String], Int, Int)]
    )
    func layout(line: String, rows: [String], row: Int, column: Int) {
        let frame = frame(line)
        #expect(frame.text == rows)
        #expect(frame.cursorRow == row)
        #expect(frame.cursorColumn == column)
    }

    @Test func theHintGivesWay() {
        func withHint(_ line: String, columns: Int) -> String {
            frame(line, columns: columns) { $0.hint = .init("VALUE [TTL] [--flags N]", .quiet) }.text[0]
        }
        #expect(withHint("set k", columns: 40) == "p> set k        VALUE [TTL] [--flags N]")
        #expect(withHint("set k", columns: 34) == "p> set k  VALUE [TTL] [--flags N]")
        #expect(withHint("set k", columns: 33) == "p> set k  VALUE [TTL] [--flags …")
        #expect(withHint("set k", columns: 24) == "p> set k  VALUE [TTL] …")
        #expect(withHint("set k", columns: 20) == "p> set k")
        #expect(withHint("set k", columns: 18) == "p> set k")
        #expect(withHint("set a-long-key-indeed", columns: 30) == "p> set a-long-key-indeed")
    }

    @Test func whatIsWrongIsShownSo() {
        let frame = frame("frob k") { $0.wrong = 0..<4 }
        #expect(
            frame.rows[0].map(\.look).map(\.rawValue)
                == [
                    Look.strong, .strong, .strong, .bad, .bad, .bad, .bad, .plain, .plain,
                ].map(\.rawValue)
        )
    }

    @Test func ofALongLineThePartAroundTheCursorIsShown() {
        let line = (0..<40).map { "\($0 % 10)" }.joined()
        #expect(
            frame(line, columns: 10, rows: 3).text == ["7890123456", "789012345678"].map { String($0.prefix(10)) } + [
                "789"
            ]
        )
        #expect(frame(line, cursor: 0, columns: 10, rows: 3).text == ["p> 0123456", "7890123456", "7890123456"])
        #expect(frame(line, cursor: 0, columns: 10, rows: 3).cursorRow == 0)
        for cursor in 0...40 {
            let frame = frame(line, cursor: cursor, columns: 7, rows: 2)
            #expect(frame.rows.count <= 2)
            #expect((0..<2).contains(frame.cursorRow))
            #expect((0..<7).contains(frame.cursorColumn))
        }
    }

    @Test func anyLineOnAnyTerminal() {
        var numbers = SplitMix(seed: 21)
        let alphabet: [Unicode.Scalar] = [
            "a", " ", "第", "😀", "\u{301}", "\u{200d}", "\u{1b}", "\n", "\t", "\u{202e}", "ｱ", "é",
        ]
        for _ in 0..<2000 {
            let line = (0..<Int(numbers.next() % 30)).map { _ in alphabet[Int(numbers.next() % UInt64(alphabet.count))]
            }
            let columns = Int(numbers.next() % 30)
            let rows = Int(numbers.next() % 6)
            var view = LineView(
                prompt: [.init("第p> ")],
                line: line,
                cursor: Int(numbers.next() % 31) % (line.count + 1)
            )
            view.hint = .init("a hint of several words")
            view.menu = CandidateMenu((0..<Int(numbers.next() % 40)).map { .init("word\($0)", "what it is") })
            let frame = view.frame(columns: columns, rows: rows)
            #expect(frame.rows.allSatisfy { $0.count <= max(1, columns) })
            #expect(frame.rows.count <= max(1, rows))
            #expect(frame.rows.indices.contains(frame.cursorRow))
            #expect((0..<max(1, columns)).contains(frame.cursorColumn))
            let text = frame.text.joined().unicodeScalars
            #expect(text.allSatisfy { $0.isPrintable })
        }
    }
}

@Suite struct CandidateMenuTests {
    private func text(_ menu: CandidateMenu, columns: Int, height: Int) -> [String] {
        menu.rows(columns: columns, height: height).map { row in
            var text = row.map(\.text).joined()
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    @Test func inColumnsWithAWordOnEach() {
        let menu = CandidateMenu([.init("a", "the first"), .init("bcd", "the second"), .init("e", "")])
        #expect(text(menu, columns: 80, height: 9) == ["a    the first   bcd  the second  e"])
        #expect(text(menu, columns: 34, height: 9) == ["a    the first   e", "bcd  the second"])
        #expect(text(menu, columns: 12, height: 9) == ["a    e", "bcd"])
    }

    @Test func whatDoesNotFitIsCounted() {
        let menu = CandidateMenu((0..<100).map { .init("key:\($0 + 100)", "seen") }, more: 900)
        let shown = text(menu, columns: 20, height: 5)
        #expect(shown.count == 5)
        #expect(shown[0] == "key:100  key:150")
        #expect(shown[4] == "and 992 more")
        var chosen = menu
        chosen.chosen = 99
        #expect(text(chosen, columns: 20, height: 5)[3] == "key:149  key:199")
        #expect(text(menu, columns: 20, height: 1) == ["key:100  key:150"])
        #expect(text(menu, columns: 20, height: 0) == [])
    }
}

@Suite struct FrameWriterTests {
    /// A terminal as simple as can be: it follows what the writer sends, and nothing else.
    private struct Paper {
        var rows: [[String]] = [[]]
        var row = 0
        var column = 0

        mutating func write(_ bytes: [UInt8], columns: Int) {
            var scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)[...]
            while let scalar = scalars.popFirst() {
                switch scalar {
                case "\r": column = 0
                case "\n":
                    row += 1
                    if row == rows.count { rows.append([]) }
                case "\u{8}": column -= 1
                case "\u{1b}":
                    scalars.removeFirst()
                    var number = ""
                    while let next = scalars.first, next.properties.numericType != nil {
                        number.unicodeScalars.append(next)
                        scalars.removeFirst()
                    }
                    let count = Int(number) ?? 1
                    switch scalars.popFirst() {
                    case "A": row -= count
                    case "C": column += count
                    case "K": rows[row] = Array(rows[row].prefix(column))
                    case "J":
                        rows[row] = Array(rows[row].prefix(column))
                        rows.removeSubrange((row + 1)...)
                    case "m": break
                    default: Issue.record("an unknown sequence")
                    }
                default:
                    let width = Columns.width(of: scalar)
                    if width == 0 {
                        let place = rows[row][column - 1].isEmpty ? column - 2 : column - 1
                        rows[row][place].unicodeScalars.append(scalar)
                        continue
                    }
                    #expect(column + width <= columns, "written over the edge")
                    while rows[row].count < column + width { rows[row].append(" ") }
                    rows[row][column] = String(Character(scalar))
                    if width == 2 { rows[row][column + 1] = "" }
                    column += width
                }
            }
        }

        func shows(_ frame: Frame) -> Bool {
            func trimmed(_ row: [String]) -> [String] {
                var row = row
                while row.last == " " { row.removeLast() }
                return row
            }
            let wanted = frame.rows.map { trimmed($0.map(\.text)) }
            let shown = rows.map(trimmed)
            return shown.prefix(wanted.count) == wanted[...] && shown.dropFirst(wanted.count).allSatisfy(\.isEmpty)
                && row == frame.cursorRow && column == frame.cursorColumn
        }
    }

    @Test func whatWasShownBecomesWhatIsToBe() {
        var numbers = SplitMix(seed: 33)
        let alphabet: [Unicode.Scalar] = ["a", "b", " ", "第", "😀", "\u{301}", "\n"]
        for columns in [3, 7, 20] {
            var writer = FrameWriter(style: Style(hasColor: true))
            var paper = Paper()
            var line: [Unicode.Scalar] = []
            for _ in 0..<600 {
                let place = Int(numbers.next() % UInt64(line.count + 1))
                if numbers.next() % 3 == 0, place < line.count {
                    line.remove(at: place)
                } else {
                    line.insert(alphabet[Int(numbers.next() % UInt64(alphabet.count))], at: place)
                }
                if numbers.next() % 40 == 0 { line = [] }
                var view = LineView(prompt: [.init("p>", .strong)], line: line, cursor: place % (line.count + 1))
                if numbers.next() % 2 == 0 { view.hint = .init("some hint", .quiet) }
                if numbers.next() % 3 == 0 { view.menu = CandidateMenu([.init("x", "y"), .init("zz", "")], chosen: 1) }
                let frame = view.frame(columns: columns, rows: 30)
                paper.write(writer.draw(frame, columns: columns), columns: columns)
                #expect(paper.shows(frame), "\(paper.rows) \(paper.row),\(paper.column) is not \(frame.text)")
            }
        }
    }

    @Test func aLetterAtTheEndIsAllThatIsSent() {
        var writer = FrameWriter(style: Style(hasColor: true))
        func view(_ text: String) -> Frame {
            let scalars = Array(text.unicodeScalars)
            return LineView(prompt: [.init("p> ")], line: scalars, cursor: scalars.count).frame(columns: 80, rows: 24)
        }
        _ = writer.draw(view("get"), columns: 80)
        #expect(writer.draw(view("get "), columns: 80) == Array(" ".utf8))
        #expect(writer.draw(view("get k"), columns: 80) == Array("k".utf8))
        #expect(writer.draw(view("get k"), columns: 80) == [])
    }
}

@Suite struct PlainLineWriterTests {
    @Test func withoutAnySequence() {
        var writer = PlainLineWriter()
        var numbers = SplitMix(seed: 34)
        let alphabet: [Unicode.Scalar] = ["a", "b", " ", "第", "\n", "\u{1b}"]
        var line: [Unicode.Scalar] = []
        var row: [String] = []
        var column = 0
        for _ in 0..<1000 {
            let place = Int(numbers.next() % UInt64(line.count + 1))
            if numbers.next() % 3 == 0, place < line.count {
                line.remove(at: place)
            } else {
                line.insert(alphabet[Int(numbers.next() % UInt64(alphabet.count))], at: place)
            }
            let cursor = place % (line.count + 1)
            let bytes = writer.draw(LineView(prompt: [.init("p> ")], line: line, cursor: cursor), columns: 12)
            for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
                #expect(scalar == "\u{8}" || scalar.isPrintable)
                if scalar == "\u{8}" {
                    column -= 1
                    continue
                }
                let width = Columns.width(of: scalar)
                while row.count < column + width { row.append(" ") }
                row[column] = String(Character(scalar))
                if width == 2 { row[column + 1] = "" }
                column += width
                #expect(column <= 12)
            }
            #expect((0..<12).contains(column))
        }
    }

    @Test func ofALongLineAPartIsShown() {
        var writer = PlainLineWriter()
        let line = Array("0123456789abcdef".unicodeScalars)
        let shown = writer.draw(LineView(prompt: [.init("p> ")], line: line, cursor: 16), columns: 11)
        #expect(String(decoding: shown, as: UTF8.self) == "789abcdef")
    }
}
