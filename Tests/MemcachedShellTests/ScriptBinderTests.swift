@testable import Memcached
@testable import MemcachedShell
import NIOCore
import Testing

/// The quick way of a script's line into a batch, held to the general one.
@Suite struct ScriptBinderTests {
    struct Setting: Sendable, CustomTestStringConvertible {
        let name: String
        var servers: [ServerAddress] = ["a:1", "b:2:3", "c:3"]
        var distribution = "python-memcached"
        var prefix = ""
        var lanesPerServer = 1
        var isReadOnly = false
        var down: [Int] = []
        var wantsTokens = false
        var wantsTimeLeft = false
        /// What is known at the start, and what is found out when somebody asks.
        var speech = ScriptBinder.Speech.classic
        var learned = ScriptBinder.Speech.classic
        var testDescription: String { name }
    }

    static let settings: [Setting] = [
        Setting(name: "one server", servers: ["a:1"]),
        Setting(name: "three servers"),
        Setting(name: "a prefix", prefix: "app:"),
        Setting(name: "a namespace", distribution: "pylibmc:namespace=ns.", lanesPerServer: 2),
        Setting(name: "a namespace and a prefix", distribution: "dalli:namespace=ns", prefix: "app:"),
        Setting(name: "a namespace that is hashed", distribution: "perl-fast:namespace=n,hash_namespace=1"),
        Setting(name: "dalli without a namespace", distribution: "dalli", lanesPerServer: 3),
        Setting(name: "nothing is written", isReadOnly: true),
        Setting(name: "a server is down", down: [1]),
        Setting(name: "a server is down, and keys stay", distribution: "mcrouter", down: [1]),
        Setting(name: "all are down", down: [0, 1, 2]),
        Setting(name: "JSON", wantsTokens: true, speech: .unknown, learned: .meta(quietLimit: -1)),
        Setting(name: "JSON, of an old server", wantsTokens: true, speech: .unknown),
        Setting(name: "pretty", lanesPerServer: 2, wantsTokens: true, wantsTimeLeft: true, speech: .unknown),
        Setting(name: "silent sets", lanesPerServer: 2, speech: .meta(quietLimit: 100)),
        Setting(name: "silent sets, then JSON", wantsTokens: true, speech: .meta(quietLimit: 100)),
    ]

    /// The parts that a script has besides the lines.
    struct Stage {
        let client: MemcachedClient
        let performer: Performer
        let binder: Binder
        var script: ScriptBinder

        init(_ setting: Setting) throws {
            var configuration = MemcachedConfiguration(servers: setting.servers)
            configuration.distribution = DistributionChoice(setting.distribution)
            let now = ContinuousClock.now
            client = try MemcachedClient(configuration, now: { now })
            for server in setting.down { client.noteDown(server, MemcachedError(.unreachable, "down")) }
            var settings = Performer.Settings()
            settings.prefix = KeyPrefix(setting.prefix, distribution: client.distribution)
            settings.isReadOnly = setting.isReadOnly
            performer = Performer(client: client, settings: settings)
            binder = Binder(servers: client.servers, prefix: settings.prefix)
            script = ScriptBinder(
                binder: binder,
                performer: performer,
                lanes: setting.servers.count * setting.lanesPerServer,
                lanesPerServer: setting.lanesPerServer
            )
            script.wantsTokens = setting.wantsTokens
            script.wantsTimeLeft = setting.wantsTimeLeft
            for lane in script.speech.indices { script.speech[lane] = setting.speech }
            // What some gets saw before.
            for key in ["k1", "k2"] {
                let key = settings.prefix.key(typed: Array(key.utf8))
                performer.remember(99, of: key, server: client.currentServer(of: key))
            }
        }
    }

    /// What becomes of a script's lines on their way into batches.
    struct Course: Equatable {
        /// Lines that run alone, that wait for all before them, and for which a server had to be asked.
        var alone: [Int] = []
        var waiting: [Int] = []
        var asking: [Int] = []
        /// What is said without asking anybody.
        var said: [String] = []
        /// Each answer that is due: line, command, key as it is typed, server, whether it is another's, its part in a list.
        var due: [String] = []
        /// What is sent on each lane.
        var sent: [Int: [UInt8]] = [:]
    }

