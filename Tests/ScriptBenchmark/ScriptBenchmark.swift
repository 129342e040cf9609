import Glibc
import Memcached
import MemcachedShell
import NIOCore

/// What the parts of a script's way cost, each by itself: nanoseconds for a statement.
///
/// Keys of 16 bytes and values of 32, three servers with python-memcached's distribution unless another is named. Nothing
/// is sent.
@main
enum ScriptBenchmark {
    static let count = 10_000
    static let keys = (0..<count).map { Array("user:\($0 + 10_000_000):v1".utf8) }
    static let value = Array("a-value-that-has-thirty-two-bytes".utf8.prefix(32))
    static let servers: [ServerAddress] = ["10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211"]
    /// So that nothing of what is measured is left out.
    nonisolated(unsafe) static var sink = 0

    static func main() throws {
        Measure.row("\(count) statements, \(Measure.rounds) rounds", ["min ns", "median ns", "p90 ns", "allocations"])
        let sets = lines { "set \($0) \(String(decoding: value, as: UTF8.self))" }
        let gets = lines { "get \($0)" }
        try tokenizers(sets)
        try binders(sets, gets)
        try router()
        writers()
        parsers()
        renderers()
        if sink == .min { print(sink) }
    }

    static func lines(_ line: (String) -> String) -> [[UInt8]] {
        keys.map { Array(line(String(decoding: $0, as: UTF8.self)).utf8) }
    }

    // MARK: From lines to requests

    static func tokenizers(_ lines: [[UInt8]]) throws {
        Measure.part("WordScanner, set", count) {
            for line in lines {
                var scanner = WordScanner(0..<line.count)
                while let word = try? scanner.next(in: line.span) { sink &+= word.text.count }
            }
        }
        Measure.part("Tokenizer, set", count) {
            for line in lines { sink &+= (try? Tokenizer.tokens(of: line))?.count ?? 0 }
        }
    }

    static func binders(_ sets: [[UInt8]], _ gets: [[UInt8]]) throws {
        for (name, choice) in [("1 server", nil), ("3 servers", "python-memcached")] as [(String, String?)] {
            var configuration = MemcachedConfiguration(servers: choice == nil ? Array(servers.prefix(1)) : servers)
            if let choice { configuration.distribution = DistributionChoice(choice) }
            let client = try MemcachedClient(configuration)
            let performer = Performer(client: client, settings: Performer.Settings())
            let binder = Binder(servers: client.servers)
            for (verb, lines) in [("set", sets), ("get", gets)] {
                let text = Array(lines.joined(separator: [0x0a]))
                for speech in [ScriptBinder.Speech.classic, .meta(quietLimit: 1000)] {
                    let how = speech == .classic ? "classic" : "meta"
                    var script = ScriptBinder(
                        binder: binder,
                        performer: performer,
                        lanes: client.servers.count,
                        lanesPerServer: 1
                    )
                    script.speech = Array(repeating: speech, count: client.servers.count)
                    Measure.part("ScriptBinder, \(verb), \(how), \(name)", count) {
                        var chunk = ScriptChunk(text: text, firstLine: 1)
                        guard case .end = script.bind(&chunk, client: client, performer: performer) else { exit(1) }
                        for (_, batch) in script.takeBatches() { sink &+= batch.size }
                    }
                }
            }
            guard choice != nil else { continue }
            for (verb, lines) in [("set", sets), ("get", gets)] {
                Measure.part("Tokenizer and Binder, \(verb)", count) {
                    for line in lines {
                        guard let statement = try? binder.statement(Tokenizer.tokens(of: line)) else { exit(1) }
                        sink &+= statement.keys.count
                    }
                }
            }
        }
    }

    static func router() throws {
        let client = try MemcachedClient(MemcachedConfiguration(servers: servers))
        Measure.part("Router, python-memcached, 3 servers", count) {
            client.withRouter { router, now in
                for key in keys { sink &+= router.route(key.span, at: now)?.server ?? 0 }
            }
        }
    }

    // MARK: From requests to answers

    static func batch(answeredSets: Int = 8, _ add: (inout RequestBatch, Span<UInt8>) -> Void) -> RequestBatch {
        var batch = RequestBatch(answeredSets: answeredSets)
        for key in keys { add(&batch, key.span) }
        return batch
    }

