@testable import Memcached
import NIOCore
import Testing

@Suite struct RequestBatchTests {
    @Test func neighbouringKeysShareALine() {
        #expect(Ask.batch([.get("a"), .get("b"), .gets("c"), .gets("d")]).text == "get a b\r\ngets c d\r\n")
        #expect(Ask.batch([.get("a"), .get("b")], sharesLines: false).text == "get a\r\nget b\r\n")
    }

    /// A server writes at each line of `get`.
    @Test func keysJoinALineBeforeChangesOfOtherKeys() {
        let batch = Ask.batch([.set("z"), .get("a"), .set("b"), .get("c"), Ask(.delete, "a"), .get("d")])
        #expect(batch.text == "set z 0 0 1\r\nv\r\nget a c d\r\nset b 0 0 1\r\nv\r\ndelete a\r\n")
        #expect(batch.count == 6)
        #expect(batch.retrievals == 3)
    }

    @Test func noKeyOvertakesWhatChangesIt() {
        for change in [.set("b"), Ask(.delete, "b"), Ask(.count(.increment, 1), "b"), Ask(.touch, "b"), .quiet("b")] {
            let lines = Ask.batch([.get("a"), change, .get("c"), .get("b")]).text.split(separator: "\r\n")
            #expect(lines.first == "get a c")
            #expect(lines.last == "get b")
        }
    }

    /// Their values are kept until the changes before them are answered.
    @Test func fewKeysJoinBeforeChanges() {
        let asks = [.get("a"), .set("b")] + (0..<100).map { Ask.get("k\($0)") }
        let lines = Ask.batch(asks).text.split(separator: "\r\n")
        #expect(lines.filter { $0.hasPrefix("get") }.map { $0.split(separator: " ").count - 1 } == [21, 80])
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

    /// A fence costs as much as several sets, so that it pays only behind more than those.
    @Test func manySetsAreSilentAndShareFences() {
        for count in [1, 8, 9, 519, 520, 521, 1032, 1033] {
            let lines = Ask.batch((0..<count).map { .quiet("k\($0)") }, answeredSets: 8).text.split(separator: "\r\n")
            let words = lines.map { $0.prefix { $0 != " " } }.filter { $0 != "v" }
            #expect(words.prefix(8) == Array(repeating: "set", count: min(count, 8))[...])
            let blocks = words.dropFirst(8).split(separator: "mn")
            #expect(blocks.allSatisfy { $0.allSatisfy { $0 == "ms" } && $0.count <= 512 })
            #expect(blocks.map(\.count).reduce(0, +) == max(0, count - 8))
            #expect(words.filter { $0 == "mn" }.count == blocks.count)
            #expect(count <= 8 || words.last == "mn")
        }
    }

    @Test func whatIsAnsweredStandsBehindTheFence() {
        let asks = (0..<9).map { Ask.quiet("k\($0)") } + [Ask(.delete, "a"), .quiet("b")]
        #expect(Ask.batch(asks, answeredSets: 8).text.hasSuffix("\r\nv\r\nmn\r\ndelete a\r\nset b 0 0 1\r\nv\r\n"))
    }

    @Test func whatSpeaksMeta() {
        #expect(Ask.batch([.quiet("a")]).speaksMeta)
        #expect(!Ask.batch([.quiet("a")], answeredSets: 8).speaksMeta)
        #expect(Ask.batch([.get("a"), Ask(.setReturningToken, "a")]).speaksMeta)
        #expect(!Ask.batch([.get("a"), .set("a"), Ask(.delete, "a"), Ask(.touch, "a")]).speaksMeta)
    }

    /// A server that only reads what comes reads what was asked, for each key in its order, and its answers are the answers
    /// to that: for whatever requests, and in pieces of any size.
    @Test func aMirrorReadsWhatWasAsked() throws {
        for seed in UInt64(1)...200 {
            var random = SplitMix(seed: seed)
            let asks = (0..<random.next() % 300).map { _ in Self.anything(&random) }
            let batch = Ask.batch(asks, sharesLines: random.next() % 4 > 0, answeredSets: Int(seed % 3))
            #expect(batch.count == asks.count)
            var server = MirrorServer(seed: seed)
            try server.read(Array(batch.bytes.readableBytesView))
            #expect(Self.byKey(server.asks) == Self.byKey(asks), "seed \(seed)")
            #expect(Self.byTrack(server.asks) == Self.byTrack(asks), "seed \(seed)")

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

    /// A silent set asks for the same as one that is not.
    private static func plain(_ ask: Ask) -> Ask {
        var ask = ask
        if ask.verb == .setQuietly { ask.verb = .store(.set) }
        return ask
    }

    private static func byKey(_ asks: [Ask]) -> [[UInt8]: [Ask]] {
        Dictionary(grouping: asks.map(plain), by: \.key)
    }

    private static func byTrack(_ asks: [Ask]) -> [Bool: [Ask]] {
        Dictionary(grouping: asks.map(plain)) { if case .get = $0.verb { true } else { false } }
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
