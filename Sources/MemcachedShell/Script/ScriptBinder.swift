package import Memcached
import NIOCore

/// Puts the statements of a script into the batches of their lanes, straight from the bytes of the script.
///
/// Nearly all lines are a command, a key and a value, and go without a copy of anything but what is sent. The others go by
/// way of a ``Statement``, into a batch as well where they can; what cannot, because it concerns every server or the
/// shell itself, runs alone.
package struct ScriptBinder {
    /// Why binding stopped.
    package enum Stop: Sendable {
        /// There are no more lines, or enough is gathered.
        case end
        /// The line at ``ScriptChunk/next`` runs alone, when all before it is done.
        case alone
        /// The line can only be understood when all before it is done.
        case afterAnswers
        /// A server has to be asked first which commands it understands.
        case unknownDialect(lane: Int)
    }

    /// What is known of how a lane may be spoken to.
    package enum Speech: Sendable, Equatable {
        case unknown
        /// As to a server of which nothing is known.
        case classic
        /// With meta commands; silent for values up to `quietLimit` bytes, key included.
        case meta(quietLimit: Int)
    }

    private let forms: LaneForms
    private let binder: Binder
    private let prefix: KeyPrefix
    private let prefixBytes: [UInt8]
    /// What can change data is refused in words, which is not for here.
    package var isReadOnly: Bool
    private let lanesPerServer: Int
    /// Whether the token is asked for after a `set`.
    package var wantsTokens = false
    /// Whether `gets` shows more than its answer tells.
    package var wantsTimeLeft = false
    package var speech: [Speech]
    private var batches: [RequestBatch]
    /// Lanes whose batches may hold something.
    private var touched: [Int] = []
    private var isTouched: [Bool]
    /// Whether answers may be under way that change which token is remembered of a key: reads with tokens.
    private var hasReadsUnderWay = false

    /// Statements with more keys than this are grouped by server all at once, and run alone.
    private static let longestList = 1000

    package init(binder: Binder, performer: Performer, lanes: Int, lanesPerServer: Int) {
        self.binder = binder
        prefix = performer.settings.prefix
        prefixBytes = prefix.bytes
        isReadOnly = performer.settings.isReadOnly
        forms = LaneForms()
        self.lanesPerServer = lanesPerServer
        speech = Array(repeating: .unknown, count: lanes)
        batches = Array(repeating: RequestBatch(), count: lanes)
        isTouched = Array(repeating: false, count: lanes)
        isUsed = isTouched
    }

    /// The commands that a ``ScriptChunk/Place/command`` counts.
    var commands: [(name: String, form: LaneForm)] { forms.all }

    /// Which lanes were used so far.
    package private(set) var isUsed: [Bool]

    /// Takes what has gathered, each batch with its lane.
    /// Of the next ones, answers are expected to have about `expectedAnswer` bytes.
    package mutating func takeBatches(expectedAnswer: Int = 1) -> [(lane: Int, batch: RequestBatch)] {
        defer { touched.removeAll(keepingCapacity: true) }
        return touched.compactMap { lane in
            isTouched[lane] = false
            if batches[lane].isEmpty { return nil }
            isUsed[lane] = true
            let batch = batches[lane]
            batches[lane] = RequestBatch(expectedAnswer: expectedAnswer)
            return (lane, batch)
        }
    }

    /// All answers have come, and were printed.
    package mutating func noteAllAnswered() { hasReadsUnderWay = false }

    // MARK: Lines

    /// Binds lines of the chunk, until it must stop, at most `limit` statements.
    package mutating func bind(
        _ chunk: inout ScriptChunk,
        client: MemcachedClient,
        performer: Performer,
        limit: Int = .max
    ) -> Stop {
        let bytes = chunk.text
        let last = chunk.places.count
        return client.withRouter { router, now in
            let text = bytes.span
            while chunk.next < text.count {
                guard chunk.places.count - last < limit else { return .end }
                let start = chunk.next
                let lineEnd = text.firstIndex(of: 0x0a, from: start) ?? text.count
                // A carriage return before the line feed belongs to the line end.
                let end = lineEnd > start && text[lineEnd - 1] == 0x0d ? lineEnd - 1 : lineEnd
                var place = ScriptChunk.Place(
                    line: chunk.nextLine,
                    start: UInt32(truncatingIfNeeded: start),
                    end: UInt32(truncatingIfNeeded: end)
                )
                if let stop = bindSimple(text, start..<end, &place, &router, now) {
                    switch stop {
                    case .bound: chunk.places.append(place)
                    case .nothing: break
                    case .unknownDialect(let lane): return .unknownDialect(lane: lane)
                    }
                } else if let stop = bindOther(bytes, start..<end, place, &chunk, &router, now, performer) {
                    return stop
                }
                chunk.next = lineEnd + 1
                chunk.nextLine += 1
            }
            return .end
        }
    }

    private enum Bound {
        case bound
        /// A blank line, or a comment.
        case nothing
        case unknownDialect(Int)
    }

    /// Binds a line of the usual kind. `nil` for all others; those that are wrong are among them.
    private mutating func bindSimple(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        _ place: inout ScriptChunk.Place,
        _ router: inout Router,
        _ now: ContinuousClock.Instant
    ) -> Bound? {
        var scanner = WordScanner(range)
        guard let name = scanner.simpleWord(in: text) else {
            return scanner.isAtEnd(of: text) ? .nothing : nil
        }
        guard let command = forms.index(of: text, name), !(isReadOnly && forms[command].command.effect == .writes),
            let keyRange = scanner.simpleWord(in: text), keyRange.count <= Key.maximumLength
        else { return nil }
        let typed = text.extracting(keyRange)
        guard Key.fault(of: typed) == nil else { return nil }
        place.command = UInt8(truncatingIfNeeded: command)
        place.keyStart = UInt32(truncatingIfNeeded: keyRange.lowerBound)
        place.keyLength = UInt8(truncatingIfNeeded: keyRange.count)
        if prefix.isEmpty {
            return bindWords(typed, command, &scanner, text, &place, &router, now)
        }
        guard prefix.length + keyRange.count <= Key.maximumLength else { return nil }
        var key = prefixBytes
        typed.withUnsafeBufferPointer { key.append(contentsOf: $0) }
        return bindWords(key.span, command, &scanner, text, &place, &router, now)
    }

    /// Binds what follows the key.
    private mutating func bindWords(
        _ key: Span<UInt8>,
        _ command: Int,
        _ scanner: inout WordScanner,
        _ text: Span<UInt8>,
        _ place: inout ScriptChunk.Place,
        _ router: inout Router,
        _ now: ContinuousClock.Instant
    ) -> Bound? {
        switch forms[command].form {
        case .retrieve(let tokens):
            guard scanner.isAtEnd(of: text), !(tokens && wantsTimeLeft), let lane = lane(key, &place, &router, now)
            else { return nil }
            batches[lane].get(key, tokens: tokens, sharesLine: sharesLines(lane))
            place.track = .retrievals
            if tokens { hasReadsUnderWay = true }
        case .delete:
            guard scanner.isAtEnd(of: text), let lane = lane(key, &place, &router, now) else { return nil }
            batches[lane].delete(key)
        case .store(let mode, let takesExpiry):
            guard let valueRange = scanner.simpleWord(in: text) else { return nil }
            var exptime: Int64 = 0
            if takesExpiry, let word = scanner.simpleWord(in: text) {
                guard let seconds = text.seconds(word) else { return nil }
                exptime = seconds
            }
            guard scanner.isAtEnd(of: text), let lane = lane(key, &place, &router, now) else { return nil }
            if mode == .set, wantsTokens, speech[lane] == .unknown {
                return .unknownDialect(lane)
            }
            store(mode, key, text.extracting(valueRange), flags: 0, exptime: exptime, lane, wantsToken: wantsTokens)
        case .count(let direction):
            var delta: UInt64 = 1
            if let word = scanner.simpleWord(in: text) {
                guard let number = text.number(word) else { return nil }
                delta = number
            }
            guard scanner.isAtEnd(of: text), let lane = lane(key, &place, &router, now) else { return nil }
            batches[lane].count(direction, key, by: delta)
        case .touch:
            guard let word = scanner.simpleWord(in: text), let seconds = text.seconds(word),
                scanner.isAtEnd(of: text), let lane = lane(key, &place, &router, now)
            else { return nil }
            batches[lane].touch(key, exptime: seconds)
        }
        return .bound
    }

    private mutating func store(
        _ mode: StoreMode,
        _ key: Span<UInt8>,
        _ value: Span<UInt8>,
        flags: UInt32,
        exptime: Int64,
        _ lane: Int,
        wantsToken: Bool
    ) {
        if mode == .set, case .meta(let quietLimit) = speech[lane] {
            if wantsToken {
                batches[lane].setReturningToken(key, value, flags: flags, exptime: exptime)
                return
            }
            // A time in the past means the same in both, but is rare enough to stay out of it.
            if key.count + value.count <= quietLimit, exptime >= 0 {
                batches[lane].setQuietly(key, value, flags: flags, exptime: exptime)
                return
            }
        }
        batches[lane].store(mode, key, value, flags: flags, exptime: exptime)
    }

    private func sharesLines(_ lane: Int) -> Bool {
        if case .meta = speech[lane] { true } else { false }
    }

    /// The lane of a key now; `nil` if every server that the rule tries is down.
    private mutating func lane(
        _ key: Span<UInt8>,
        _ place: inout ScriptChunk.Place,
        _ router: inout Router,
        _ now: ContinuousClock.Instant
    ) -> Int? {
        guard let route = router.route(key, at: now) else { return nil }
        place.isRerouted = route.isRerouted
        return lane(key, on: route.server, &place)
    }

    private mutating func lane(_ key: Span<UInt8>, on server: Int, _ place: inout ScriptChunk.Place) -> Int {
        var lane = server
        if lanesPerServer > 1 {
            // The same key always on the same lane: its statements keep their order.
            lane = server * lanesPerServer + Int(FNV.fnv1a_32(key) >> 8) % lanesPerServer
        }
        if !isTouched[lane] {
            isTouched[lane] = true
            touched.append(lane)
        }
        place.lane = Int32(truncatingIfNeeded: lane)
        return lane
    }

    // MARK: Other lines

    /// Binds a line by way of its statement.
    private mutating func bindOther(
        _ bytes: [UInt8],
        _ range: Range<Int>,
        _ place: ScriptChunk.Place,
        _ chunk: inout ScriptChunk,
        _ router: inout Router,
        _ now: ContinuousClock.Instant,
        _ performer: Performer
    ) -> Stop? {
        let line = Array(bytes[range])
        if line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: ":") { return .alone }
        let statement: Statement
        do throws(UsageError) {
            guard let bound = try binder.statement(Tokenizer.tokens(of: line)) else { return nil }
            statement = bound
        } catch {
            chunk.asides.append(.outcome(error.outcome(of: line)))
            var place = place
            place.kind = .aside
            chunk.places.append(place)
            return nil
        }
        return bind(statement, place, &chunk, &router, now, performer)
    }

    private mutating func bind(
        _ statement: Statement,
        _ place: ScriptChunk.Place,
        _ chunk: inout ScriptChunk,
        _ router: inout Router,
        _ now: ContinuousClock.Instant,
        _ performer: Performer
    ) -> Stop? {
        if isReadOnly, statement.changesData { return .alone }
        let keys = statement.keys
        if keys.isEmpty || keys.count > ScriptBinder.longestList || statement.readsTokens && wantsTimeLeft {
            return .alone
        }
        var token: UInt64?
        var target = statement.target
        if case .compareAndStore(let key, _, _, _, let given) = statement.operation {
            token = given
            if given == nil {
                // It is the token that the last gets saw, whose answer may still be under way.
                if hasReadsUnderWay { return .afterAnswers }
                guard let known = performer.knownToken(of: key, statement, router: &router, at: now) else {
                    return .alone
                }
                token = known.token
                target = known.server
            }
        }
        let exptime: Int64?
        do {
            exptime = try performer.exptime(of: statement.operation)
        } catch {
            return .alone
        }
        // All or none of them: a statement is not begun twice.
        var places: [ScriptChunk.Place] = []
        for key in keys {
            var place = place
            if let target {
                _ = lane(key.bytes.span, on: target, &place)
                // A token names its server, which need not be the one where the key belongs.
                place.isRerouted = statement.target == nil && router.home(of: key) != target
            } else if lane(key.bytes.span, &place, &router, now) == nil {
                return .alone
            }
            if wantsTokens, !statement.isList, case .store(.set, _, _, _) = statement.operation,
                speech[Int(place.lane)] == .unknown
            {
                return .unknownDialect(lane: Int(place.lane))
            }
            if !statement.command.isCarriedByProxies {
                // A proxy closes the connection at it, and with it ends whatever is under way.
                switch speech[Int(place.lane)] {
                case .unknown: return .unknownDialect(lane: Int(place.lane))
                case .classic: return .alone
                case .meta: break
                }
            }
            place.kind = statement.isList ? .part : .aside
            if case .retrieve = statement.operation { place.track = .retrievals }
            places.append(place)
        }
        if statement.isList, let last = places.indices.last { places[last].kind = .lastPart }
        for (index, key) in keys.enumerated() {
            add(statement.operation, at: index, key, exptime: exptime, token: token, to: Int(places[index].lane))
            chunk.asides.append(.statement(statement.alone(at: index), key))
        }
        chunk.places += places
        return nil
    }

    private mutating func add(
        _ operation: Operation,
        at index: Int,
        _ key: Key,
        exptime: Int64?,
        token: UInt64?,
        to lane: Int
    ) {
        switch operation {
        case .retrieve(_, _, let tokens):
            batches[lane].get(key.bytes.span, exptime: exptime, tokens: tokens, sharesLine: sharesLines(lane))
            if tokens { hasReadsUnderWay = true }
        case .store(let mode, let pairs, let flags, _):
            let value = pairs[index].value
            // Of several values no tokens are shown.
            let wantsToken = wantsTokens && pairs.count == 1
            store(mode, key.bytes.span, value.span, flags: flags, exptime: exptime ?? 0, lane, wantsToken: wantsToken)
        case .compareAndStore(_, let value, let flags, _, _):
            batches[lane].compareAndStore(
                key.bytes.span,
                value.span,
                flags: flags,
                exptime: exptime ?? 0,
                token: token ?? 0
            )
        case .count(let direction, _, let delta):
            batches[lane].count(direction, key.bytes.span, by: delta)
        case .touch:
            batches[lane].touch(key.bytes.span, exptime: exptime ?? 0)
        case .delete:
            batches[lane].delete(key.bytes.span)
        // The others are not done key by key.
        case .inspect, .timeLeft, .transfer, .dialogue, .everywhere, .raw, .servers, .locate, .find, .simulate, .help,
            .undo, .history, .quit:
            break
        }
    }
}

