@testable import Memcached
import NIOCore
import Testing

@Suite struct RequestBatchTests {
    @Test func neighbouringKeysShareALine() {
        #expect(Ask.batch([.get("a"), .get("b"), .gets("c"), .gets("d")]).text == "get a b\r\ngets c d\r\n")
        #expect(Ask.batch([.get("a"), .get("b")], sharesLines: false).text == "get a\r\nget b\r\n")
        #expect(Ask.batch([.get("a"), .set("b"), .get("c")]).text == "get a\r\nset b 0 0 1\r\nv\r\nget c\r\n")
    }

    /// If the item came or went between the two, one value could be the answer to either.
    @Test func noLineNamesAKeyTwice() {
        let keys = ["a", "b", "a", "c", "b", "a"]
        #expect(Ask.batch(keys.map { .get($0) }).text == "get a b\r\nget a c b\r\nget a\r\n")
    }

    @Test func whatSetsAnotherExpiryBeginsALine() {
        let asks = ([1, 2, -1] as [Int64]).map { Ask(.get(exptime: $0, tokens: false), "k\($0)") }
        #expect(Ask.batch(asks).text == "gat 1 k1\r\ngat 2 k2\r\ngat -1 k-1\r\n")
        let same = [Ask(.get(exptime: 1, tokens: true), "a"), Ask(.get(exptime: 1, tokens: true), "b"), .gets("c")]
        #expect(Ask.batch(same).text == "gats 1 a b\r\ngets c\r\n")
    }

    /// memcached closes the connection at 2,048 bytes of a line that is no plain get; twemproxy has 16 KB for any.
    @Test func linesStayShorterThanServersTake() {
        let keys = (0..<3000).map { String(repeating: "k", count: 245) + "\($0 + 10_000)" }
        for (exptime, longest) in [(nil, 16_384), (Int64(2_592_000), 2_047)] as [(Int64?, Int)] {
            let batch = Ask.batch(keys.map { Ask(.get(exptime: exptime, tokens: true), $0) })
            let lines = batch.text.split(separator: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= longest })
            #expect(lines.dropLast().allSatisfy { $0.utf8.count > longest * 8 / 10 })
            #expect(
                lines.flatMap { $0.split(separator: " ").dropFirst(exptime == nil ? 1 : 2) } == keys.map { $0[...] }
            )
        }
    }

    @Test func sixtyFourSilentSetsShareAFence() {
        for count in [1, 511, 512, 513, 1024, 1025] {
            let text = Ask.batch((0..<count).map { .quiet("k\($0)") }).text
            let blocks = text.split(separator: "mn\r\n", omittingEmptySubsequences: false)
            #expect(blocks.last == "", "a fence at the end")
            #expect(blocks.dropLast().map { $0.split(separator: "ms ").count }.allSatisfy { $0 <= 512 })
            #expect(blocks.count - 1 == (count + 511) / 512)
        }
        #expect(Ask.batch([.quiet("a"), .set("b"), .quiet("c")]).text.split(separator: "mn").count == 3)
    }

    @Test func whatSpeaksMeta() {
        #expect(Ask.batch([.quiet("a")]).speaksMeta)
        #expect(Ask.batch([.get("a"), Ask(.setReturningToken, "a")]).speaksMeta)
        #expect(!Ask.batch([.get("a"), .set("a"), Ask(.delete, "a"), Ask(.touch, "a")]).speaksMeta)
    }

    /// A server that only reads what comes reads what was asked, and its answers are the answers to that: for whatever
    /// requests, and in pieces of any size.
    @Test func aMirrorReadsWhatWasAsked() throws {
        for seed in UInt64(1)...200 {
            var random = SplitMix(seed: seed)
            let asks = (0..<random.next() % 300).map { _ in Self.anything(&random) }
            let batch = Ask.batch(asks, sharesLines: random.next() % 4 > 0)
            #expect(batch.count == asks.count)
            var server = MirrorServer(seed: seed)
            try server.read(Array(batch.bytes.readableBytesView))
            #expect(server.asks == asks, "seed \(seed)")

            var state = ConnectionState<String>()
            state.sent(batch, deadline: .distantFuture, completion: "batch")
            var answers: [String] = []
            var rest = server.wire[...]
            while !rest.isEmpty {
                let size = 1 + Int(random.next() % (random.next() % 3 == 0 ? 5 : 2000))
                for action in state.received(ByteBuffer(bytes: rest.prefix(size))) {
                    guard case .answerBatch(_, let replies, let isComplete) = action else {
                        Issue.record("seed \(seed): \(ConnectionStateTests.words([action]))")
                        return
                    }
                    answers += replies.spoken
                    #expect(isComplete == (answers.count == asks.count && rest.count <= size), "seed \(seed)")
                }
                rest = rest.dropFirst(size)
            }
            let same = zip(answers, server.answers).prefix { $0 == $1 }.count
            #expect(answers[same...].first == server.answers[same...].first, "seed \(seed), answer \(same)")
            #expect(state.isIdle || asks.isEmpty, "seed \(seed)")
        }
    }

    /// Runs of one kind as well as a mixture, and keys that come again.
    private static func anything(_ random: inout SplitMix) -> Ask {
        let key = "key:\(random.next() % 30)"
        let value = (0..<random.next() % 20).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let flags = random.next() % 3 > 0 ? 0 : UInt32(truncatingIfNeeded: random.next() >> (random.next() % 64))
        let exptime = [0, 0, 60, 2_592_000, 2_147_483_647, -1][Int(random.next() % 6)] as Int64
        let token = random.next() >> (random.next() % 64)
        let verb: Ask.Verb
        switch random.next() % 24 {
        case 0..<6: verb = .get(exptime: nil, tokens: false)
        case 6..<8: verb = .get(exptime: nil, tokens: true)
        case 8: verb = .get(exptime: exptime, tokens: token % 2 == 0)
        case 9..<12: verb = .store(.set)
        case 12: verb = .store([.add, .replace, .append, .prepend][Int(token % 4)])
        case 13: verb = .compareAndStore(token)
        case 14: verb = .count(.increment, token)
        case 15: verb = .count(.decrement, token)
        case 16: verb = .delete
        case 17: verb = .touch
        case 18: verb = .setReturningToken
        default: verb = .setQuietly
        }
        switch verb {
        case .get, .count, .delete: return Ask(verb, key)
        case .touch: return Ask(verb, key, exptime: exptime)
        default: return Ask(verb, Array(key.utf8), value, flags: flags, exptime: exptime)
        }
    }
}
