@testable import Memcached

/// Reads requests as a server does, and answers each as chance will have it; it remembers what it read and what it
/// answered.
struct MirrorServer {
    /// What it understood.
    private(set) var asks: [Ask] = []
    /// What it answered, in words, in the order of the requests.
    private(set) var answers: [String] = []
    /// What it sends.
    private(set) var wire: [UInt8] = []
    private var random: SplitMix
    /// What of the silent sets since the last fence was refused.
    private var silent = 0
    private var refusals: [Refusal] = []

    struct Problem: Error {
        let line: String
    }

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func read(_ bytes: [UInt8]) throws(Problem) {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let end = rest.indices.first(where: { rest[$0...].starts(with: [0x0d, 0x0a]) }) else {
                throw Problem(line: "no end")
            }
            let line = String(decoding: rest[..<end], as: UTF8.self)
            let keys = rest[..<end].split(separator: 0x20).map { Array($0) }
            rest = rest[(end + 2)...]
            try answer(line.split(separator: " ", omittingEmptySubsequences: false).map(String.init), keys, &rest)
        }
    }

    private mutating func answer(
        _ words: [String],
        _ raw: [[UInt8]],
        _ rest: inout ArraySlice<UInt8>
    ) throws(Problem) {
        let problem = Problem(line: words.joined(separator: " "))
        // One blank between words, and none at the end.
        guard words.count == raw.count, let name = words.first else { throw problem }
        func number<Number: FixedWidthInteger>(_ place: Int) throws(Problem) -> Number {
            guard place < words.count, let number = Number(words[place]) else { throw problem }
            return number
        }
        func block(_ length: Int) throws(Problem) -> [UInt8] {
            guard rest.count >= length + 2, rest.dropFirst(length).starts(with: [0x0d, 0x0a]) else { throw problem }
            let block = Array(rest.prefix(length))
            rest = rest.dropFirst(length + 2)
            return block
        }
        if chance(12) { send("\r\n") }
        switch name {
        case "get": try values(raw.dropFirst(), exptime: nil, tokens: false, words)
        case "gets": try values(raw.dropFirst(), exptime: nil, tokens: true, words)
        case "gat": try values(raw.dropFirst(2), exptime: try number(1), tokens: false, words)
        case "gats": try values(raw.dropFirst(2), exptime: try number(1), tokens: true, words)
        case "set", "add", "replace", "append", "prepend", "cas":
            guard words.count == (name == "cas" ? 6 : 5) else { throw problem }
            let mode = StoreMode(rawValue: name)
            let verb: Ask.Verb = if let mode { .store(mode) } else { .compareAndStore(try number(5)) }
            let value = try block(try number(4))
            asks.append(Ask(verb, raw[1], value, flags: try number(2), exptime: try number(3)))
            let others: [ReplyWord] = name == "set" ? [] : name == "cas" ? [.exists, .notFound] : [.notStored]
            say([.stored] + others, refusals: [.server])
        case "delete":
            asks.append(Ask(.delete, raw[1], []))
            say([.deleted, .notFound], refusals: [.server, .client, .unknownCommand])
        case "touch":
            asks.append(Ask(.touch, raw[1], [], exptime: try number(2)))
            say([.touched, .notFound], refusals: [.server, .client, .unknownCommand])
        case "incr", "decr":
            asks.append(Ask(.count(name == "incr" ? .increment : .decrement, try number(2)), raw[1], []))
            if chance(2) {
                say([.notFound], refusals: [.server, .client, .unknownCommand])
            } else {
                let number = random.next() >> (random.next() % 64)
                send("\(number)\(chance(4) ? "  " : "")\r\n")
                answers.append("\(number)")
            }
        case "ms": try metaSet(words, raw, try block(try number(2)), problem)
        case "mn": fence()
        default: throw problem
        }
    }

    private mutating func values(
        _ keys: ArraySlice<[UInt8]>,
        exptime: Int64?,
        tokens: Bool,
        _ words: [String]
    ) throws(Problem) {
        let names = Array(keys)
        guard !names.isEmpty, Set(names).count == names.count else { throw Problem(line: words.joined(separator: " ")) }
        asks += names.map { Ask(.get(exptime: exptime, tokens: tokens), $0, []) }
        // A miss is told by what comes behind it.
        var misses = 0
        for place in names.indices {
            if chance(40) {
                let refusal = refuse([.server, .client, .unknownCommand])
                answers += Array(repeating: Spoken.refused(refusal), count: misses + names.count - place)
                return
            }
            if chance(3) {
                misses += 1
                continue
            }
            answers += Array(repeating: "miss", count: misses)
            misses = 0
            let value = someValue()
            let flags = UInt32(truncatingIfNeeded: random.next() >> (random.next() % 64))
            let token = random.next() >> (random.next() % 64)
            let ending = tokens ? " \(token)" : ""
            wire += Array("VALUE ".utf8) + names[place] + Array(" \(flags) \(value.count)\(ending)\r\n".utf8)
            wire += value + [0x0d, 0x0a]
            answers.append(Spoken.hit(value, flags: flags, token: tokens ? token : 0))
        }
        send("END\r\n")
        answers += Array(repeating: "miss", count: misses)
    }

    private mutating func metaSet(
        _ words: [String],
        _ raw: [[UInt8]],
        _ value: [UInt8],
        _ problem: Problem
    ) throws(Problem) {
        var ask = Ask(.setReturningToken, raw[1], value)
        var signs = ""
        for word in words.dropFirst(3) {
            switch word.first {
            case "T": ask.exptime = Int64(word.dropFirst()) ?? .min
            case "F": ask.flags = UInt32(word.dropFirst()) ?? .max
            default: signs += word
            }
        }
        switch signs {
        case "c":
            asks.append(ask)
            switch random.next() % 4 {
            case 0:
                answers.append(Spoken.refused(refuse([.server])))
            case 1:
                send("HD\r\n")
                answers.append("stored")
            default:
                let token = random.next() >> (random.next() % 64)
                send("HD c\(token)\r\n")
                answers.append("stored #\(token)")
            }
        case "q":
            ask.verb = .setQuietly
            asks.append(ask)
            silent += 1
            if chance(100) { refusals.append(refuse([.server])) }
        default:
            throw problem
        }
    }

    private mutating func fence() {
        send("MN\r\n")
        let answer = refusals.last.map { (refusals.count == silent ? "" : "one of several ") + Spoken.refused($0) }
        answers += Array(repeating: answer ?? "stored", count: silent)
        silent = 0
        refusals = []
    }

    private mutating func say(_ words: [ReplyWord], refusals: [Refusal.Kind]) {
        if chance(20) {
            answers.append(Spoken.refused(refuse(refusals)))
        } else {
            let word = words[Int(random.next() % UInt64(words.count))]
            send("\(word.rawValue)\r\n")
            answers.append("\(word)")
        }
    }

    private mutating func refuse(_ kinds: [Refusal.Kind]) -> Refusal {
        let kind = kinds[Int(random.next() % UInt64(kinds.count))]
        let text = chance(3) ? "" : "reason \(random.next() % 100)"
        let name = kind == .server ? "SERVER_ERROR" : kind == .client ? "CLIENT_ERROR" : "ERROR"
        send(text.isEmpty ? "\(name)\r\n" : "\(name) \(text)\r\n")
        return Refusal(kind: kind, text: Array(text.utf8))
    }

    private mutating func someValue() -> [UInt8] {
        switch random.next() % 5 {
        case 0: []
        case 1: Array("END\r\nVALUE a 0 1\r\nSERVER_ERROR\r\n".utf8)
        default: (0..<random.next() % 40).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        }
    }

    private mutating func send(_ text: String) { wire += Array(text.utf8) }

    private mutating func chance(_ one: UInt64) -> Bool { random.next() % one == 0 }
}
