import Memcached
import MemcachedShell
import NIOCore
import Testing

@Suite struct TypedLineTests {
    private static func parsed(_ line: String) throws -> TypedLine { try TypedLine(Array(line.utf8)) }

    private static func words(_ tokens: [Token]) -> [String] { tokens.map { Escaping.text($0.text) } }

    @Test(
        arguments: [
            ("get k", "get k", nil), ("get k | jq .", "get k", "jq ."),
            // What a program is told is its own: no quote, comment or sign in it is ours.
            ("get k | awk '{print \"it'\\''s\"}'x # 'y", "get k", "awk '{print \"it'\\''s\"}'x # 'y"),
            ("get k | sort | uniq > f", "get k", "sort | uniq > f"),
            ("set k '|' | cat", "set k |", "cat"), ("set k a|b", "set k a|b", nil),
            ("get k # | cat", "get k", nil), ("  get k |  tr a b  ", "get k", "tr a b  "),
        ] as [(String, String, String?)]
    )
    func programs(line: String, statement: String, program: String?) throws {
        let typed = try Self.parsed(line)
        #expect(Self.words(typed.words).joined(separator: " ") == statement)
        #expect(typed.destination == program.map { .program($0) })
    }

    @Test func filesStandAnywhere() throws {
        let typed = try Self.parsed("set k < 'a b' --ttl 5m >> ~/out")
        #expect(Self.words(typed.words) == ["set", "k", "--ttl", "5m"])
        #expect(typed.source?.string == "a b")
        guard case .file(let file, appends: true)? = typed.destination else {
            Issue.record("no file")
            return
        }
        #expect(file.string == "~/out")
        guard case .file(_, appends: false)? = try Self.parsed("> f get k").destination else {
            Issue.record("no file")
            return
        }
        // Only signs that stand alone are signs.
        #expect(try Self.parsed("set k <b>").source == nil)
        #expect(try Self.parsed("set k '>' \"<\"").words.count == 4)
    }

    @Test(
        arguments: [
            ("get k |", 7, true), ("get k |  ", 7, true), ("get k >", 7, true), ("set k <", 7, true),
            ("get k > > f", 7, true), ("get k > a > b", 11, false), ("get k > a | b", 11, false),
            ("set k < a < b", 11, false), ("get k > ''", 9, false), ("get 'k | jq", 5, false),
        ] as [(String, Int, Bool)]
    )
    func wrong(line: String, column: Int, isIncomplete: Bool) throws {
        let error = try #require(throws: UsageError.self) { _ = try Self.parsed(line) }
        #expect(error.column(in: Array(line.utf8)) == column)
        #expect(error.isIncomplete == isIncomplete)
    }

    @Test(
        arguments: [
            ("set k < f", "set k VALUE"), ("set k 5m < f", "set k VALUE 5m"), ("@1 set k < f 5m", "@1 set k VALUE 5m"),
            ("set k --ttl 5m --flags 3 < f", "set k VALUE --ttl 5m --flags 3"), ("append k < f", "append k VALUE"),
            ("set_multi a 1 b < f", "set_multi a 1 b VALUE"),
            ("set_multi a < f --ttl 1h", "set_multi a VALUE --ttl 1h"),
            // What is missing before it is not made up.
            ("set < f", "set"), ("frob < f", "frob"),
        ]
    )
    func theFileTakesThePlaceOfTheValue(line: String, statement: String) throws {
        let words = try Self.parsed(line).words(withValue: Array("VALUE".utf8))
        #expect(Self.words(words).joined(separator: " ") == statement)
    }

    @Test(arguments: [("get < f", "get takes no VALUE"), ("set_multi a 1 < f", "a KEY must stand before the file")])
    func noPlaceForAFile(line: String, message: String) throws {
        let typed = try Self.parsed(line)
        let error = try #require(throws: UsageError.self) { _ = try typed.words(withValue: []) }
        #expect(error.message.contains(message))
        #expect(error.offset != nil)
    }

    /// Whatever the bytes are, there is a line or an error with a place in it.
    @Test func rubbish() {
        var numbers = SplitMix(seed: 7)
        let pieces = [
            "|", "<", ">", ">>", " ", "get", "set_multi", "k", "'", "\"", "\\", "#", "@1", "--ttl", "\n", "\0",
        ]
        for _ in 0..<5000 {
            let line = (0..<12).flatMap { _ in Array(pieces[Int(numbers.next() % UInt64(pieces.count))].utf8) }
            do throws(UsageError) {
                _ = try TypedLine(line).words(withValue: [0])
            } catch {
                #expect(error.offset.map { $0 <= line.count } ?? true)
            }
        }
    }

    @Test(
        arguments: [
            ("get k | jq '.a", .quote), ("get k | jq \"it's", .quote), ("get k | sed -e'a 'b", .complete),
            ("get k | echo don't", .quote), ("get k | echo 'don'\\''t'", .complete), ("get k | cat # it's", .complete),
            ("get k | cat \\", .backslash), ("get k | echo 'a\\", .quote), ("get k | echo \"a\\\"", .quote),
            ("get k | echo \"a\\\\\"", .complete), ("get k | echo a#'b", .quote), ("set k 'x | y", .quote),
            ("get k # | it's", .complete),
        ] as [(String, Continuation)]
    )
    func whetherItGoesOn(line: String, continuation: Continuation) {
        #expect(Continuation.of(line) == continuation)
    }