    static func text(_ lines: [[UInt8]]) -> [UInt8] { Array(lines.joined(separator: [0x0a])) }

    /// What really becomes of them.
    static func course(of lines: [[UInt8]], _ setting: Setting, limit: Int) throws -> (Course, lanes: [Int]) {
        var stage = try Stage(setting)
        var chunk = ScriptChunk(text: text(lines), firstLine: 1)
        var course = Course()
        while !chunk.isBound {
            switch stage.script.bind(&chunk, client: stage.client, performer: stage.performer, limit: limit) {
            case .end: break
            case .alone: course.alone.append(chunk.takeLine().number)
            case .afterAnswers:
                course.waiting.append(chunk.nextLine)
                stage.script.noteAllAnswered()
            case .unknownDialect(let lane):
                course.asking.append(chunk.nextLine)
                stage.script.speech[lane] = setting.learned
            }
        }
        for (lane, batch) in stage.script.takeBatches() {
            var batch = batch
            batch.seal()
            course.sent[lane] = Array(batch.bytes.readableBytesView)
        }
        var lanes: [Int] = []
        while !chunk.isPrinted {
            let place = chunk.places[chunk.printed]
            var due = "\(place.line) "
            switch chunk.aside(of: place) {
            case .outcome(let outcome):
                course.said.append("\(place.line) \(outcome.command): \(outcome.failures.map(\.failure.message))")
                chunk.advance()
                continue
            case .statement(let statement, let key):
                let typed = stage.performer.settings.prefix.typed(key)
                due += "\(statement.command.name) \(Literal.word(typed)) \(place.kind == .aside ? "" : "\(place.kind)")"
                #expect(statement.keys == [key])
            case nil:
                let key = chunk.text[Int(place.keyStart)...].prefix(Int(place.keyLength))
                due += "\(stage.script.commands[Int(place.command)].name) \(Literal.word(Array(key))) "
                #expect(chunk.line(of: place) == withoutReturn(lines[place.line - 1]))
            }
            due += " server \(Int(place.lane) / setting.lanesPerServer)\(place.isRerouted ? " rerouted" : "")"
            course.due.append(due)
            lanes.append(Int(place.lane))
            chunk.advance()
        }
        return (course, lanes)
    }

    static func withoutReturn(_ line: [UInt8]) -> [UInt8] { line.last == 0x0d ? line.dropLast() : line }

