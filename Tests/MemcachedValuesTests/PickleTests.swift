import MemcachedTestSupport
import Testing

@testable import MemcachedValues

struct PickleTests {
    private func literal(_ bytes: [UInt8]) throws -> String {
        PythonLiteral().line(try PickleFormat().decode(bytes, limits: DecodingLimits()), limit: 100_000)
    }

    private func literal(_ text: String) throws -> String { try literal(Array(text.utf8)) }

    // MARK: As Python has it

    @Test(.enabled(if: PlainPython.program != nil, "Python is not installed"))
    func everyProtocol() throws {
        let answers = try PlainPython.run("dump")
        #expect(answers.count > 700)
        for answer in answers {
            let about = "\(answer.literal.prefix(100)), protocol \(answer.flags ?? 9)"
            #expect(PickleFormat().resembles(answer.bytes), "\(about)")
            var found = ""
            do {
                let tree = try PickleFormat().decode(answer.bytes, limits: DecodingLimits())
                found = PythonLiteral().line(tree)
            } catch { found = "not decoded: \(error)" }
            #expect(found == answer.literal, "\(about)")
        }
    }

    static let texts: [String] = {
        var texts = [
            "null", "true", "false", "0.1", "-0.0", "1e100", "-0", "[-0,-0.0,-0e0]",
            #"{"a":1,"a":2}"#, #"{"a":{"b":1},"b":["c"],"\u0061":{"a":2,"b":"c","a":"b"},"c":[]}"#,
            "{" + (0..<1000).map { "\"k\($0)\":0" }.joined(separator: ",") + #","k7":7}"#, "[]", "{}", "[1]",
            #"{"a":1}"#,
            #"["a","a","ab","ab","","",""]"#,
            #"{"a":"a","ab":"ab","":"","x":{"ab":1,"a":2,"é":"é"},"é":["é","ü","ü","€","€"]}"#,
            #"[0,255,256,65535,65536,2147483647,2147483648,-1,-2147483648,-2147483649,9223372036854775807]"#,
            #"[-9223372036854775808,18446744073709551616,-18446744073709551616,-32768,549755813888,-549755813888]"#,
            #"["tab\tline\nreturn\r\u001a\u0000back\\","日本 😀","\ud83d\ude00","\\u0041"]"#,
            String(repeating: "[", count: 300) + String(repeating: "]", count: 300),
        ]
        let nines = String(repeating: "9", count: 4300)
        texts.append("[128000000000000000000000000000000000000000,-\(nines)]")
        func list(_ count: Int, _ item: (Int) -> String) -> String {
            "[" + (0..<count).map(item).joined(separator: ",") + "]"
        }
        func map(_ count: Int, _ item: (Int) -> String) -> String {
            "{" + (0..<count).map(item).joined(separator: ",") + "}"
        }
        // As many as are added at once, and around that.
        for count in [999, 1000, 1001, 2001] {
            texts.append(list(count) { "\($0)" })
            texts.append(map(count) { "\"k\($0)\":[\($0)]" })
        }
        // Frames: many values, and long ones before, between and behind short ones.
        let long = String(repeating: "y", count: 70000)
        let longest = String(repeating: "x", count: 65535)
        texts.append(list(20000) { "\($0).5" })
        texts.append("[1,\"\(longest)x\",2,\"\(longest)\",3]")
        texts.append("[\"\(long)\",\"\(long)\"]")
        texts.append("{\"\(long)\":{\"\(long)\":null}}")
        texts.append(list(300) { "{\"name\":\"\($0)\",\"text\":\"" + String(repeating: "é", count: $0) + "\"}" })
        return texts
    }()

    @Test(.enabled(if: PlainPython.program != nil, "Python is not installed"))
    func writesWhatPythonWrites() throws {
        let answers = try PlainPython.run("pickle", input: Self.texts.map { $0 + "\n" }.joined())
        try #require(answers.count == 2 * Self.texts.count)
        for (number, text) in Self.texts.enumerated() {
            let format = JSONFormat(keepsSpelling: false)
            let tree = try format.decode(Array(text.utf8), limits: DecodingLimits())
            for (version, answer) in zip([PickleWriter.Version.zero, .five], answers[(2 * number)...]) {
                let pickle = try PickleWriter.pickle(tree.root, of: tree, version)
                #expect(pickle == answer.bytes, "\(text.prefix(60))")
                let again = try PickleFormat().decode(pickle, limits: DecodingLimits())
                #expect(PythonLiteral().line(again) == PythonLiteral().line(tree))
            }
        }
    }

    // MARK: What older Pythons wrote

