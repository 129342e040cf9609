@testable import Memcached
@testable import MemcachedShell
import NIOCore
import Testing

/// Answers that come on several lanes in pieces of any size, and sometimes stop coming, are printed in the order of the
/// lines, and as the general renderers print them.
@Suite struct AnswerPrinterTests {
    struct Format: Sendable, CustomTestStringConvertible {
        let format: OutputFormat
        var isTerminal = false
        var testDescription: String { "\(format)\(isTerminal ? " at a terminal" : "")" }
    }

    static let formats: [Format] = [
        Format(format: .plain), Format(format: .raw), Format(format: .json), Format(format: .pretty),
        Format(format: .plain, isTerminal: true), Format(format: .raw, isTerminal: true),
    ]

    /// What a lane will bring.
    enum Event {
        case answers(PackedReplies, isComplete: Bool)
        case failed(MemcachedError, MemcachedError, PackedReplies.Track)
    }

    /// What there is to be printed for a place, whichever way it is.
    enum Due {
        case record(PackedReplies.Record, [UInt8])
        case failed(MemcachedError)
    }

    static let setting = ScriptBinderTests.Setting(
        name: "",
        prefix: "app:",
        lanesPerServer: 2,
        down: [1],
        speech: .meta(quietLimit: 50)
    )

