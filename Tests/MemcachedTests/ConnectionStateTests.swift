@testable import Memcached
import NIOCore
import Testing

/// The state machine as a dialogue: what happens, and what it wants done.
@Suite struct ConnectionStateTests {
    typealias State = ConnectionState<String>

    static func words(_ actions: [State.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .answer(let who, let reply): "\(who): \(reply)"
            case .fail(let who, let failure): "\(who) fails: \(failure)"
            case .answerBatch(let who, let replies, let isComplete):
                "\(who): \(replies.spoken.joined(separator: ", "))\(isComplete ? "" : ", ...")"
            case .failBatch(let who, let first, let others, _): "\(who) fails: \(first), then \(others)"
            case .close(let surplus): surplus.map { "close: \($0)" } ?? "close"
            }
        }
    }

    static func asking(_ requests: [(String, Request)], deadline: NIODeadline = .distantFuture) -> State {
        var state = State()
        for (name, request) in requests { state.sent(request, deadline: deadline, completion: name) }
        return state
    }

    static let set = Request.store(.set, key: "k", value: ByteBuffer(string: "v"), flags: 0, exptime: 0)
    static let get = Request.retrieve(keys: ["k"], exptime: nil, tokens: false)

    @Test func answersComeInOrderHoweverTheyArrive() {
        let wire = Array("STORED\r\nEND\r\nVERSION 1.6.18\r\n".utf8)
        for cut in 0...wire.count {
            var state = Self.asking([("a", Self.set), ("b", Self.get), ("c", .version)])
            let actions =
                state.received(ByteBuffer(bytes: wire[..<cut])) + state.received(ByteBuffer(bytes: wire[cut...]))
            #expect(
                Self.words(actions) == [
                    "a: word(Memcached.ReplyWord.stored)", "b: values([nil])", "c: version(\"1.6.18\")",
                ],
                "cut at \(cut)"
            )
            #expect(state.isIdle)
        }
    }

    @Test func rubbishFailsItsOwnQuestionAndThoseBehindIt() {
        var state = Self.asking([("a", Self.set), ("b", Self.set), ("c", Self.get)])
        let words = Self.words(state.received(ByteBuffer(string: "STORED\r\nWHAT?\r\nEND\r\n")))
        #expect(words.count == 4)
        #expect(words[0] == "a: word(Memcached.ReplyWord.stored)")
        #expect(words[1].hasPrefix("b fails: violation"))
        #expect(words[2] == "c fails: outOfStep")
        #expect(words[3] == "close")
    }

    @Test func whatNobodyAskedForClosesTheConnection() {
        var state = Self.asking([("a", Self.set)])
        #expect(
            Self.words(state.received(ByteBuffer(string: "STORED\r\nSTORED\r\n"))).last
                == "close: the server spoke unasked: \"STORED\\r\""
        )
        var idle = State()
        #expect(
            Self.words(idle.received(ByteBuffer(string: "SSH-2.0\r\n"))) == [
                "close: this is not memcached but an SSH server: it said \"SSH-2.0\\r\""
            ]
        )
    }

    @Test func emptyLinesBetweenRepliesAreNothing() {
        var state = Self.asking([("a", Self.set)])
        #expect(
            Self.words(state.received(ByteBuffer(string: "\r\nSTORED\r\n\r\n"))) == [
                "a: word(Memcached.ReplyWord.stored)"
            ]
        )
    }

    @Test func theOldestQuestionTimesOutAndTheOthersGoWithIt() {
        let deadline = NIODeadline.uptimeNanoseconds(1000)
        var state = Self.asking([("a", Self.get), ("b", Self.set)], deadline: deadline)
        #expect(state.tick(.uptimeNanoseconds(999)).isEmpty)
        #expect(Self.words(state.tick(deadline)) == ["a fails: timeout", "b fails: timeout", "close"])
        #expect(state.isIdle)
        // What was asked later had not had its time, but its answer cannot come any more.
        var later = Self.asking([("a", Self.get)], deadline: deadline)
        later.sent(Self.set, deadline: .uptimeNanoseconds(2000), completion: "b")
        #expect(Self.words(later.tick(deadline)) == ["a fails: timeout", "b fails: outOfStep", "close"])
    }

    @Test func anEndInTheMiddleOfAReplyIsToldApart() {
        var before = Self.asking([("a", Self.get), ("b", Self.set)])
        #expect(
            Self.words(before.closed()) == [
                "a fails: closed(answerHadBegun: false)", "b fails: closed(answerHadBegun: false)", "close",
            ]
        )
        for beginning in ["V", "VALUE k 0 1\r\n", "VALUE k 0 1\r\nv\r\n"] {
            var within = Self.asking([("a", Self.get)])
            #expect(within.received(ByteBuffer(string: beginning)).isEmpty)
            #expect(Self.words(within.closed()).first == "a fails: closed(answerHadBegun: true)")
        }
    }

    @Test func aRefusedValueMayHaveBeenReadAsCommands() {
        var state = Self.asking([("a", Self.set), ("b", Self.get)])
        let words = Self.words(state.received(ByteBuffer(string: "CLIENT_ERROR bad data chunk\r\nERROR\r\n")))
        #expect(words[0].hasPrefix("a: refused"))
        #expect(Array(words.dropFirst()) == ["b fails: outOfStep", "close"])
    }

    @Test func aServerThatCouldNotDoItIsInStep() {
        var state = Self.asking([("a", Self.set), ("b", Self.get)])
        let wire = "SERVER_ERROR object too large for cache\r\nEND\r\n"
        let words = Self.words(state.received(ByteBuffer(string: wire)))
        #expect(words.count == 2 && words[1] == "b: values([nil])")
    }

    @Test func aFullServerIsNoUnknownCommand() {
        var state = Self.asking([("a", Self.get)])
        let words = Self.words(state.received(ByteBuffer(string: "ERROR Too many open connections\r\n")))
        #expect(words == ["a fails: serverFull", "close"])
    }

    @Test func anInterruptionTellsAll() {
        var state = Self.asking([("a", Self.get), ("b", Self.get)])
        #expect(Self.words(state.giveUp(.cancelled)) == ["a fails: cancelled", "b fails: cancelled", "close"])
    }
}
