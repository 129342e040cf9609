@testable import Memcached
import NIOCore
import Testing

/// What a server says to a batch, and what that means to whoever sent it.
struct BatchDialogue: Sendable, CustomTestStringConvertible {
    let name: String
    let asks: [Ask]
    var sharesLines = true
    let wire: String
    /// The answers, in words.
    let answers: [String]
    /// What becomes of the others, and of the connection; nothing if all are answered.
    var end: [String] = []

    var testDescription: String { name }

    private static let toCounter = Ask(.count(.increment, 1), "n")
    private static let outOfStep = ["batch fails: outOfStep, then outOfStep", "close"]

    private static func violation(_ reason: String, _ line: String) -> [String] {
        let violation = ProtocolViolation(reason, Array(line.utf8))
        return ["batch fails: violation(\(String(reflecting: violation))), then outOfStep", "close"]
    }

    static let proper: [BatchDialogue] = [
        .init(
            name: "stores of every kind",
            asks: [
                .set("a"), .set("b", ""), Ask(.store(.add), "a", "v"), Ask(.store(.append), "a", "v"),
                Ask(.compareAndStore(7), "a", "v"), Ask(.compareAndStore(.max), "b", "v"),
                Ask(.compareAndStore(0), "c", "v"),
            ],
            wire: "STORED\r\nSTORED\r\nNOT_STORED\r\nSTORED\r\nEXISTS\r\nNOT_FOUND\r\nSTORED\r\n",
            answers: ["stored", "stored", "notStored", "stored", "exists", "notFound", "stored"]
        ),
        .init(
            name: "delete, touch, count",
            asks: [
                Ask(.delete, "a"), Ask(.delete, "b"), Ask(.touch, "a", exptime: 5), Ask(.touch, "b", exptime: -1),
                toCounter, toCounter, toCounter, toCounter, Ask(.count(.decrement, .max), "n"),
            ],
            wire: "DELETED\r\nNOT_FOUND\r\nTOUCHED\r\nNOT_FOUND\r\n0\r\n18446744073709551615\r\n7   \r\nNOT_FOUND\r\n"
                + "9999999999999999999\r\n",
            answers: [
                "deleted", "notFound", "touched", "notFound", "0", "18446744073709551615", "7", "notFound",
                "9999999999999999999",
            ]
        ),
        .init(
            name: "sets that return a token",
            asks: ["a", "b", "c", "d"].map { Ask(.setReturningToken, $0, "v") },
            wire: "HD c1\r\nHD c18446744073709551615\r\nHD\r\nNS\r\n",
            answers: ["stored #1", "stored #18446744073709551615", "stored", "notStored"]
        ),
        .init(
            name: "a line of keys, some of them missed",
            asks: ["a", "b", "c", "d", "e"].map { .get($0) },
            wire: "VALUE b 7 3\r\nxyz\r\nVALUE d 0 0\r\n\r\nEND\r\n",
            answers: ["miss", "hit 'xyz' 7 #0", "miss", "hit '' 0 #0", "miss"]
        ),
        .init(
            name: "all missed, then all found",
            asks: [.get("a"), .get("b"), .gets("a"), .gets("b")],
            wire: "END\r\nVALUE a 0 1 5\r\nx\r\nVALUE b 4294967295 1 18446744073709551615\r\ny\r\nEND\r\n",
            answers: ["miss", "miss", "hit 'x' 0 #5", "hit 'y' 4294967295 #18446744073709551615"]
        ),
        .init(
            name: "a line for each key",
            asks: [.get("a"), .get("b"), .get("c")],
            sharesLines: false,
            wire: "END\r\nVALUE b 0 1\r\nx\r\nEND\r\nEND\r\n",
            answers: ["miss", "hit 'x' 0 #0", "miss"]
        ),
        .init(
            name: "the same key twice",
            asks: [.get("a"), .get("b"), .get("a"), .get("a")],
            wire: "VALUE a 0 1\r\n1\r\nEND\r\nEND\r\nVALUE a 0 1\r\n2\r\nEND\r\n",
            answers: ["hit '1' 0 #0", "miss", "miss", "hit '2' 0 #0"]
        ),
        .init(
            name: "gat and gats",
            asks: [
                Ask(.get(exptime: 9, tokens: false), "a"), Ask(.get(exptime: 9, tokens: false), "b"),
                Ask(.get(exptime: -1, tokens: false), "c"), Ask(.get(exptime: -1, tokens: true), "d"),
            ],
            wire: "VALUE b 0 1\r\nx\r\nEND\r\nVALUE c 0 1\r\ny\r\nEND\r\nVALUE d 1 1 2\r\nz\r\nEND\r\n",
            answers: ["miss", "hit 'x' 0 #0", "hit 'y' 0 #0", "hit 'z' 1 #2"]
        ),
        .init(
            name: "a key that begins another",
            asks: [.get("ab"), .get("a"), .get("abc")],
            wire: "VALUE a 0 1\r\n1\r\nVALUE abc 0 1\r\n2\r\nEND\r\n",
            answers: ["miss", "hit '1' 0 #0", "hit '2' 0 #0"]
        ),
        .init(
            name: "values that look like protocol",
            asks: [.get("a"), .get("b"), .set("c")],
            wire: "VALUE a 0 5\r\nEND\r\n\r\nVALUE b 0 13\r\nVALUE b 0 1\r\n\r\nEND\r\nSTORED\r\n",
            answers: ["hit 'END\\r\\n' 0 #0", "hit 'VALUE b 0 1\\r\\n' 0 #0", "stored"]
        ),
        .init(
            name: "silent sets",
            asks: [.quiet("a"), .quiet("b"), .get("a"), .quiet("c")],
            wire: "MN\r\nEND\r\nMN\r\n",
            answers: ["stored", "stored", "miss", "stored"]
        ),
        .init(
            name: "silent sets, one of them refused",
            asks: [.quiet("a"), .quiet("b"), .get("a"), .quiet("c"), .quiet("d")],
            wire: "SERVER_ERROR out of memory storing object\r\nMN\r\nEND\r\nMN\r\n",
            answers: [
                "one of several refused server 'out of memory storing object'",
                "one of several refused server 'out of memory storing object'", "miss", "stored", "stored",
            ]
        ),
        .init(
            name: "silent sets, all of them refused",
            asks: [.quiet("a"), .quiet("b"), .set("c")],
            wire: "SERVER_ERROR first\r\nSERVER_ERROR last\r\nMN\r\nSTORED\r\n",
            answers: ["refused server 'last'", "refused server 'last'", "stored"]
        ),
        .init(
            name: "what a server could not do is in step",
            asks: [.set("a"), .set("b"), .get("c"), .get("d"), toCounter],
            wire: "SERVER_ERROR object too large for cache\r\nSTORED\r\nVALUE c 0 1\r\nx\r\n"
                + "SERVER_ERROR out of memory writing get response\r\n"
                + "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n",
            answers: [
                "refused server 'object too large for cache'", "stored", "hit 'x' 0 #0",
                "refused server 'out of memory writing get response'",
                "refused client 'cannot increment or decrement non-numeric value'",
            ]
        ),
        .init(
            name: "a whole line of keys refused, as an old server does with gat",
            asks: [Ask(.get(exptime: 1, tokens: false), "a"), Ask(.get(exptime: 1, tokens: false), "b"), .get("c")],
            wire: "ERROR\r\nEND\r\n",
            answers: ["refused unknownCommand ''", "refused unknownCommand ''", "miss"]
        ),
        .init(
            name: "empty lines between replies",
            asks: [
                .set("a"), .get("a"), .get("b"), .quiet("c"), toCounter, Ask(.setReturningToken, "d", "v"),
                Ask(.delete, "e"),
            ],
            wire: "\r\nSTORED\r\n\r\nVALUE a 0 1\r\nx\r\n\r\nVALUE b 0 1\r\ny\r\n\r\n\r\nEND\r\n\r\nMN\r\n\r\n5\r\n"
                + "\r\nHD c1\r\n\n\r\nDELETED\r\n",
            answers: ["stored", "hit 'x' 0 #0", "hit 'y' 0 #0", "stored", "5", "stored #1", "deleted"]
        ),
        .init(
            name: "an empty line behind a refusal, as 1.6.40 to 1.6.45 send it",
            asks: [.set("a"), .get("a")],
            wire: "SERVER_ERROR object too large for cache\r\n\r\nVALUE a 0 1\r\nx\r\nEND\r\n",
            answers: ["refused server 'object too large for cache'", "hit 'x' 0 #0"]
        ),
        .init(
            name: "lines that end with a line feed alone",
            asks: [.set("a"), .get("a"), .get("b"), .quiet("c"), toCounter, .gets("d")],
            wire: "STORED\nVALUE a 0 1\nx\r\nEND\nMN\n5\nEND\n",
            answers: ["stored", "hit 'x' 0 #0", "miss", "stored", "5", "miss"]
        ),
    ]