    @Test(arguments: formats)
    func printedAsTheGeneralRenderersDo(format: Format) async throws {
        let renderer = format.format.renderer(Style(hasColor: false), isTerminal: format.isTerminal)
        var briefs = 0
        for seed in UInt64(1)...60 {
            var random = RandomLine(seed: seed)
            var play = try Play(&random, renderer: renderer)
            try await play.run(&random)
            #expect(play.output == play.expected, "seed \(seed)")
            #expect(play.chunk.isPrinted && play.answers.allSatisfy(\.isSettled), "seed \(seed)")
            #expect(play.taken == play.received, "seed \(seed): bytes that were dealt with")
            briefs += play.briefs
        }
        // At a terminal values need a closer look; for people, everything does.
        if format.format != .pretty { #expect(briefs > 500) }
    }

    /// A script, bound, and what its servers will say.
    struct Play {
        var stage: ScriptBinderTests.Stage
        var chunk: ScriptChunk
        var answers: [LaneAnswers]
        var printer: AnswerPrinter
        var events: [[Event]]
        var due: [Due] = []
        var output: [UInt8] = []
        var expected: [UInt8] = []
        var briefs = 0
        var received = 0
        var taken = 0

        init(_ random: inout RandomLine, renderer: any Renderer) throws {
            stage = try ScriptBinderTests.Stage(setting)
            let lines = (0...random.below(60)).map { _ in random.simple() }
            chunk = ScriptChunk(text: ScriptBinderTests.text(lines), firstLine: 1)
            let lanes = setting.servers.count * setting.lanesPerServer
            answers = Array(repeating: LaneAnswers(), count: lanes)
            events = Array(repeating: [], count: lanes)
            let servers = (0..<lanes).map { setting.servers[$0 / setting.lanesPerServer] }
            printer = AnswerPrinter(binder: stage.script, servers: servers, renderer: renderer)
            var isBroken = Array(repeating: false, count: lanes)
            while !chunk.isBound {
                let first = chunk.places.count
                let limit = 1 + random.below(20)
                let stop = stage.script.bind(&chunk, client: stage.client, performer: stage.performer, limit: limit)
                guard case .end = stop else {
                    Issue.record("\(stop)")
                    return
                }
                due += Array(repeating: .failed(MemcachedError(.cancelled, "")), count: chunk.places.count - first)
                for (lane, batch) in stage.script.takeBatches() {
                    answers[lane].sent(batch)
                    let own = chunk.places.indices[first...].filter { chunk.places[$0].lane == Int32(lane) }
                    #expect(own.count == batch.count)
                    answer(wireOrder(own, &random), lane, &isBroken[lane], &random)
                }
            }
        }

        /// Retrievals may be answered before changes that they stand behind, or after those that stand behind them.
        private func wireOrder(_ places: [Int], _ random: inout RandomLine) -> [Int] {
            var tracks = [PackedReplies.Track.retrievals, .changes].map { track in
                places.filter { chunk.places[$0].track == track }[...]
            }
            return places.indices.map { _ in
                let first = random.below(2)
                return tracks[first].popFirst() ?? tracks[1 - first].removeFirst()
            }
        }

        /// Makes up what a server says to a batch, in the order of the wire.
        private mutating func answer(_ places: [Int], _ lane: Int, _ isBroken: inout Bool, _ random: inout RandomLine) {
            var open = PackedReplies()
            var count = 0
            if !isBroken {
                let failsAt = random.chance(8) ? random.below(places.count + 1) : -1
                let endsLate = failsAt < 0 && random.chance(3)
                for place in places where count != failsAt {
                    let before = open.bytes.writerIndex
                    random.answer(statement(place).operation, into: &open)
                    let text = open.bytes.getBytes(at: before, length: open.bytes.writerIndex - before) ?? []
                    due[place] = .record(open.records[open.records.count - 1], text)
                    count += 1
                    if random.chance(5) || count == places.count {
                        let isComplete = count == places.count && failsAt != count && !endsLate
                        events[lane].append(.answers(open, isComplete: isComplete))
                        open = PackedReplies()
                    }
                }
                if endsLate { events[lane].append(.answers(PackedReplies(), isComplete: true)) }
                // All answers may have come, and yet not the end.
                isBroken = count == failsAt
                if !open.isEmpty { events[lane].append(.answers(open, isComplete: false)) }
            }
            guard isBroken else { return }
            let server = setting.servers[lane / setting.lanesPerServer]
            let errors = ["first", "others"].map {
                MemcachedError(.connectionLost, "\($0) on \(lane), \(events[lane].count)", server: server)
            }
            let track = count < places.count ? chunk.places[places[count]].track : .changes
            events[lane].append(.failed(errors[0], errors[1], track))
            for (index, place) in places[count...].enumerated() {
                due[place] = .failed(errors[min(index, 1)])
            }
        }

        private func statement(_ index: Int) -> Statement {
            guard case .statement(let statement, _)? = aside(index) else {
                let tokens = try? Tokenizer.tokens(of: chunk.line(of: chunk.places[index]))
                guard let statement = try? stage.binder.statement(tokens ?? []) else { preconditionFailure() }
                return statement
            }
            return statement
        }

        private func aside(_ index: Int) -> ScriptChunk.Aside? {
            guard chunk.places[index].kind != .simple else { return nil }
            return chunk.asides[chunk.places[..<index].count { $0.kind != .simple }]
        }

        mutating func run(_ random: inout RandomLine) async throws {
            for index in chunk.places.indices { expected += await general(index) }
            let capacity = random.chance(2) ? 1 : 100
            while events.contains(where: { !$0.isEmpty }) {
                let lane = random.below(events.count)
                guard !events[lane].isEmpty else { continue }
                switch events[lane].removeFirst() {
                case .answers(let replies, let isComplete):
                    received += replies.size
                    answers[lane].received(replies, isComplete: isComplete)
                case .failed(let first, let others, let track):
                    answers[lane].failed(first, others, track: track)
                }
                try await print(capacity)
                for lane in answers.indices { taken += answers[lane].takeSize() }
            }
        }

        private mutating func print(_ capacity: Int) async throws {
            while true {
                let before = chunk.printed
                var text: [UInt8] = []
                let pause = printer.print(
                    &chunk,
                    &answers,
                    isRemembered: { _ in false },
                    into: &text,
                    capacity: capacity
                )
                output += text
                briefs += chunk.printed - before
                switch pause {
                case .done, .waiting: return
                case .full: #expect(text.count >= capacity)
                case .unusual:
                    let lane = Int(chunk.places[chunk.printed].lane)
                    let track = chunk.places[chunk.printed].track
                    switch answers[lane].next(track) {
                    case .waiting: return
                    case .answer(let record):
                        guard case .record(let due, let text) = due[chunk.printed] else { throw Misplaced() }
                        #expect(record.kind == due.kind && answers[lane].text(track) == ByteBuffer(bytes: text))
                    case .failed(let error):
                        guard case .failed(error) = due[chunk.printed] else { throw Misplaced() }
                    }
                    output += await general(chunk.printed)
                    answers[lane].advance(track)
                    chunk.advance()
                }
            }
        }

        struct Misplaced: Error {}

        /// What the general way prints for a place.
        private func general(_ index: Int) async -> [UInt8] {
            let place = chunk.places[index]
            let statement = statement(index)
            let result: Result<Reply, MemcachedError>
            switch due[index] {
            case .failed(let error): result = .failure(error)
            case .record(let record, let text):
                let server = setting.servers[Int(place.lane) / setting.lanesPerServer]
                let hasToken = statement.readsTokens
                result = record.result(text: ByteBuffer(bytes: text), hasToken: hasToken, server: server)
            }
            let server = Int(place.lane) / setting.lanesPerServer
            let answer = Answer(server: server, isRerouted: place.isRerouted, result: result)
            let item = await stage.performer.outcome(of: answer, key: statement.keys[0], statement)
            var text: [UInt8] = []
            let outcome = Outcome(command: statement.command.name, body: .item(item))
            printer.renderer.render(outcome, line: place.line, into: &text)
            return text
        }
    }
}

extension RandomLine {
    /// A right line of one key.
    mutating func simple() -> [UInt8] {
        let keys: [[UInt8]] = [
            Array("'quote\"d'".utf8), Array("back\\slash".utf8), [0xff, 0x6b], Array("é😀".utf8), [0xc3, 0x28],
            Array("\u{202e}rtl".utf8), Array("\u{e000}".utf8),
        ]
        let key = chance(3) ? keys[below(keys.count)] : Array("key\(below(40))".utf8)
        let shapes = [
            "get KEY", "get KEY", "gets KEY", "set KEY v", "SET KEY v 60", "add KEY \"escaped\\n\"", "append KEY x",
            "incr KEY", "decr KEY 5", "touch KEY 5m", "touch KEY 5", "delete KEY", "cas KEY v --token 5",
        ]
        let words = shapes[below(shapes.count)].split(separator: "KEY", omittingEmptySubsequences: false)
        return Array(words[0].utf8) + key + Array(words[1].utf8)
    }

