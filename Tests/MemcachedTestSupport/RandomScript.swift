/// Statements of all kinds, also wrong ones, spelled in all ways that there are: the same for the same seed.
package struct RandomScript {
    /// What a script may hold.
    package struct Contents: Sendable {
        package var serverCount: Int
        /// What `:set output` says, which is to change nothing.
        package var format: String
        /// Statements that proxies do not carry: those about every server, `gat`.
        package var hasServerStatements = true
        package var hasTargets = true
        /// TTLs that are over at once, which are negative numbers on the wire: twemproxy closes the connection at those.
        package var hasPastTimes = true
        /// Values of 100 kB now and then, and now and then one that is larger than a server takes.
        package var hasLargeValues = true

        package init(serverCount: Int, format: String) {
            self.serverCount = serverCount
            self.format = format
        }
    }

    /// More than a server with its usual limit takes.
    static let tooLarge = 1 << 20

    package let keys: ScriptKeys
    private let contents: Contents
    private var random: SeededNumbers
    private var line = 0
    /// The same command comes several times in a row.
    private var runLength = 0
    private var runCommand = Command.get
    private var text: [UInt8] = []

    package init(seed: UInt64, keys: ScriptKeys, contents: Contents) {
        self.keys = keys
        self.contents = contents
        random = SeededNumbers(seed: seed)
    }

    private enum Command {
        case get, gets, getSeveral, getMulti, gat, gats, set, add, replace, append, prepend, cas, wrongCAS, incr, decr
        case touch, delete, deleteSeveral, deleteMulti, setMulti, nothing, wrong, version, flush, setting
    }

    private static let weights: [(Command, Int)] = [
        (.get, 2500), (.gets, 600), (.getSeveral, 300), (.getMulti, 300), (.gat, 80), (.gats, 80), (.set, 2200),
        (.add, 500), (.replace, 400), (.append, 400), (.prepend, 300), (.cas, 450), (.wrongCAS, 80), (.incr, 500),
        (.decr, 450), (.touch, 250), (.delete, 400), (.deleteSeveral, 80), (.deleteMulti, 80), (.setMulti, 200),
        (.nothing, 120), (.wrong, 120), (.version, 4), (.flush, 1), (.setting, 8),
    ]

    /// Each command as often as its weight.
    private static let urn: [Command] = weights.flatMap { Array(repeating: $0, count: $1) }

    /// The next statement; its text is without a line end.
    package mutating func next() -> ScriptStatement {
        line += 1
        text = []
        let meaning = makeMeaning()
        return ScriptStatement(line: line, meaning: meaning, text: text)
    }

    /// What ends a line: most often a line feed.
    package mutating func lineEnd() -> [UInt8] { random.oneIn(30) ? [0x0d, 0x0a] : [0x0a] }

    private mutating func makeMeaning() -> ScriptStatement.Meaning {
        if runLength > 0 {
            runLength -= 1
        } else {
            runCommand = random.pick(Self.urn)
            // Long runs are what a fast path joins.
            if random.oneIn(60) {
                switch runCommand {
                case .version, .flush, .setting, .wrong, .nothing: break
                default: runLength = 1 << random.below(9)
                }
            }
        }
        switch runCommand {
        case .nothing: return makeNothing()
        case .wrong: return makeWrong()
        case .setting:
            word(":set output \(contents.format)")
            return .setting
        case .version, .flush, .gat, .gats:
            if !contents.hasServerStatements { runCommand = .get }
        default: break
        }
        if random.oneIn(40) { text.append(random.oneIn(2) ? 0x20 : 0x09) }
        var server: Int?
        if contents.hasTargets, random.oneIn(25) {
            server = random.below(contents.serverCount)
            word("@\((server ?? 0) + 1)")
            blank()
        }
        let meaning = makeMeaning(runCommand, server)
        if random.oneIn(50) { word(" # get k") }
        return meaning
    }

    private mutating func makeMeaning(_ command: Command, _ server: Int?) -> ScriptStatement.Meaning {
        switch command {
        case .get: return retrieve("get", keys: 1, server)
        case .gets: return retrieve("gets", withToken: true, keys: random.oneIn(8) ? 3 : 1, server)
        case .getSeveral: return retrieve("get", keys: 2 + random.below(5), server)
        case .getMulti: return retrieve("get_multi", keys: 1 + random.below(8), server)
        case .gat: return retrieve("gat", hasExpiry: true, keys: 1 + random.below(2), server)
        case .gats: return retrieve("gats", withToken: true, hasExpiry: true, keys: 1 + random.below(2), server)
        case .set: return store(.set, server)
        case .add: return store(.add, server)
        case .replace: return store(.replace, server)
        case .append: return store(.append, server)
        case .prepend: return store(.prepend, server)
        case .cas: return compareAndStore(.remembered, server)
        case .wrongCAS: return compareAndStore(.wrong, server)
        case .incr: return count(isUp: true, server)
        case .decr: return count(isUp: false, server)
        case .touch: return touch(server)
        case .delete: return delete("delete", keys: 1, server)
        case .deleteSeveral: return delete("delete", keys: 2 + random.below(4), server)
        case .deleteMulti: return delete("delete_multi", keys: 1 + random.below(4), server)
        case .setMulti: return setMulti(server)
        case .version:
            name("version")
            return .version(server: server)
        case .flush:
            name("flush_all")
            return .flush(server: server)
        case .nothing, .wrong, .setting: return .nothing
        }
    }

    // MARK: Statements

    private mutating func retrieve(
        _ command: String,
        withToken: Bool = false,
        hasExpiry: Bool = false,
        keys count: Int,
        _ server: Int?
    ) -> ScriptStatement.Meaning {
        name(command)
        var expiry: ItemExpiry?
        if hasExpiry {
            blank()
            expiry = time()
        }
        var requests: [ItemRequest] = []
        for _ in 0..<count {
            requests.append(ItemRequest(key: key(), action: .get(withToken: withToken, expiry: expiry)))
        }
        return items(command, requests, server)
    }

    private mutating func store(_ mode: ItemRequest.Mode, _ server: Int?) -> ScriptStatement.Meaning {
        name(mode.rawValue)
        let key = key()
        let isNumber = key < keys.numberCount
        switch mode {
        case .append where isNumber, .prepend where isNumber:
            // Zeros in front leave a number what it is; behind it, also nothing does.
            let value = mode == .prepend ? [UInt8](repeating: 0x30, count: random.below(3)) : []
            word(value: value)
            return items(
                mode.rawValue,
                [ItemRequest(key: key, action: .store(mode, value, flags: 0, .muchLater))],
                server
            )
        case .append, .prepend:
            let value = value(isNumber: false, mayBeLarge: false)
            word(value: value)
            return items(
                mode.rawValue,
                [ItemRequest(key: key, action: .store(mode, value, flags: 0, .muchLater))],
                server
            )
        case .set, .add, .replace:
            let value = value(isNumber: isNumber, mayBeLarge: true)
            word(value: value)
            let (flags, expiry) = options(timeByPlace: true)
            return items(
                mode.rawValue,
                [ItemRequest(key: key, action: .store(mode, value, flags: flags, expiry))],
                server
            )
        }
    }

    private mutating func compareAndStore(_ token: ItemRequest.Token, _ server: Int?) -> ScriptStatement.Meaning {
        name("cas")
        let key = key()
        let value = value(isNumber: key < keys.numberCount, mayBeLarge: true)
        word(value: value)
        let (flags, expiry) = options(timeByPlace: true)
        if token == .wrong { word(random.oneIn(2) ? " --token 18446744073709551614" : " --token=17446744073709551614") }
        let action = ItemRequest.Action.compareAndStore(value, flags: flags, expiry, token)
        return items("cas", [ItemRequest(key: key, action: action)], server)
    }

    private mutating func count(isUp: Bool, _ server: Int?) -> ScriptStatement.Meaning {
        let command = isUp ? "incr" : "decr"
        name(command)
        // Mostly what can be counted.
        let key = key(random.oneIn(12) ? 0..<keys.names.count : 0..<keys.numberCount)
        var delta: UInt64 = 1
        switch random.below(8) {
        case 0: delta = 0
        case 1 where !isUp: delta = UInt64.max - UInt64(random.below(3))
        case 2, 3: break
        default: delta = UInt64(random.below(1200))
        }
        if delta != 1 || random.oneIn(3) { word(" \(delta)") }
        return items(command, [ItemRequest(key: key, action: .count(isUp: isUp, by: delta))], server)
    }

    private mutating func touch(_ server: Int?) -> ScriptStatement.Meaning {
        name("touch")
        let key = key()
        blank()
        return items("touch", [ItemRequest(key: key, action: .touch(time()))], server)
    }

    private mutating func delete(_ command: String, keys count: Int, _ server: Int?) -> ScriptStatement.Meaning {
        name(command)
        var requests: [ItemRequest] = []
        for _ in 0..<count { requests.append(ItemRequest(key: key(), action: .delete)) }
        return items(command, requests, server)
    }

    private mutating func setMulti(_ server: Int?) -> ScriptStatement.Meaning {
        name("set_multi")
        var pairs: [(Int, [UInt8])] = []
        for _ in 0..<1 + random.below(5) {
            let key = key()
            let value = value(isNumber: key < keys.numberCount, mayBeLarge: true)
            word(value: value)
            pairs.append((key, value))
        }
        let (flags, expiry) = options(timeByPlace: false)
        let requests = pairs.map { ItemRequest(key: $0, action: .store(.set, $1, flags: flags, expiry)) }
        return items("set_multi", requests, server)
    }

    private func items(_ command: String, _ requests: [ItemRequest], _ server: Int?) -> ScriptStatement.Meaning {
        .items(.init(command: command, requests: requests, isList: requests.count > 1, server: server))
    }

    private mutating func makeNothing() -> ScriptStatement.Meaning {
        word(random.pick(["", "  ", "\t", "# a comment", "  # set k 'never closed", "#"]))
        return .nothing
    }

    private static let wrongLines = [
        "gte k", "frobnicate", "get", "set k", "set k two words", "incr k abc", "incr k 18446744073709551616",
        "touch k",
        "set k v --flags 4294967296", "get 'a b'", "set k 'never closed", "set k \"never closed", "get k | jq",
        "@99 get k",
        "@1", "touch k soon", "set k \"no \\q escape\"", "cas k", "set_multi k v k2", "get ''",
        "get \"x\\r\\nflush_all\"",
        "set k v 1h 2", "set k v --ttl 1h --ttl 2h", "set k v 1h --ttl 2h", "incr k 1 2", ":set output xml", ":frob",
        "append k v 1h", "set k v --nope", "get \"k\"x", "delete", "get 'never closed\\'", "set k v > file", "\"get k",
    ]

    private mutating func makeWrong() -> ScriptStatement.Meaning {
        if random.oneIn(10) {
            word("get ")
            text += repeatElement(UInt8(ascii: "k"), count: 251 + random.below(5000))
        } else {
            word(random.pick(Self.wrongLines))
        }
        return .wrong
    }

    // MARK: Words

    private mutating func word(_ word: String) { text += word.utf8 }

    private mutating func blank() {
        text.append(0x20)
        if random.oneIn(60) { text.append(random.oneIn(2) ? 0x20 : 0x09) }
    }

    /// Command names are the same in capitals.
    private mutating func name(_ name: String) {
        switch random.below(40) {
        case 0: word(name.uppercased())
        case 1: word(name.prefix(1).uppercased() + name.dropFirst())
        default: word(name)
        }
    }

    private mutating func key(_ range: Range<Int>? = nil) -> Int {
        let range = range ?? 0..<keys.names.count
        // A few are asked for again and again.
        let key = random.oneIn(3) ? range.lowerBound + random.below(8) : range.lowerBound + random.below(range.count)
        blank()
        spell(keys.names[key])
        return key
    }

    private mutating func word(value: [UInt8]) {
        blank()
        spell(value)
    }

    private mutating func time() -> ItemExpiry {
        if contents.hasPastTimes, random.oneIn(12) {
            word(random.pick(["-1", "-1s", "@1", "@86400"]))
            return .atOnce
        }
        word(random.pick(["0", "1h", "3000", "90m", "30d", "60d", "1000.5s", "@2147483000", "7200s"]))
        return .muchLater
    }

    /// The options behind a value.
    private mutating func options(timeByPlace: Bool) -> (UInt32, ItemExpiry) {
        var flags: UInt32 = 0
        var expiry = ItemExpiry.muchLater
        switch random.below(20) {
        case 0 where timeByPlace:
            blank()
            expiry = time()
        case 1:
            word(random.oneIn(2) ? " --ttl " : " --ttl=")
            expiry = time()
        default: break
        }
        if random.oneIn(15) {
            flags = random.oneIn(3) ? UInt32.max : UInt32(random.below(70_000))
            word(" --flags\(random.oneIn(2) ? " " : "=")\(flags)")
        }
        return (flags, expiry)
    }

    private static let oddTexts: [[UInt8]] =
        [
            "END", "VALUE x 0 5", "STORED", "END\r\n", "\r\nEN\r\n", "\r\nEND\r\n",
            "END\r\nSTORED\r\nVALUE k1 0 1\r\ny\r\nEND",
            "SERVER_ERROR out of memory", "CLIENT_ERROR x\r\n", "ERROR\r\n", "MN\r\n", "HD", "NS\r\n", "VA 5\r\n",
            "EN\r\n", "MISS",
            "hello world", " both ends ", "tab\there", "x\n", "#none", "|", ">", "@2 stats", "$(reboot)", "{\"a\":1}",
            "don't",
            "a\\b\\n", "第一|追加第二个", "😀", "\u{202e}right", "--ttl", "\u{1b}[31mred", "a\0b", "-", "set k v",
            "NOT_FOUND\r\n",
        ]
        .map { Array($0.utf8) } + [[0xff, 0xfe, 0x00, 0x0a, 0xc3, 0x28], [0x80]]

    /// None from 2^63 on: looking for a sign, the server (1.6.18) then reads past the end of the value, and may find
    /// one.
    private static let oddNumbers = [
        "0", "9", "10", "99", "100", "4611686018427387904", "4611686018427387903", "007", "1000",
    ]

    private mutating func value(isNumber: Bool, mayBeLarge: Bool) -> [UInt8] {
        if isNumber {
            switch random.below(10) {
            case 0: return Array("no number, \(line)".utf8)
            case 1: return []
            case 2, 3: return Array(random.pick(Self.oddNumbers).utf8)
            default: return Array(String(random.below(1 << random.below(20) + 1)).utf8)
            }
        }
        switch random.below(40) {
        case 0: return []
        case 1...4: return random.pick(Self.oddTexts)
        case 5: return letters(random.below(3000))
        case 6...10: return letters(random.below(200))
        case 11 where mayBeLarge && contents.hasLargeValues:
            if random.oneIn(150) { return letters(90_000 + random.below(20_000)) }
            if random.oneIn(2000) { return letters(Self.tooLarge + random.below(5)) }
            return letters(random.below(200))
        default:
            // Tells where it comes from.
            return Array("v\(line)".utf8)
        }
    }

    private mutating func letters(_ count: Int) -> [UInt8] {
        let first = UInt8(random.below(26))
        var value: [UInt8] = []
        value.reserveCapacity(count)
        for index in 0..<count { value.append(0x61 + UInt8((index &* 7 &+ Int(first)) % 26)) }
        return value
    }

    /// A word in one of the ways in which it can be written.
    private mutating func spell(_ bytes: [UInt8]) {
        let bare = canBeBare(bytes)
        if bare, !random.oneIn(10) {
            text += bytes
        } else if random.oneIn(2), !bytes.contains(where: { $0 == 0x27 || $0 == 0x0a }) {
            text.append(0x27)
            text += bytes
            text.append(0x27)
        } else {
            text.append(0x22)
            for byte in bytes { escape(byte) }
            text.append(0x22)
        }
    }

    private func canBeBare(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, ![0x22, 0x23, 0x27, 0x2d, 0x40, 0x7c, 0x3c, 0x3e].contains(first) else {
            return false
        }
        for byte in bytes where byte <= 0x20 { return false }
        return true
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case 0x22: text += "\\\"".utf8
        case 0x5c: text += "\\\\".utf8
        case 0x0a: text += "\\n".utf8
        case 0x0d where random.oneIn(2): text += "\\r".utf8
        case 0x09 where random.oneIn(2): text += "\\t".utf8
        case 0x00 where random.oneIn(2): text += "\\0".utf8
        case ..<0x20, 0x80...: text += hexadecimal(byte)
        default: text.append(byte)
        }
    }

    private func hexadecimal(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return [0x5c, 0x78, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
