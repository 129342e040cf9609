@testable import Memcached
import NIOCore
import Testing

/// A reply as a server sends it, and what it means to whoever asked.
struct GoldenReply: Sendable, CustomTestStringConvertible {
    let wire: String
    let shape: ReplyShape
    let reply: Reply

    var testDescription: String { String(wire.prefix(40)) }

    static func item(_ text: String, flags: UInt32 = 0, token: UInt64? = nil) -> Item {
        Item(value: ByteBuffer(string: text), flags: flags, token: token)
    }

    static func peeked(
        _ text: String,
        flags: UInt32 = 0,
        token: UInt64,
        left: Int64,
        used: UInt64? = nil,
        fetched: Bool? = nil,
        marks: PeekedItem.Marks = []
    ) -> PeekedItem {
        PeekedItem(
            value: ByteBuffer(string: text),
            flags: flags,
            token: token,
            secondsLeft: left,
            secondsSinceUse: used,
            wasFetched: fetched,
            marks: marks
        )
    }

    static let all: [GoldenReply] = [
        .init(wire: "STORED\r\n", shape: .word([.stored, .notStored]), reply: .word(.stored)),
        .init(wire: "NOT_STORED\r\n", shape: .word([.stored, .notStored]), reply: .word(.notStored)),
        .init(wire: "OK\r\n", shape: .word([.ok]), reply: .word(.ok)),
        .init(wire: "\r\n\r\nDELETED\r\n", shape: .word([.deleted]), reply: .word(.deleted)),
        .init(wire: "TOUCHED\n", shape: .word([.touched]), reply: .word(.touched)),
        .init(wire: "ERROR\r\n", shape: .word([.ok]), reply: .refused(Refusal(kind: .unknownCommand, text: []))),
        .init(
            wire: "SERVER_ERROR out of memory\r\n",
            shape: .number,
            reply: .refused(Refusal(kind: .server, text: Array("out of memory".utf8)))
        ),
        .init(
            wire: "ERROR: shutdown not enabled\r\n",
            shape: .word([.ok]),
            reply: .refused(Refusal(kind: .unknownCommand, text: Array("shutdown not enabled".utf8)))
        ),
        .init(
            wire: "CLIENT_ERROR bad data chunk\r\n",
            shape: .values(keys: ["a"], tokens: false),
            reply: .refused(Refusal(kind: .client, text: Array("bad data chunk".utf8)))
        ),
        .init(wire: "18446744073709551615\r\n", shape: .number, reply: .number(.max)),
        .init(wire: "7   \r\n", shape: .number, reply: .number(7)),
        .init(wire: "NOT_FOUND\r\n", shape: .number, reply: .word(.notFound)),
        .init(wire: "END\r\n", shape: .values(keys: ["a", "b"], tokens: false), reply: .values([nil, nil])),
        .init(
            wire: "VALUE a 7 3\r\nabc\r\nEND\r\n",
            shape: .values(keys: ["a"], tokens: false),
            reply: .values([item("abc", flags: 7)])
        ),
        .init(
            wire: "VALUE a 0 5\r\nEND\r\n\r\nVALUE c 0 0\r\n\r\nEND\r\n",
            shape: .values(keys: ["a", "b", "c"], tokens: false),
            reply: .values([item("END\r\n"), nil, item("")])
        ),
        .init(
            wire: "VALUE b 0 1 18446744073709551615\r\n2\r\nVALUE a 4294967295 1 1\r\n1\r\nEND\r\n",
            shape: .values(keys: ["a", "b"], tokens: true),
            reply: .values([item("1", flags: .max, token: 1), item("2", token: .max)])
        ),
        .init(
            wire: "VALUE a 0 1\r\n1\r\nVALUE a 0 1\r\n1\r\nEND\r\n",
            shape: .values(keys: ["a", "a"], tokens: false),
            reply: .values([item("1"), item("1")])
        ),
        .init(
            wire: "VALUE a 0 1\r\n1\r\nSERVER_ERROR out of memory writing get response\r\n",
            shape: .values(keys: ["a", "b"], tokens: false),
            reply: .interrupted(
                values: [item("1"), nil],
                Refusal(kind: .server, text: Array("out of memory writing get response".utf8))
            )
        ),
        .init(wire: "VERSION 1.6.18\r\n", shape: .version, reply: .version("1.6.18")),
        .init(wire: "VERSION a\u{1b}[2J\r\n", shape: .version, reply: .version("a\\x1b[2J")),
        .init(
            wire: "STAT pid 1\r\nSTAT empty \r\nSTAT none\r\nSTAT v a b\r\nEND\r\n",
            shape: .stats,
            reply: .stats([
                Stat(name: Array("pid".utf8), value: Array("1".utf8)), Stat(name: Array("empty".utf8), value: []),
                Stat(name: Array("none".utf8), value: []), Stat(name: Array("v".utf8), value: Array("a b".utf8)),
            ])
        ),
        .init(wire: "RESET\r\n", shape: .stats, reply: .word(.ok)),
        .init(
            wire: "HD c18446744073709551615 O4294967295\r\n",
            shape: .meta(.init(.max)),
            reply: .meta(MetaReply(code: .done, token: .max))
        ),
        .init(wire: "NS\r\n", shape: .meta(nil), reply: .meta(MetaReply(code: .notStored, token: nil))),
        .init(wire: "EN\r\n", shape: .facts(key: "k"), reply: .facts(nil)),
        .init(
            wire: "ME k exp=-1 la=0 cas=5 fetch=no cls=1 size=60\r\n",
            shape: .facts(key: "k"),
            reply: .facts(
                ItemFacts(exp: -1, token: 5, size: 60, secondsSinceUse: 0, wasFetched: false, slabClass: 1)
            )
        ),
        .init(wire: "EN O7\r\n", shape: .peek(7), reply: .peeked(nil)),
        .init(wire: "EN\r\n", shape: .peek(7), reply: .peeked(nil)),
        .init(
            wire: "VA 9 f4294967295 c18446744073709551615 t-1 l0 h1 O7\r\nEN\r\nVA 0\n\r\n",
            shape: .peek(7),
            reply: .peeked(peeked("EN\r\nVA 0\n", flags: .max, token: .max, left: -1, used: 0, fetched: true))
        ),
        .init(
            wire: "VA 0 f0 c1 t59 l3 h0 O7 W X n7\r\n\r\n",
            shape: .peek(7),
            reply: .peeked(peeked("", token: 1, left: 59, used: 3, fetched: false, marks: [.stale, .won]))
        ),
        .init(
            wire: "VA 1 f0 c1 t0 O7 Z X\r\nv\r\n",
            shape: .peek(7),
            reply: .peeked(peeked("v", token: 1, left: 0, marks: [.stale, .winTaken]))
        ),
        .init(
            wire: "CLIENT_ERROR bad command line format\r\n",
            shape: .peek(7),
            reply: .refused(Refusal(kind: .client, text: Array("bad command line format".utf8)))
        ),
    ]
}

