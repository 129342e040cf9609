@testable import Memcached
import NIOCore
import Testing

/// How a batch fares when its answers stop coming.
@Suite struct BatchStateTests {
    typealias State = ConnectionState<String>

    static func time(_ nanoseconds: UInt64) -> NIODeadline { .uptimeNanoseconds(nanoseconds) }

    static func asking(_ batches: [(String, [Ask])], deadline: NIODeadline = .distantFuture) -> State {
        var state = State()
        for (name, asks) in batches { state.sent(Ask.batch(asks), deadline: deadline, completion: name) }
        return state
    }

    static func words(_ actions: [State.Action]) -> [String] { ConnectionStateTests.words(actions) }

    @Test func theTimeOfAnAnswerBeginsWhenTheOneBeforeItCame() {
        var state = Self.asking([("a", [.set("k"), .set("k"), .set("k")])], deadline: Self.time(100))
        #expect(state.nextDeadline == Self.time(100))
        #expect(
            Self.words(state.received(ByteBuffer(string: "STORED\r\n"), deadline: Self.time(190))) == ["a: stored, ..."]
        )
        #expect(state.nextDeadline == Self.time(190))
        #expect(state.tick(Self.time(189)).isEmpty)
        // A part of an answer is none.
        #expect(state.received(ByteBuffer(string: "STOR"), deadline: Self.time(280)).isEmpty)
        #expect(Self.words(state.tick(Self.time(190))) == ["a fails: timeout, then timeout", "close"])
        #expect(state.isIdle && state.nextDeadline == nil)
    }

    @Test func whoeverWaitsBehindABatchHasTimeFromItsLastAnswerOn() {
        var state = Self.asking([("a", [.set("k")]), ("b", [.get("k")])], deadline: Self.time(100))
        _ = state.received(ByteBuffer(string: "STORED\r\n"), deadline: Self.time(150))
        #expect(state.tick(Self.time(149)).isEmpty)
        #expect(Self.words(state.tick(Self.time(150))) == ["b fails: timeout, then timeout", "close"])
        // What was asked later had not had its time, but its answer cannot come any more.
        var later = Self.asking([("a", [.set("k")])], deadline: Self.time(100))
        later.sent(Ask.batch([.get("k")]), deadline: Self.time(200), completion: "b")
        #expect(
            Self.words(later.tick(Self.time(100))) == [
                "a fails: timeout, then timeout", "b fails: outOfStep, then outOfStep", "close",
            ]
        )
    }

    @Test func timeInWhichNobodyListenedDoesNotCount() {
        var state = Self.asking([("a", [.set("k")])], deadline: Self.time(100))
        state.extendDeadline(to: Self.time(300))
        #expect(state.tick(Self.time(299)).isEmpty)
        #expect(Self.words(state.tick(Self.time(300))) == ["a fails: timeout, then timeout", "close"])
        // Of the next question nothing of that is left.
        state.sent(.version, deadline: Self.time(200), completion: "b")
        #expect(state.nextDeadline == Self.time(200))
    }

    /// Retrievals and changes are answered on tracks of their own: it is told on which of them the first answer is missed.
    @Test func theTrackOfTheFirstMissedAnswer() {
        let asks: [Ask] = [.get("a"), Ask(.count(.increment, 1), "b"), .set("a"), .gets("c")]
        let dialogues: [(wire: String, track: PackedReplies.Track)] = [
            ("END\r\n18446744073709551616\r\n", .changes), ("EN?\r\n", .retrievals),
            ("END\r\n1\r\nSTORED\r\nSTORED\r\n", .retrievals), ("END\r\n1\r\nEND\r\n", .changes),
        ]
        for (wire, track) in dialogues {
            let bytes = Array(wire.utf8)
            for cut in 0...bytes.count {
                var state = Self.asking([("a", asks), ("b", [.get("a")])])
                let actions =
                    state.received(ByteBuffer(bytes: bytes[..<cut])) + state.received(ByteBuffer(bytes: bytes[cut...]))
                let tracks = actions.compactMap { if case .failBatch(_, _, _, let track) = $0 { track } else { nil } }
                #expect(tracks == [track, .retrievals], "\(wire), cut at \(cut)")
            }
        }
    }

    @Test func anEndBetweenTwoAnswersIsToldFromOneWithin() {
        let asks: [Ask] = [.set("a"), .get("b"), .get("c"), .quiet("d"), .quiet("e")]
        for (wire, answers, begun) in [
            ("", nil, false), ("STO", nil, true), ("STORED\r\n", "a: stored, ...", false),
            ("STORED\r\nVALUE b 0 5\r\n", "a: stored, ...", true),
            ("STORED\r\nVALUE b 0 5\r\nxy", "a: stored, ...", true),
            ("STORED\r\nEND\r\n", "a: stored, miss, miss, ...", false),
            ("STORED\r\nEND\r\nSERVER_ERROR x\r\n", "a: stored, miss, miss, ...", true),
        ] as [(String, String?, Bool)] {
            var state = Self.asking([("a", asks), ("b", [.get("x")])])
            let heard = Self.words(state.received(ByteBuffer(string: wire)))
            #expect(heard == (answers.map { [$0] } ?? []))
            #expect(
                Self.words(state.closed()) == [
                    "a fails: closed(answerHadBegun: \(begun)), then closed(answerHadBegun: false)",
                    "b fails: closed(answerHadBegun: false), then closed(answerHadBegun: false)", "close",
                ],
                "after \(wire)"
            )
        }
    }

    @Test func rubbishFailsTheRestOfItsBatchAndThoseBehindIt() {
        var state = Self.asking([("a", [.set("a"), .set("b"), .set("c")]), ("b", [.get("x")])])
        let words = Self.words(state.received(ByteBuffer(string: "STORED\r\nWHAT?\r\nSTORED\r\n")))
        #expect(words.count == 4)
        #expect(words[0] == "a: stored, ...")
        #expect(words[1].hasPrefix("a fails: violation") && words[1].hasSuffix("then outOfStep"))
        #expect(words[2] == "b fails: outOfStep, then outOfStep")
        #expect(words[3] == "close")
    }

    @Test func anInterruptionTellsAll() {
        var state = Self.asking([("a", [.set("a")]), ("b", [.get("x")])])
        #expect(
            Self.words(state.giveUp(.cancelled)) == [
                "a fails: cancelled, then cancelled", "b fails: cancelled, then cancelled", "close",
            ]
        )
    }

    @Test func whatNobodyAskedForClosesTheConnectionBehindABatch() {
        var state = Self.asking([("a", [.set("a")])])
        #expect(
            Self.words(state.received(ByteBuffer(string: "STORED\r\nSTORED\r\n"))) == [
                "a: stored", "close: the server spoke unasked: \"STORED\\r\"",
            ]
        )
    }

    /// Whatever comes, it neither traps nor answers more than was asked.
    @Test func mutatedReplies() {
        var random = SplitMix(seed: 20_261_125)
        let dialogues = BatchDialogue.proper
        for round in 0..<10_000 {
            let dialogue = dialogues[Int(random.next() % UInt64(dialogues.count))]
            var bytes = Array(dialogue.wire.utf8)
            for _ in 0...(random.next() % 4) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(7), at: place)
                default: bytes[place] = Array("0123456789 -\r\n".utf8)[Int(random.next() % 14)]
                }
                if bytes.isEmpty { bytes = [0x0a] }
            }
            let cut = Int(random.next() % UInt64(bytes.count + 1))
            let whole = BatchDialogueTests.Hearing(dialogue, pieces: [bytes[...]])
            let split = BatchDialogueTests.Hearing(dialogue, pieces: [bytes[..<cut], bytes[cut...]])
            #expect(whole.answers == split.answers, "round \(round)")
            #expect(whole.answers.count <= dialogue.asks.count, "round \(round)")
        }
    }
}