    @Test func tilde() {
        func path(_ text: String, _ form: Token.Form = .bare) -> String {
            let token = Token(text: Array(text.utf8)[...], form: form, range: nil)
            return TildePath.expanded(token) { $0.isEmpty ? "/home/ada" : $0 == "bob" ? "/home/bob" : nil }
        }
        #expect(path("~") == "/home/ada")
        #expect(path("~/a b") == "/home/ada/a b")
        #expect(path("~bob/x") == "/home/bob/x")
        #expect(path("~nobody/x") == "~nobody/x")
        #expect(path("a~") == "a~")
        #expect(path("~/a", .quoted) == "/home/ada/a")
        #expect(path("./~") == "./~")
    }
}

/// What goes to programs and files.
@Suite struct DeliveryTests {
    private static func item(_ key: String, _ status: Status, _ value: String? = nil) -> ItemOutcome {
        var item = ItemOutcome(key: Array(key.utf8), status: status)
        item.value = value.map { ByteBuffer(string: $0) }
        return item
    }

    private static func outcome(_ body: Outcome.Body) -> Outcome { Outcome(command: "get", body: body) }

    private static func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    @Test func aValue() {
        let hit = Self.outcome(.item(Self.item("k", .hit, "a\u{1b}[0m")))
        #expect(Self.text(Delivery.toProgram(hit, .pretty)) == "a\u{1b}[0m\n")
        #expect(Self.text(Delivery.toProgram(hit, .raw)) == "a\u{1b}[0m")
        #expect(Self.text(Delivery.toFile(hit, .pretty, isTerminal: false)) == "a\u{1b}[0m")
        #expect(Self.text(Delivery.toFile(hit, .plain, isTerminal: false)) == "a\u{1b}[0m")
        #expect(Self.text(Delivery.toFile(hit, .json, isTerminal: false))?.hasPrefix("{\"command\":\"get\"") == true)
        // Nothing foreign drives a terminal, by whatever name it goes.
        #expect(Self.text(Delivery.toFile(hit, .pretty, isTerminal: true)) == "a\\x1B[0m")
        let empty = Self.outcome(.item(Self.item("k", .hit, "")))
        #expect(Delivery.toFile(empty, .pretty, isTerminal: false) == [])
    }

    @Test func whatBringsNothing() {
        let miss = Self.outcome(.item(Self.item("k", .miss)))
        #expect(Delivery.toProgram(miss, .pretty) == nil)
        #expect(Delivery.toFile(miss, .pretty, isTerminal: false) == nil)
        #expect(Delivery.shortfall(miss) == ["k: MISS"])
        let failure = Outcome.failure(Failure(.timeout, "late"), command: "get")
        #expect(Delivery.toProgram(failure, .pretty) == nil)
        #expect(Delivery.toFile(failure, .json, isTerminal: false) == nil)
        let several = Self.outcome(
            .items([Self.item("a", .miss), Self.item("b", .hit, "1"), Self.item("c", .hit, "2")])
        )
        #expect(Self.text(Delivery.toProgram(several, .pretty)) == "MISS\n1\n2\n")
        #expect(Self.text(Delivery.toFile(several, .pretty, isTerminal: false)) == "12")
        #expect(Delivery.shortfall(several) == ["a: MISS"])
        let misses = Self.outcome(.items((0..<8).map { Self.item("k\($0)", .miss) }))
        #expect(Delivery.toFile(misses, .pretty, isTerminal: false) == nil)
        #expect(Delivery.shortfall(misses).last == "and 3 more keys")
    }

    @Test func words() {
        let stored = Self.outcome(.item(Self.item("k", .stored)))
        #expect(Self.text(Delivery.toProgram(stored, .pretty)) == "STORED\n")
        #expect(Self.text(Delivery.toFile(stored, .pretty, isTerminal: false)) == "STORED\n")
        var number = Self.item("k", .ok)
        number.number = 7
        #expect(Self.text(Delivery.toFile(Self.outcome(.item(number)), .pretty, isTerminal: false)) == "7")
        #expect(Self.text(Delivery.toFile(Self.outcome(.text("a\n")), .pretty, isTerminal: false)) == "a\n")
    }

    @Test(
        arguments: [
            ("", 1, 10, false), ("a\n", 1, 10, false), ("a\nb", 1, 10, true), ("a\nb\n", 2, 10, false),
            ("a\nb\nc", 2, 10, true), ("0123456789", 1, 10, false), ("0123456789x", 1, 10, true),
            ("第第第第第", 1, 10, false), ("第第第第第第", 1, 10, true), ("\t\t", 1, 16, false), ("\t\tx", 1, 16, true),
            ("\u{1b}[31m0123456789\u{1b}[0m", 1, 10, false), ("\n\n\n", 3, 10, false), ("\n\n\n\n", 3, 10, true),
        ] as [(String, Int, Int, Bool)]
    )
    func whatDoesNotFit(text: String, rows: Int, columns: Int, exceeds: Bool) {
        #expect(OutputRows.exceed(rows, Array(text.utf8), columns: columns) == exceeds)
    }
}