@Suite struct ReplyParserTests {
    @Test(arguments: [(256 << 10, "256 KiB"), (64 << 20, "64 MiB"), (2 << 30, "2 GiB"), (100, "100 bytes")])
    func limitsInWords(bytes: Int, words: String) {
        #expect(ByteCountText.exact(bytes) == words)
    }

    @Test(arguments: GoldenReply.all)
    func wholeWithTheNextReplyBehind(golden: GoldenReply) throws {
        var parser = ReplyParser()
        parser.feed(ByteBuffer(string: golden.wire + "STORED\r\n"))
        #expect(try parser.next(golden.shape) == golden.reply)
        #expect(try parser.next(.word([.stored])) == .word(.stored))
        #expect(!parser.hasUnclaimedBytes)
    }

    /// Every beginning of a reply is no reply yet.
    @Test(arguments: GoldenReply.all)
    func everyPrefixIsIncomplete(golden: GoldenReply) throws {
        let bytes = Array(golden.wire.utf8)
        for length in 0..<bytes.count {
            var parser = ReplyParser()
            parser.feed(ByteBuffer(bytes: bytes[..<length]))
            #expect(try parser.next(golden.shape) == nil, "after \(length) bytes")
        }
    }

    @Test(arguments: GoldenReply.all)
    func everySplitMeansTheSame(golden: GoldenReply) throws {
        let bytes = Array(golden.wire.utf8)
        for cut in 0...bytes.count {
            var parser = ReplyParser()
            parser.feed(ByteBuffer(bytes: bytes[..<cut]))
            let early = try parser.next(golden.shape)
            parser.feed(ByteBuffer(bytes: bytes[cut...]))
            let reply = try early ?? parser.next(golden.shape)
            #expect(reply == golden.reply, "cut at \(cut)")
        }
    }

    @Test(arguments: GoldenReply.all)
    func byteAfterByte(golden: GoldenReply) throws {
        var parser = ReplyParser()
        var replies: [Reply] = []
        for byte in golden.wire.utf8 {
            parser.feed(ByteBuffer(bytes: [byte]))
            if let reply = try parser.next(golden.shape) { replies.append(reply) }
        }
        #expect(replies == [golden.reply])
    }