    /// What ought to become of them, by the general binder, and a request for each key. `lanes` are those of the answers
    /// that are due, in order: which of a server's lanes a key takes is free.
    static func expected(of lines: [[UInt8]], _ setting: Setting, lanes: [Int]) throws -> Course {
        let stage = try Stage(setting)
        let client = stage.client
        var course = Course()
        var lanes = lanes[...]
        var speech = stage.script.speech
        var batches: [Int: RequestBatch] = [:]
        var plain: [Int: ByteBuffer] = [:]
        // A value with a token brings one, and a miss takes one away.
        var hasReads = false
        for (number, line) in zip(1..., lines.map(withoutReturn)) {
            if line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: ":") {
                course.alone.append(number)
                continue
            }
            let statement: Statement
            do throws(UsageError) {
                guard let bound = try stage.binder.statement(Tokenizer.tokens(of: line)) else { continue }
                statement = bound
            } catch {
                let outcome = error.outcome(of: line)
                course.said.append("\(number) \(outcome.command): \(outcome.failures.map(\.failure.message))")
                continue
            }
            var target = statement.target
            var routed: [(key: Key, server: Int, isRerouted: Bool)] = []
            var token: UInt64?
            if case .compareAndStore(let key, _, _, _, let given) = statement.operation, !setting.isReadOnly {
                token = given
                if given == nil {
                    if hasReads { course.waiting.append(number) }
                    hasReads = false
                    let server = target ?? client.currentServer(of: key)
                    guard let known = stage.performer.tokens[key], known.server == server else {
                        course.alone.append(number)
                        continue
                    }
                    (token, target) = (known.token, server)
                }
            }
            for key in statement.keys {
                let route = client.route(key).route
                guard let server = target ?? route?.server else { break }
                let isElsewhere =
                    statement.target == nil && server != client.distribution.server(for: key.bytes.span, log: nil)
                routed.append((key, server, isElsewhere))
            }
            let mayNot = setting.isReadOnly && statement.changesData || setting.wantsTimeLeft && statement.readsTokens
            let exptime = Result { try stage.performer.exptime(of: statement.operation) }
            guard case .success(let seconds) = exptime, !mayNot, !routed.isEmpty, routed.count == statement.keys.count
            else {
                course.alone.append(number)
                continue
            }
            if case .retrieve(_, _, tokens: true) = statement.operation { hasReads = true }
            for (index, (key, server, isRerouted)) in routed.enumerated() {
                let part = !statement.isList ? "" : index == routed.count - 1 ? "lastPart" : "part"
                let shown = Literal.word(stage.performer.settings.prefix.typed(key))
                course.due.append(
                    "\(number) \(statement.command.name) \(shown) \(part) server \(server)\(isRerouted ? " rerouted" : "")"
                )
                let lane = lanes.popFirst() ?? -1
                guard speech.indices.contains(lane) else { return course }
                let request = request(statement.operation, index, exptime: seconds ?? 0, token: token)
                RequestWriter.write(request, into: &plain[lane, default: ByteBuffer()])
                add(
                    request,
                    to: &batches[lane, default: RequestBatch()],
                    &speech[lane],
                    setting,
                    isList: statement.isList
                ) {
                    course.asking.append(number)
                }
            }
        }
        for (lane, batch) in batches {
            var batch = batch
            batch.seal()
            course.sent[lane] = Array(batch.bytes.readableBytesView)
            // To a server of which nothing is known it goes as one request at a time does.
            if setting.speech == .classic { course.sent[lane] = plain[lane].map { Array($0.readableBytesView) } }
        }
        return course
    }

    static func request(_ operation: MemcachedShell.Operation, _ index: Int, exptime: Int64, token: UInt64?) -> Request
    {
        switch operation {
        case .retrieve(let keys, let expiry, let tokens):
            .retrieve(keys: [keys[index]], exptime: expiry == nil ? nil : exptime, tokens: tokens)
        case .store(let mode, let pairs, let flags, _):
            .store(
                mode,
                key: pairs[index].key,
                value: ByteBuffer(bytes: pairs[index].value),
                flags: flags,
                exptime: exptime
            )
        case .compareAndStore(let key, let value, let flags, _, _):
            .compareAndStore(
                key: key,
                value: ByteBuffer(bytes: value),
                flags: flags,
                exptime: exptime,
                token: token ?? 0
            )
        case .count(let direction, let key, let delta): .count(direction, key: key, by: delta)
        case .touch(let key, _): .touch(key: key, exptime: exptime)
        case .delete(let keys): .delete(key: keys[index])
        default: .version
        }
    }

    /// Puts a request into a batch as a server of this speech may be spoken to.
    static func add(
        _ request: Request,
        to batch: inout RequestBatch,
        _ speech: inout ScriptBinder.Speech,
        _ setting: Setting,
        isList: Bool,
        whenAsking: () -> Void
    ) {
        switch request {
        case .retrieve(let keys, let exptime, let tokens):
            let isMeta = if case .meta = speech { true } else { false }
            for key in keys { batch.get(key.bytes.span, exptime: exptime, tokens: tokens, sharesLine: isMeta) }
        case .store(let mode, let key, let value, let flags, let exptime):
            let name = key.bytes.span
            let bytes = value.readableBytesUInt8Span
            let wantsToken = setting.wantsTokens && mode == .set && !isList
            if wantsToken, speech == .unknown {
                whenAsking()
                speech = setting.learned
            }
            if case .meta(let limit) = speech, mode == .set {
                if wantsToken { return batch.setReturningToken(name, bytes, flags: flags, exptime: exptime) }
                if name.count + bytes.count <= limit, exptime >= 0 {
                    return batch.setQuietly(name, bytes, flags: flags, exptime: exptime)
                }
            }
            batch.store(mode, name, bytes, flags: flags, exptime: exptime)
        case .compareAndStore(let key, let value, let flags, let exptime, let token):
            let bytes = value.readableBytesUInt8Span
            batch.compareAndStore(key.bytes.span, bytes, flags: flags, exptime: exptime, token: token)
        case .count(let direction, let key, let delta): batch.count(direction, key.bytes.span, by: delta)
        case .touch(let key, let exptime): batch.touch(key.bytes.span, exptime: exptime)
        case .delete(let key): batch.delete(key.bytes.span)
        default: break
        }
    }

    // MARK: Tests

    @Test(arguments: settings)
    func whatGoesOutIsWhatTheGeneralBinderMeans(setting: Setting) throws {
        for seed in UInt64(1)...60 {
            var random = RandomLine(seed: seed)
            let lines = (0...random.below(40)).map { _ in random.next() }
            let limit = random.chance(3) ? 1 : Int.max
            let (course, lanes) = try Self.course(of: lines, setting, limit: limit)
            let expected = try Self.expected(of: lines, setting, lanes: lanes)
            guard course != expected else { continue }
            // One line tells more than forty.
            for line in lines {
                let (course, lanes) = try Self.course(of: [line], setting, limit: limit)
                let expected = try Self.expected(of: [line], setting, lanes: lanes)
                #expect(course == expected, "seed \(seed): \(Escaping.text(line))")
            }
            #expect(course == expected, "seed \(seed)")
            return
        }
    }

    @Test func theSameKeyIsAlwaysOnTheSameLane() throws {
        let setting = Setting(name: "", servers: ["a:1", "b:2"], lanesPerServer: 3)
        let lines = (0..<300).map { Array("set k\($0 % 50) v".utf8) }
        let (course, lanes) = try Self.course(of: lines, setting, limit: .max)
        #expect(Set(lanes).count == 6, "all of them are used")
        for (index, lane) in lanes.enumerated() { #expect(lane == lanes[index % 50]) }
        #expect(course.sent.count == 6)
    }

    /// As at the prompt, where nobody sees them either.
    @Test func noTokensAreAskedForWithSeveralValues() throws {
        let setting = Setting(
            name: "",
            servers: ["a:1"],
            wantsTokens: true,
            speech: .unknown,
            learned: .meta(quietLimit: -1)
        )
        let (course, _) = try Self.course(of: [Array("set_multi a 1 b 2".utf8)], setting, limit: .max)
        #expect(course.asking.isEmpty)
        #expect(
            course.sent[0].map { String(decoding: $0, as: UTF8.self) } == "set a 0 0 1\r\n1\r\nset b 0 0 1\r\n2\r\n"
        )
    }

    @Test func moreThanThirtyDaysGoAsADate() throws {
        let (course, _) = try Self.course(of: [Array("touch k 2592001".utf8)], Self.settings[0], limit: .max)
        let words = String(decoding: course.sent[0] ?? [], as: UTF8.self).split(separator: " ")
        let date = try #require(words.last.flatMap { Int64($0.dropLast(1)) })
        #expect(date > 1_700_000_000 + 2_592_001)
    }

    @Test func aListOfMoreThanAThousandRunsAlone() throws {
        for (count, alone) in [(1000, []), (1001, [1])] as [(Int, [Int])] {
            let line = Array(("get" + (0..<count).map { " k\($0)" }.joined()).utf8)
            let (course, lanes) = try Self.course(of: [line], Self.settings[1], limit: .max)
            #expect(course.alone == alone)
            #expect(lanes.count == (alone.isEmpty ? count : 0))
        }
    }
}