    static let improper: [BatchDialogue] = [
        .init(
            name: "a value refused as wrong may have been read as commands",
            asks: [.set("a"), .set("b"), .get("c")],
            wire: "STORED\r\nCLIENT_ERROR bad data chunk\r\nERROR\r\nEND\r\n",
            answers: ["stored", "refused client 'bad data chunk'"],
            end: outOfStep
        ),
        .init(
            name: "the last of a run refused as wrong, silent sets behind it",
            asks: [.set("a"), .quiet("b")],
            wire: "CLIENT_ERROR bad data chunk\r\nMN\r\n",
            answers: ["refused client 'bad data chunk'"],
            end: outOfStep
        ),
        .init(
            name: "an unknown command with a value",
            asks: [Ask(.setReturningToken, "a", "v"), .get("c")],
            wire: "ERROR\r\nERROR\r\n",
            answers: ["refused unknownCommand ''"],
            end: outOfStep
        ),
        .init(
            name: "a silent set refused as wrong",
            asks: [.quiet("a"), .quiet("b"), .get("c")],
            wire: "CLIENT_ERROR bad data chunk\r\nMN\r\n",
            answers: [
                "one of several refused client 'bad data chunk'", "one of several refused client 'bad data chunk'",
            ],
            end: outOfStep
        ),
        .init(
            name: "more refusals than silent sets",
            asks: [.quiet("a"), .get("b")],
            wire: "SERVER_ERROR x\r\nSERVER_ERROR y\r\nMN\r\n",
            answers: [],
            end: violation("more refusals than requests", "SERVER_ERROR y")
        ),
        .init(
            name: "a word of another question",
            asks: [.set("a"), .set("b")],
            wire: "STORED\r\nNOT_STORED\r\n",
            answers: ["stored"],
            end: violation("unexpected reply", "NOT_STORED")
        ),
        .init(
            name: "a word that cas does not say",
            asks: [Ask(.compareAndStore(1), "a", "v")],
            wire: "NOT_STORED\r\n",
            answers: [],
            end: violation("unexpected reply", "NOT_STORED")
        ),
        .init(
            name: "a fence that nobody waits for",
            asks: [Ask(.setReturningToken, "a", "v")],
            wire: "MN\r\n",
            answers: [],
            end: violation("unexpected reply", "MN")
        ),
        .init(
            name: "a silent set that speaks",
            asks: [.quiet("a")],
            wire: "HD\r\n",
            answers: [],
            end: violation("unexpected reply", "HD")
        ),
        .init(
            name: "a key that was not asked for",
            asks: [.get("a"), .get("b")],
            wire: "VALUE a 0 1\r\nx\r\nVALUE c 0 1\r\ny\r\nEND\r\n",
            answers: ["hit 'x' 0 #0"],
            end: violation("a value for a key that was not asked for", "VALUE c 0 1")
        ),
        .init(
            name: "another order than asked",
            asks: [.get("a"), .get("b")],
            wire: "VALUE b 0 1\r\nx\r\nVALUE a 0 1\r\ny\r\nEND\r\n",
            answers: ["miss", "hit 'x' 0 #0"],
            end: violation("a value for a key that was not asked for", "VALUE a 0 1")
        ),
        .init(
            name: "a length that is too short",
            asks: [.get("a")],
            wire: "VALUE a 0 2\r\nxyz\r\nEND\r\n",
            answers: [],
            end: violation("a value does not end where its length says", "z\r")
        ),
        .init(
            name: "a length that is too long",
            asks: [.get("a")],
            wire: "VALUE a 0 5\r\nxyz\r\nEND\r\n",
            answers: [],
            end: violation("a value does not end where its length says", "EN")
        ),
        .init(
            name: "a length beyond all numbers",
            asks: [.get("a")],
            wire: "VALUE a 0 18446744073709551616\r\n",
            answers: [],
            end: violation("a value without a proper length", "VALUE a 0 18446744073709551616")
        ),
        .init(
            name: "a length beyond the limit",
            asks: [.get("a")],
            wire: "VALUE a 0 1073741825\r\n",
            answers: [],
            end: violation(
                "a value of 1073741825 bytes, more than the limit of 1073741824",
                "VALUE a 0 1073741825"
            )
        ),
        .init(
            name: "flags beyond 32 bits",
            asks: [.get("a")],
            wire: "VALUE a 4294967296 1\r\n",
            answers: [],
            end: violation("flags that are no 32-bit number", "VALUE a 4294967296 1")
        ),
        .init(
            name: "a token beyond 64 bits",
            asks: [.gets("a")],
            wire: "VALUE a 0 1 18446744073709551616\r\n",
            answers: [],
            end: violation("a token that is no 64-bit number", "VALUE a 0 1 18446744073709551616")
        ),
        .init(
            name: "no token",
            asks: [.gets("a")],
            wire: "VALUE a 0 1\r\n",
            answers: [],
            end: violation("a value without the token that was asked for", "VALUE a 0 1")
        ),
        .init(
            name: "a counter beyond 64 bits",
            asks: [toCounter],
            wire: "18446744073709551616\r\n",
            answers: [],
            end: violation("unexpected reply", "18446744073709551616")
        ),
        .init(
            name: "a full server",
            asks: [.set("a"), .set("b")],
            wire: "ERROR Too many open connections\r\n",
            answers: [],
            end: ["batch fails: serverFull, then serverFull", "close"]
        ),
        .init(
            name: "another server",
            asks: [.get("a"), .set("b")],
            wire: "HTTP/1.1 400 Bad Request\r\n",
            answers: [],
            end: violation("unexpected reply", "HTTP/1.1 400 Bad Request")
        ),
    ]
}

