import Foundation
import MemcachedTestSupport
import Testing

/// `where -`: keys on standard input.
@Suite struct WhereTests {
    /// Nothing is ever opened, so these need not exist.
    static let servers = ["-s", "10.0.0.1:11211:1,10.0.0.2:11211:2,10.0.0.3:11211:3"]

    static let keys = (0..<10_000).map { $0 % 4 == 0 ? "schlüssel:\($0):第一😀" : "user:\($0)" }

    @Test(arguments: ["python-memcached", "pymemcache"])
    func sameAsForKeysThatAreTyped(distribution: String) throws {
        let options = Self.servers + ["--distribution", distribution]
        let input = Self.keys.map { "\($0)\n" }.joined().utf8
        let typed = try Shell.run(options + ["where"] + Self.keys)
        #expect(typed.status == 0 && typed.lines.count == Self.keys.count)
        #expect(try Shell.run(options + ["--", "where"] + Self.keys).lines == typed.lines)
        let piped = try Shell.run(options + ["where", "-"], input: input)
        #expect(piped.status == 0 && piped.errors == "")
        #expect(zip(piped.lines, typed.lines).filter { $0 != $1 }.map(\.0) == [])
        #expect(piped.lines.count == typed.lines.count)

        let json = try Shell.run(options + ["-o", "json", "where", "-"], input: input)
        let answers = try json.answers
        #expect(json.status == 0 && json.errors == "")
        #expect(answers.map(\.line) == Self.keys.indices.map { $0 + 1 })
        #expect(answers.map(\.key) == Self.keys)
        #expect(answers.map { "\($0.key ?? "") \($0.server ?? "")" } == typed.lines)
    }

    /// However many words there are, options before the command are options, and words behind it are its own.
    @Test func manyOptionsAndManyWords() throws {
        let many = (0..<100).flatMap { ["-e", "where key:\($0)"] }
        let texts = try Shell.run(Self.servers + ["--distribution", "pymemcache"] + many)
        let keys = (0..<100).map { "key:\($0)" }
        let words = try Shell.run(Self.servers + ["--distribution", "pymemcache", "where"] + keys)
        #expect(texts.status == 0 && words.status == 0 && texts.lines == words.lines && words.lines.count == 100)
        let behind = try Shell.run(Self.servers + ["--distribution", "pymemcache", "where"] + keys + ["-o", "json"])
        #expect(behind.status == 0 && behind.lines.count == 102 && behind.lines.starts(with: words.lines))
        #expect(try Shell.run(Self.servers + ["--colour", "never", "where"] + keys).status == 64)
    }

    @Test func severalClientsSideBySide() throws {
        let keys = Array(Self.keys.prefix(500))
        let input = keys.map { "\($0)\n" }.joined().utf8
        let names = ["python-memcached", "pymemcache"]
        let both = names.flatMap { ["--as", $0] }
        let typed = try Shell.run(Self.servers + ["where"] + keys + both)
        let piped = try Shell.run(Self.servers + ["where", "-"] + both, input: input)
        #expect(piped.lines == typed.lines && piped.status == 0)
        let single = try names.map { try Shell.run(Self.servers + ["where", "-", "--as", $0], input: input).lines }
        #expect(piped.lines == zip(keys, zip(single[0], single[1])).map { "\($1.0)\($1.1.dropFirst($0.count))" })
        #expect(Set(single[0]) != Set(single[1]))

        let json = try Shell.run(Self.servers + ["-o", "json", "where", "-"] + both, input: input).answers
        #expect(json.map(\.key) == keys)
        #expect(json.allSatisfy { $0.routes?.map(\.distribution) == names })
        let routes = json.map { answer in ([answer.key ?? ""] + (answer.routes ?? []).map(\.server)) }
        #expect(routes.map { $0.joined(separator: " ") } == piped.lines)
    }

    /// What is no key is told with its line, and the others are answered.
    @Test func linesThatHoldNoKey() throws {
        var input = Data("user:1\nwith a blank\n\nuser:2\r\n".utf8)
        input += Data(repeating: UInt8(ascii: "k"), count: 100_000)
        input += Data("\nbad\u{1}byte\n".utf8)
        input += [0x6b, 0xff, 0x0a]
        input += Data(repeating: UInt8(ascii: "k"), count: 1_000_000)
        input += Data("\nlast".utf8)
        // What keys that are typed are told.
        let last = try Shell.run(Self.servers + ["where", "user:1", "user:2", "last"]).lines
        let complaints = [
            "stdin:2: a key cannot hold a blank", "stdin:5: a line of more than 64 KiB holds no key",
            "stdin:6: a key cannot hold the control byte 0x01", "stdin:8: a line of more than 64 KiB holds no key",
            "mcsh: 4 of the lines hold no key",
        ]

        let plain = try Shell.run(Self.servers + ["where", "-"], input: input)
        #expect(plain.status == 2)
        #expect(plain.lines.count == 4 && [plain.lines[0], plain.lines[1], plain.lines[3]] == last)
        #expect(plain.lines[2].hasPrefix("\"k\\xFF\" 10.0.0."))
        #expect(plain.complaints.count == complaints.count, "\(plain.errors)")
        for (complaint, words) in zip(plain.complaints, complaints) { #expect(complaint.hasPrefix(words)) }

        // In JSON they have their object, too; bytes that are no text are told as they are.
        let json = try Shell.run(Self.servers + ["-o", "json", "where", "-"], input: input)
        let answers = try json.answers
        #expect(json.status == 2 && json.errors == plain.errors)
        #expect(answers.map(\.line) == [1, 2, 4, 5, 6, 7, 8, 9])
        #expect(answers.map { $0.error?.kind } == [nil, "usage", nil, "usage", "usage", nil, "usage", nil])
        #expect(answers[1].key == "with a blank" && answers[2].key == "user:2" && answers[7].key == "last")
        #expect(answers[5].key == nil && answers[5].keyBytes == Data([0x6b, 0xff]))
        // Nobody wants a megabyte back.
        #expect(json.lines.allSatisfy { $0.utf8.count < 1000 })
    }

    @Test func nothingButWhatHoldsNoKey() throws {
        for input in ["", "\n", "\r\n\n"] {
            let result = try Shell.run(Self.servers + ["where", "-"], input: input.utf8)
            #expect(result.status == 0 && result.text == "" && result.errors == "")
        }
        let result = try Shell.run(Self.servers + ["where", "-"], input: "a b".utf8)
        #expect(result.status == 2 && result.text == "" && result.errors.hasPrefix("stdin:1: "))
    }

    /// An answer comes although more may follow.
    @Test(arguments: ["plain", "json"])
    func inAConversation(format: String) throws {
        let shell = try Conversation(Self.servers + ["-o", format, "where", "-"])
        for key in Self.keys.prefix(20) {
            let answer = try shell.ask(key)
            #expect(answer.contains(key) && answer.contains("10.0.0."))
        }
        // A line that holds no key has its object; without one, the answer is that to the next.
        let answer = try shell.ask(format == "json" ? "a b" : "a b\nnext")
        #expect(answer.contains(format == "json" ? "\"status\":\"error\"" : "next 10.0.0."))
        #expect(try shell.end() == 2)
        #expect(shell.errors.hasPrefix("stdin:21: a key cannot hold a blank"))
    }
}