    static func writers() {
        Measure.part("RequestBatch.store", count) { sink &+= sets().size }
        Measure.part("RequestBatch.setQuietly", count) { sink &+= quietSets().size }
        Measure.part("RequestBatch.get, a line for each", count) { sink &+= gets(sharesLine: false).size }
        Measure.part("RequestBatch.get, shared lines", count) { sink &+= gets(sharesLine: true).size }
    }

    static func sets() -> RequestBatch {
        batch { $0.store(.set, $1, value.span, flags: 0, exptime: 0) }
    }

    static func quietSets() -> RequestBatch {
        batch(answeredSets: 0) { $0.setQuietly($1, value.span, flags: 0, exptime: 0) }
    }

    static func gets(sharesLine: Bool) -> RequestBatch {
        batch { $0.get($1, tokens: false, sharesLine: sharesLine) }
    }

    static func parsers() {
        let stored = String(repeating: "STORED\r\n", count: count)
        parser("STORED", sets(), Array(stored.utf8))
        parser("fences", quietSets(), Array(String(repeating: "MN\r\n", count: (count + 511) / 512).utf8))
        let text = String(decoding: value, as: UTF8.self)
        let values = keys.map { "VALUE \(String(decoding: $0, as: UTF8.self)) 0 \(value.count)\r\n\(text)\r\n" }
        parser("VALUE, a line for each", gets(sharesLine: false), Array(values.joined(separator: "END\r\n").utf8))
        // Where a line ends is not told here; a server that is asked shared lines says END as often as there are lines.
        var shared: [UInt8] = []
        var line = RequestBatch()
        for (key, value) in zip(keys, values) {
            let before = line.size
            line.get(key.span, tokens: false, sharesLine: true)
            // " key" within a line, and "\r\nget key" at the beginning of another.
            if before > 0, line.size - before > key.count + 1 { shared += Array("END\r\n".utf8) }
            shared += Array(value.utf8)
        }
        parser("VALUE, shared lines", line, shared)
    }

    /// The bytes come in pieces of 64 KiB, as they are read.
    static func parser(_ name: String, _ batch: RequestBatch, _ bytes: [UInt8]) {
        let end = Array("END\r\n".utf8)
        let wire = bytes.starts(with: "VALUE".utf8) ? bytes + end : bytes
        let pieces = stride(from: 0, to: wire.count, by: 64 << 10).map {
            ByteBuffer(bytes: wire[$0..<min(wire.count, $0 + 64 << 10)])
        }
        Measure.part("ConnectionState, \(name)", count) {
            var state = ConnectionState<Int>()
            state.sent(batch, deadline: .distantFuture, completion: 0)
            for piece in pieces {
                for action in state.received(piece) {
                    guard case .answerBatch(_, let replies, _) = action else { exit(1) }
                    sink &+= replies.records.count
                }
            }
            guard state.isIdle else { exit(1) }
        }
    }

    // MARK: From answers to bytes

    static func renderers() {
        let server = servers[0]
        for format in [OutputFormat.plain, .json] {
            let renderer = format.renderer(Style(hasColor: false), isTerminal: false)
            for status in [Status.stored, .hit] {
                let answer = BriefAnswer(
                    line: 123_456,
                    status: status,
                    command: JSONText(status == .hit ? "get" : "set"),
                    server: JSONText(server.description)
                )
                Measure.part("\(format), brief, \(status.rawValue)", count) {
                    var output: [UInt8] = []
                    output.reserveCapacity(4 << 20)
                    for key in keys {
                        _ = renderer.render(answer, key: key.span, value: value.span, into: &output)
                    }
                    sink &+= output.count
                }
            }
        }
        for format in [OutputFormat.plain, .json, .pretty] {
            let renderer = format.renderer(Style(hasColor: false), isTerminal: false)
            let buffer = ByteBuffer(bytes: value)
            for status in [Status.stored, .hit] {
                Measure.part("\(format), general, \(status.rawValue)", count) {
                    var output: [UInt8] = []
                    output.reserveCapacity(4 << 20)
                    for key in keys {
                        var item = ItemOutcome(key: key, server: server, status: status)
                        if status == .hit {
                            item.value = buffer
                            item.flags = 0
                        }
                        let outcome = Outcome(command: status == .hit ? "get" : "set", body: .item(item))
                        renderer.render(outcome, line: 123_456, into: &output)
                    }
                    sink &+= output.count
                }
            }
        }
    }
}