@Suite struct BatchDialogueTests {
    typealias State = ConnectionState<String>

    /// What comes of a batch when the server's bytes come in these pieces.
    struct Hearing: Equatable {
        var answers: [String] = []
        var end: [String] = []
        var isComplete = false

        init(_ dialogue: BatchDialogue, pieces: [ArraySlice<UInt8>]) {
            var state = State()
            let batch = Ask.batch(dialogue.asks, sharesLines: dialogue.sharesLines)
            state.sent(batch, deadline: .distantFuture, completion: "batch")
            for piece in pieces where end.last != "close" {
                for action in state.received(ByteBuffer(bytes: piece)) {
                    if case .answerBatch(_, let replies, let isComplete) = action {
                        answers += replies.spoken
                        self.isComplete = isComplete
                    } else {
                        end += ConnectionStateTests.words([action])
                    }
                }
            }
        }

        init(_ dialogue: BatchDialogue) {
            answers = dialogue.answers
            end = dialogue.end
            isComplete = end.isEmpty
        }
    }

    @Test(arguments: BatchDialogue.proper + BatchDialogue.improper)
    func whole(dialogue: BatchDialogue) {
        let bytes = Array(dialogue.wire.utf8)
        #expect(Hearing(dialogue, pieces: [bytes[...]]) == Hearing(dialogue))
    }