    /// An answer that there can be to an operation.
    mutating func answer(_ operation: MemcachedShell.Operation, into replies: inout PackedReplies) {
        typealias Record = PackedReplies.Record
        let number = UInt64.max >> UInt64(below(64))
        if chance(15) {
            let text = Array(["", "out of memory", "\u{1b}[31m \"x\"\u{ff}"][below(3)].utf8)
            let kind: Refusal.Kind = [.server, .client, .unknownCommand][below(3)]
            let track =
                if case .retrieve = operation { PackedReplies.Track.retrievals } else { PackedReplies.Track.changes }
            let refusal = Refusal(kind: kind, text: text)
            return replies.append(refusal, as: chance(2) ? .refused : .unattributed, track: track, count: 1)
        }
        switch operation {
        case .retrieve(_, _, let tokens):
            if chance(3) { return replies.append(Record(.miss, track: .retrievals)) }
            let values: [[UInt8]] = [
                [], Array("plain".utf8), Array("\"quotes\" and \\".utf8), Array("tab\tline\nend\r\n\u{1b}[2J\0".utf8),
                [0xff, 0x00, 0x80], Array("é😀\u{202e}\u{2028}\u{7f}\u{9b}".utf8), Array(repeating: 0x78, count: 300),
                [0xf0, 0x9f, 0x98], (0...255).map { UInt8($0) },
            ]
            let flags = UInt32.max >> UInt32(below(33))
            replies.append(hit: values[below(values.count)], flags: flags, token: tokens ? number : 0)
        case .store(.set, _, _, _):
            replies.append(chance(2) ? Record(.stored) : Record(.storedWithToken, number: number))
        case .store: replies.append(Record(chance(2) ? .stored : .notStored))
        case .compareAndStore: replies.append(Record([.stored, .exists, .notFound][below(3)]))
        case .count: replies.append(chance(3) ? Record(.notFound) : Record(.number, number: number))
        case .touch: replies.append(Record(chance(2) ? .touched : .notFound))
        default: replies.append(Record(chance(2) ? .deleted : .notFound))
        }
    }
}

extension PackedReplies {
    fileprivate mutating func append(hit value: [UInt8], flags: UInt32, token: UInt64) {
        append(hit: value.span, flags: flags, token: token)
    }
}