extension WordScanner {
    /// The next word, if it is one that means what it shows.
    fileprivate mutating func simpleWord(in line: Span<UInt8>) -> Range<Int>? {
        let before = self
        guard let word = try? next(in: line), word.form != .escaped else {
            self = before
            return nil
        }
        // |, <, > and >> alone are reserved.
        if word.form == .bare, word.text.count <= 2, "|<>".utf8.contains(line[word.text.lowerBound]) {
            self = before
            return nil
        }
        return word.text
    }

    /// Whether no word is left, nor anything that should be one.
    fileprivate mutating func isAtEnd(of line: Span<UInt8>) -> Bool {
        do throws(UsageError) {
            return try next(in: line) == nil
        } catch {
            return false
        }
    }
}

extension Span<UInt8> {
    /// A TTL in bare digits that is relative; anything else is for closer inspection.
    fileprivate func seconds(_ word: Range<Int>) -> Int64? {
        guard let number = number(word), number <= 2_592_000 else { return nil }
        return Int64(number)
    }

    /// A number in bare digits that surely fits.
    fileprivate func number(_ word: Range<Int>) -> UInt64? {
        guard !word.isEmpty, word.count <= 19 else { return nil }
        var value: UInt64 = 0
        for index in word {
            guard self[index] >= 0x30, self[index] <= 0x39 else { return nil }
            value = value * 10 + UInt64(self[index] - 0x30)
        }
        return value
    }
}