    @Test(arguments: BatchDialogue.proper + BatchDialogue.improper)
    func everySplitMeansTheSame(dialogue: BatchDialogue) {
        let bytes = Array(dialogue.wire.utf8)
        for cut in 0...bytes.count {
            #expect(Hearing(dialogue, pieces: [bytes[..<cut], bytes[cut...]]) == Hearing(dialogue), "cut at \(cut)")
        }
    }

    @Test(arguments: BatchDialogue.proper + BatchDialogue.improper)
    func byteByByteMeansTheSame(dialogue: BatchDialogue) {
        let bytes = Array(dialogue.wire.utf8)
        #expect(Hearing(dialogue, pieces: bytes.indices.map { bytes[$0...$0] }) == Hearing(dialogue))
    }

    /// A beginning promises no more than has come, and never that all has.
    @Test(arguments: BatchDialogue.proper)
    func everyPrefixIsIncomplete(dialogue: BatchDialogue) {
        let bytes = Array(dialogue.wire.utf8)
        for length in 0..<bytes.count {
            let hearing = Hearing(dialogue, pieces: [bytes[..<length]])
            #expect(!hearing.isComplete && hearing.end.isEmpty, "after \(length) bytes")
            #expect(dialogue.answers.starts(with: hearing.answers), "after \(length) bytes")
        }
    }

    @Test func aBatchAndOtherQuestionsBehindEachOther() {
        let wire = Array("VERSION 1.6.18\r\nSTORED\r\nMN\r\nEND\r\nDELETED\r\nVERSION 1.6.19\r\n".utf8)
        for cut in 0...wire.count {
            var state = State()
            state.sent(.version, deadline: .distantFuture, completion: "a")
            state.sent(Ask.batch([.set("k"), .quiet("k")]), deadline: .distantFuture, completion: "b")
            state.sent(Ask.batch([.get("k"), Ask(.delete, "k")]), deadline: .distantFuture, completion: "c")
            state.sent(.version, deadline: .distantFuture, completion: "d")
            let words = ConnectionStateTests.words(
                state.received(ByteBuffer(bytes: wire[..<cut])) + state.received(ByteBuffer(bytes: wire[cut...]))
            )
            #expect(words.first == "a: version(\"1.6.18\")" && words.last == "d: version(\"1.6.19\")")
            // An answer that came late comes by itself.
            let text = words.dropFirst().dropLast().joined(separator: "\n")
            #expect(
                text.replacing(", ...\nb: ", with: ", ").replacing(", ...\nc: ", with: ", ")
                    == "b: stored, stored\nc: miss, deleted",
                "cut at \(cut)"
            )
            #expect(state.isIdle)
        }
    }
}