    @Test func stringsOfPython2() throws {
        #expect(try literal("S'it\\'s \\x41\\n\\101'\np0\n.") == #""it's A\nA""#)
        #expect(try literal("S\"caf\\xe9\"\n.") == #"b'caf\xe9'"#)
        #expect(try literal(Array("U".utf8) + [2, 0x61, 0xff] + Array(".".utf8)) == #"b'a\xff'"#)
        #expect(try literal(Array("T".utf8) + [2, 0, 0, 0, 0x61, 0x62] + Array(".".utf8)) == "'ab'")
        #expect(try literal("Vcaf\\u00e9 \\U0001f600 \\\\u0041\n.") == #"'café 😀 \\\\u0041'"#)
        #expect(try literal("V\\ud83d\n.") == #"'\ud83d'"#)
    }

    @Test func objectsOfPython2() throws {
        #expect(try literal("(ishop\nCart\np0\n(dp1\nS'id'\nI7\nsb.") == "<shop.Cart id=7>")
        #expect(try literal("(cshop\nCart\nI1\no.") == "<shop.Cart 1>")
        #expect(
            try literal("ccopy_reg\n_reconstructor\n(cshop\nCart\nc__builtin__\nobject\nNtR(dS'id'\nL7L\nsb.")
                == "<shop.Cart id=7>"
        )
        #expect(try literal("c__builtin__\nset\n((lI1\naI2\natR.") == "{1, 2}")
        #expect(
            try literal("cdatetime\ndatetime\n(S'\\x07\\xe8\\x01\\x02\\x03\\x04\\x00\\x00\\x00\\x00'\ntR.")
                == "datetime.datetime(2024, 1, 2, 3, 4)"
        )
        #expect(try literal("c__builtin__\nxrange\n(I0\nI3\nI1\ntR.") == "range(0, 3)")
    }

    // MARK: Nothing is run

    @Test func callsAreOnlyShown() throws {
        #expect(try literal("cos\nsystem\n(S'rm -rf /'\ntR.") == "<os.system 'rm -rf /'>")
        #expect(try literal("cbuiltins\neval\n(V1+1\ntR.") == "<builtins.eval '1+1'>")
        #expect(try literal("cposix\nsystem\n.") == "<posix.system>")
        #expect(try literal([0x80, 2, 0x82, 5, 0x29, 0x81, 0x2e]) == "<copyreg.extension 5>")
    }

    @Test func djangoModels() throws {
        let text = "cdjango.db.models.base\nmodel_unpickle\n((Vshop\nVCart\nttR(dVid\nI7\nsb."
        #expect(try literal(text) == "<shop.Cart id=7>")
    }

    @Test func namesThatDriveATerminal() throws {
        #expect(try literal("c\u{1b}[2J\nx\u{202e}y\n)R.") == "<\\x1b[2J.x\\u202ey>")
        #expect(try literal("cbuiltins\n\u{1b}cError\n)R.") == "<builtins.\\x1bcError>")
        #expect(try literal("cshop\nCart\n)R}V\u{1b}c=\nI1\nsb.") == "<shop.Cart '\\x1bc='=1>")
    }

    @Test func notAsPythonMakesThem() throws {
        #expect(try literal("cdatetime\ndate\n(S'abcd'\ntR.") == "<datetime.date 'abcd'>")
        #expect(try literal("cuuid\nUUID\n)R}Vint\nI-1\nsb.") == "<uuid.UUID int=-1>")
        #expect(try literal("ccollections\ndeque\n(I1\ntR.") == "<collections.deque 1>")
        #expect(try literal("cfractions\nFraction\n(V1/x\ntR.") == "<fractions.Fraction '1/x'>")
        #expect(try literal("cdecimal\nDecimal\n(V1'\u{1b}\ntR.") == #"Decimal("1'\x1b")"#)
    }

    // MARK: Damage

    @Test(arguments: [
        "", ".", "N", "N..", "(.", "0.", "1.", "2.", "g0\n.", "gx\n.", "g-1\n.", "p0\n.", "Nq", "a.", "(NNd", "(Nd.",
        "]N.N",
        "Ia\n.", "I1_0\n.", "I007\n.", "L\n.", "I\n.", "F0x1p3\n.", "F\n.", "S'\n.", "S'a\n.", "Sa\n.", "V\\u12\n.",
        "V\\U00110000\n.", "S'\\x1'\n.", "c\n.", "cos\nsystem\nNR.", "N)R.", "(o.", "N}b.", "]}b.", "P1\n.", "NQ.",
        "NNs.",
        "}](s.", "}]Ns.", "}((u.", "NI1\na.", "T\u{1}\u{0}\u{0}\u{0}", "X\u{7f}\u{7f}\u{7f}\u{7f}a.",
        "J\u{1}.", "\u{1}.", "(N(", "((t",
    ])
    func faults(text: String) {
        #expect(throws: DecodingFault.self) { try literal(text) }
    }

    @Test func sizesThatAreNotThere() {
        for opcode in [PickleOpcode.binUnicode8, .binBytes8, .byteArray8, .frame] {
            for size: [UInt8] in [
                [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0, 0, 0, 0, 0x80],
                [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0, 1, 0, 0, 0],
            ] {
                #expect(throws: DecodingFault.self) { try literal([0x80, 5, opcode.rawValue] + size + [0x61, 0x2e]) }
            }
        }
        for opcode in [PickleOpcode.binUnicode, .binBytes, .binString, .long4, .long1] {
            #expect(throws: DecodingFault.self) { try literal([opcode.rawValue, 0xff, 0xff, 0xff, 0xff, 0x2e]) }
        }
        #expect(throws: DecodingFault.self) { try literal([0x80, 6, 0x4e, 0x2e]) }
        #expect(throws: DecodingFault.self) { try literal([0x80, 5, 0x97, 0x2e]) }
    }

    @Test func numbersThatNobodyMinds() throws {
        #expect(try literal([0x4e, 0x72, 0xff, 0xff, 0xff, 0xff, 0x30, 0x6a, 0xff, 0xff, 0xff, 0xff, 0x2e]) == "None")
        #expect(try literal("Np922337203685477580\n0g922337203685477580\n.") == "None")
        #expect(try literal([0x8a, 0, 0x2e]) == "0")
        #expect(try literal([0x8a, 3, 0xff, 0xff, 0xff, 0x2e]) == "-1")
        #expect(try literal([0x8a, 10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x2e]) == "1")
        #expect(try literal([0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x2e]) == "-9223372036854775808")
    }

    @Test func nestedTooDeep() {
        let deep = DecodingFault("it is nested more than 400 levels deep")
        let count = 100_000
        let lists = [UInt8](repeating: 0x5d, count: count) + [UInt8](repeating: 0x61, count: count - 1)
        #expect(throws: deep) { try literal(lists + [0x2e]) }
        let tuples = [UInt8](repeating: 0x85, count: count)
        #expect(throws: deep) { try literal([0x4e] + tuples + [0x2e]) }
        let marks = [UInt8](repeating: 0x28, count: count) + [UInt8](repeating: 0x74, count: count)
        #expect(throws: deep) { try literal(marks + [0x2e]) }
    }

    @Test func circlesAndSharedParts() throws {
        #expect(try literal("(lp0\nI1\nag0\na.") == "[1, [...]]")
        #expect(try literal("(dp0\nVa\ng0\ns.") == "{'a': {...}}")
        #expect(try literal("(lp0\n(g0\ntp1\na0g1\n.") == "([(...)],)")
        #expect(try literal("cshop\nCart\n)Rp0\n}Vme\ng0\nsb.") == "<shop.Cart me=<shop.Cart ...>>")
        #expect(try literal("ccollections\ndeque\n)Rp0\ng0\na.") == "deque([[...]])")
        // Thirty levels of ten times the same: it would be a thousand billion billion billion times `None`.
        var bytes: [UInt8] = [0x4e]
        let ten: [UInt8] = (0..<20).map { $0.isMultiple(of: 2) ? 0x68 : 0 }
        for _ in 0..<30 { bytes += [0x71, 0, 0x30, 0x28] + ten + [0x74] }
        #expect(try literal(bytes + [0x2e]).utf8.count == 100_000)
        var writer = LiteralWriter(limit: 100_000, width: 80)
        let tree = try PickleFormat().decode(bytes + [0x2e], limits: DecodingLimits())
        PythonLiteral().write(tree.root, of: tree, to: &writer)
        #expect(writer.isCut && writer.output.count <= 100_000)
    }

    @Test func moreThanThereIsRoomFor() throws {
        let many = DecodingFault("it has more than 300000 parts")
        for body: UInt8 in [0x32, 0x28, 0x94, 0x5d, 0x4e] {
            let bytes: [UInt8] = [0x4e] + [UInt8](repeating: body, count: 2_000_000) + [0x2e]
            #expect(throws: many) { try literal(bytes) }
        }
        // Round and round, with nothing new.
        for steps in ["(1", "20", "q0"] {
            let bytes: [UInt8] = [0x4e] + [[UInt8]](repeating: Array(steps.utf8), count: 12_000).joined() + [0x2e]
            #expect(throws: DecodingFault.self) {
                try PickleFormat().decode(bytes, limits: DecodingLimits(nodes: 1000))
            }
        }
        // A long list, made a set again and again.
        let list = Array("(lp0\n".utf8) + (0..<1000).flatMap { _ in Array("Na".utf8) }
        let set = Array("c__builtin__\nset\n(g0\ntR0".utf8)
        #expect(throws: DecodingFault.self) {
            try literal(list + [[UInt8]](repeating: set, count: 700).joined() + [0x2e])
        }
        // Long integers one after the other: there is no time for all their decimal digits.
        let long: [UInt8] = [0x8b, 0xbc, 0x02, 0, 0] + [UInt8](repeating: 0x7f, count: 700) + [0x30]
        let longs = [[UInt8]](repeating: long, count: 1000).joined()
        let longest = longs + [0x8a, 33] + [UInt8](repeating: 1, count: 33) + [0x2e]
        #expect(try literal(longest) == "0x" + String(repeating: "01", count: 33))
        let short = longs + [0x8a, 9] + [UInt8](repeating: 1, count: 9) + [0x2e]
        #expect(try literal(short) == "18519084246547628289")
    }

    @Test(.enabled(if: PlainPython.program != nil, "Python is not installed"))
    func damagedPickles() throws {
        var numbers = SeededNumbers(seed: 20_240_301)
        let pickles = try PlainPython.run("dump").map(\.bytes).filter { $0.count < 500 }
        var count = 0
        for _ in 0..<40_000 {
            var bytes = pickles[numbers.below(pickles.count)]
            let other = pickles[numbers.below(pickles.count)]
            let place = numbers.below(bytes.count)
            switch numbers.below(4) {
            case 0: bytes[place] = UInt8(numbers.below(256))
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place...)
            default: bytes.insert(contentsOf: other.suffix(numbers.below(30)), at: place)
            }
            guard let text = try? literal(bytes) else { continue }
            count += 1
            let isShown = text.unicodeScalars.allSatisfy(\.isPrintable)
            #expect(isShown, "\(bytes)")
        }
        #expect(count > 5000)
    }

    /// Programs for the stack machine, of opcodes and what they take, put together at random.
    @Test func randomPrograms() {
        var numbers = SeededNumbers(seed: 20_240_229)
        let lines = [
            "(", "0", "1", "2", "g0\n", "p0\n", "I01\n", "L5L\n", "F1.5\n", "S'a\\n'\n", "Vid\n", "l", "d", "t", "a",
            "s", "e",
            "u", "]", "}", ")", "N", "R", "b", "o", "iA\nB\n", "ccopy_reg\n_reconstructor\n", "cbuiltins\nset\n",
            "ccollections\ndeque\n", "cdatetime\ntimezone\n", "ccollections\nCounter\n", "cuuid\nUUID\n",
            "c_codecs\nencode\n",
        ]
        let words: [[UInt8]] =
            lines.map { Array($0.utf8) } + [
                [0x68, 1], [0x71, 1], [0x81], [0x92], [0x93], [0x94], [0x85], [0x86], [0x87], [0x8f], [0x90], [0x91],
                [0x8c, 1, 0x78], [0x43, 1, 0xff], [0x8a, 1, 0x80], [0x4b, 7], [0x47, 0, 0, 0, 0, 0, 0, 0, 0],
            ]
        var count = 0
        for _ in 0..<60_000 {
            var bytes: [UInt8] = []
            for _ in 0..<3 + numbers.below(38) { bytes += words[numbers.below(words.count)] }
            guard let text = try? literal(bytes + [0x2e]) else { continue }
            count += 1
            let isShown = text.unicodeScalars.allSatisfy(\.isPrintable)
            #expect(isShown, "\(bytes)")
        }
        #expect(count > 500)
    }

    @Test func whatIsTakenForAPickle() {
        for text in [
            "", ".", "Hello.", "I am here.", "No.", "Very well.", "(c) by me.", "(listed)", "{x}.", "(list).", "{}.",
            "[1, 2].",
        ] {
            #expect(!PickleFormat().resembles(Array(text.utf8)), "\(text)")
        }
        #expect(PickleFormat().resembles(Array("N.".utf8)))
        // Without flags that say so, only what says itself what it is.
        #expect(!PickleFormat(isMarked: true).resembles(Array("N.".utf8)))
        let meaning = Interpreter().meaning(flags: 0, bytes: [0x80, 5, 0x5d, 0x94, 0x88, 0x61, 0x2e])
        #expect(meaning.format == "pickle" && meaning.isGuessed)
    }
}