    @Test(
        arguments: [
            ("MAYBE\r\n", ReplyShape.word([.stored])),
            ("stored\r\n", .word([.stored])),
            ("STORED \r\n", .word([.stored])),
            ("DELETED\r\n", .word([.stored])),
            ("18446744073709551616\r\n", .number),
            ("-1\r\n", .number),
            ("\u{1b}[31m\r\n", .number),
            ("VALUE a 0 -1\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 0 3abc\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 0 9223372036854775808\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 0 18446744073709551619\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 0\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 0 3 1 2\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a -5 3\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 4294967296 3\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 0 1\r\n", .values(keys: ["a"], tokens: true)),
            ("VALUE a 0 1 18446744073709551616\r\n", .values(keys: ["a"], tokens: true)),
            ("VALUE b 0 1\r\n1\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 0 1\r\n1\r\nVALUE a 0 1\r\n1\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 0 3\r\nabcdef\r\n", .values(keys: ["a"], tokens: false)),
            ("VALUE a 0 3\r\nabc\n\nEND\r\n", .values(keys: ["a"], tokens: false)),
            ("HELLO\r\n", .stats),
            ("version 1.6\r\n", .version),
            ("OK\r\n", .meta(1)),
            ("HD c18446744073709551616 O1\r\n", .meta(1)),
            ("HD\r\n", .meta(1)), ("NF O2\r\n", .meta(1)), ("EX O\r\n", .meta(1)),
            ("HD c1 O18446744073709551617\r\n", .meta(1)),
            ("ME other exp=-1 la=0 cas=5 fetch=no cls=1 size=60\r\n", .facts(key: "k")),
            (String(repeating: "\r\n", count: 100), .word([.ok])),
            ("HD f0 c1 t-1 O7\r\n", .peek(7)),
            ("VA 1 f0 c1 O7\r\n1\r\n", .peek(7)),
            ("VA -1 f0 c1 t-1 O7\r\n", .peek(7)),
            ("VA 9223372036854775808 f0 c1 t-1 O7\r\n", .peek(7)),
            ("VA 2000000000 f0 c1 t-1 O7\r\n", .peek(7)),
            ("VA 1 f4294967296 c1 t-1 O7\r\n1\r\n", .peek(7)),
            ("VA 1 f0 c18446744073709551616 t-1 O7\r\n1\r\n", .peek(7)),
            ("VA 1 f0 c1 t-2 O7\r\n1\r\n", .peek(7)),
            ("VA 1 f0 c1 t9223372036854775808 O7\r\n1\r\n", .peek(7)),
            ("VA 1 f0 c1 t-1 l-1 O7\r\n1\r\n", .peek(7)),
            ("VA 1 f0 c1 t-1 h2 O7\r\n1\r\n", .peek(7)),
            ("VA 1 f0 c1 t-1 O7\r\n12\r\n", .peek(7)),
            ("EN k\r\n", .peek(7)), ("EN O8\r\n", .peek(7)), ("EN O\r\n", .peek(7)),
            ("VA 1 f0 c1 t-1\r\nv\r\n", .peek(7)), ("VA 1 f0 c1 t-1 O8\r\nv\r\n", .peek(7)),
        ] as [(String, ReplyShape)]
    )
    func whatIsNoReplyIsRefused(wire: String, shape: ReplyShape) {
        #expect(throws: ProtocolViolation.self) {
            var parser = ReplyParser()
            parser.feed(ByteBuffer(string: wire))
            _ = try parser.next(shape)
        }
    }

    @Test func limitsHoldBeforeTheEndHasCome() {
        var limits = ReplyParser.Limits()
        limits.line = 1000
        limits.value = 100
        limits.report = 500
        #expect(throws: ProtocolViolation.self) {
            var parser = ReplyParser(limits: limits)
            for _ in 0..<20 {
                parser.feed(ByteBuffer(string: String(repeating: "x", count: 100)))
                _ = try parser.next(.word([.stored]))
            }
        }
        #expect(throws: ProtocolViolation.self) {
            var parser = ReplyParser(limits: limits)
            parser.feed(ByteBuffer(string: "VALUE a 0 101\r\n"))
            _ = try parser.next(.values(keys: ["a"], tokens: false))
        }
        #expect(throws: ProtocolViolation.self) {
            var parser = ReplyParser(limits: limits)
            for number in 0..<100 {
                parser.feed(ByteBuffer(string: "STAT name_\(number) value\r\n"))
                _ = try parser.next(.stats)
            }
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 400 Bad Request\r\n", "a web server"), ("SSH-2.0-OpenSSH_9.2\r\n", "an SSH server"),
        ("-ERR unknown command\r\n", "Redis"), ("\u{15}\u{3}\u{3}\r\n", "a TLS port"),
    ])
    func whoIsThereInsteadIsNamed(wire: String, name: String) throws {
        var parser = ReplyParser()
        parser.feed(ByteBuffer(string: wire))
        let error = try #require(throws: ProtocolViolation.self) { _ = try parser.next(.word([.stored])) }
        #expect(error.description.contains(name))
        #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7f })
    }

    /// Good replies with bytes changed, left out and doubled: never a trap, never an endless wait for nothing.
    @Test func mutatedReplies() {
        var generator = SplitMix(seed: 20_261_122)
        for round in 0..<20_000 {
            let golden = GoldenReply.all[Int(generator.next() % UInt64(GoldenReply.all.count))]
            var bytes = Array(golden.wire.utf8)
            for _ in 0...(generator.next() % 4) {
                let place = Int(generator.next() % UInt64(bytes.count))
                switch generator.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: generator.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(7), at: place)
                default: bytes[place] = Array("0123456789 -\r\n".utf8)[Int(generator.next() % 14)]
                }
                if bytes.isEmpty { bytes = [0x0a] }
            }
            var parser = ReplyParser()
            parser.feed(ByteBuffer(bytes: bytes))
            do {
                var replies = 0
                while try parser.next(golden.shape) != nil, replies < 100 { replies += 1 }
                #expect(replies < 100, "round \(round)")
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}

/// A small random generator whose numbers are the same in every run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
