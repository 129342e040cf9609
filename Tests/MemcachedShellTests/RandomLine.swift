/// Makes up lines of a script: right ones, wrong ones, and the odd ones between.
struct RandomLine {
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func next() -> [UInt8] {
        var line: [UInt8] = []
        if chance(12) { line += blank() }
        switch below(40) {
        case 0: return line
        case 1: return line + Array("# get k".utf8)
        case 2: return line + garbage()
        case 3: return line + Array(":set output json".utf8)
        default: break
        }
        if chance(12) { line += Array(one(of: ["@1", "@2", "@a:1", "@9", "@", "'@1'"]).utf8) + blank() }
        line += words()
        switch below(40) {
        case 0: line += Array(" # a comment".utf8)
        case 1: line += Array(one(of: [" | jq", " > f", " >> f", " <", " '|'", " |x"]).utf8)
        case 2: line += blank()
        case 3: line += Array(" surplus".utf8)
        case 4: line += Array(one(of: [" 'open", " \"open", " \"open\\\"", " 'a'b", " \"a\"#"]).utf8)
        default: break
        }
        if chance(10) { line.append(0x0d) }
        if chance(60), !line.isEmpty { line[below(line.count)] = UInt8(below(32)) }
        return line.filter { $0 != 0x0a }
    }

    private mutating func words() -> [UInt8] {
        // Without gat and gats: whether those run alone depends on what is known of the server.
        let name = one(of: [
            "get", "get", "get", "gets", "set", "set", "set", "add", "replace", "append", "prepend", "incr", "decr",
            "touch", "delete", "cas", "get_multi", "set_multi", "delete_multi", "GET", "Set", "gett",
            "'get'", "\"set\"", "\"s\\x65t\"", "flush_all", "help", "stats", "where", "version", "set|",
        ])
        var line = Array(name.utf8)
        let shape = name.lowercased()
        line += blank() + key()
        if chance(30) { return line }
        switch shape {
        case "incr", "decr":
            if chance(2) { line += blank() + number() }
        case "touch":
            line += blank() + ttl()
        case "get", "gets", "delete", "get_multi", "delete_multi":
            if chance(4) || shape.hasSuffix("_multi") { line += blank() + key() + blank() + key() }
        case "set_multi":
            line += blank() + value()
            if chance(2) { line += blank() + key() + blank() + value() }
            if chance(3) { line += blank() + Array("--ttl ".utf8) + ttl() }
        default:
            line += blank() + value()
            if chance(3) { line += blank() + ttl() }
            if chance(8) {
                line += Array(one(of: [" --flags 5", " --flags=7", " --ttl 60", " --flags", " --x 1"]).utf8)
            }
            if shape == "cas", chance(2) { line += Array(" --token 18446744073709551615".utf8) }
        }
        return line
    }

    private mutating func key() -> [UInt8] {
        switch below(30) {
        case 0: return quoted(String(repeating: "k", count: 240 + below(14)))
        case 1: return Array(one(of: ["''", "\"\"", "'a b'", "\"a\\nb\"", "\"\\x01\"", "k\u{7f}"]).utf8)
        case 2: return Array(one(of: ["|a", "--ttl", ">>>", "<x", "#k", "@k", "'#'", "'>'", "<<", "|"]).utf8)
        case 3: return [0xff, 0xc3, 0x28]
        case 4: return Array(one(of: ["\"\\x6b1\"", "\"\\u{e9}\"", "\"\\q\"", "\"\\x4\"", "é", "k\u{1}"]).utf8)
        default: return quoted("k\(below(12))")
        }
    }

    private mutating func value() -> [UInt8] {
        switch below(14) {
        case 0: return Array("''".utf8)
        case 1: return Array("{\"a\":1}".utf8)
        case 2: return Array("'with blanks\tand \\n'".utf8)
        case 3: return Array("\"with \\\"quotes\\\" and \\r\\n\"".utf8)
        case 4: return Array(one(of: ["--ttl", "--flags", "|", ">", "#", "don't", "-1", "@x", "\\", ">>x"]).utf8)
        case 5: return [0x00, 0xff, 0x80, 0x1b]
        case 6: return quoted(String(repeating: "long ", count: below(60)) + "end")
        default: return quoted("value\(below(1000))")
        }
    }

    private mutating func ttl() -> [UInt8] {
        Array(
            one(of: [
                "0", "60", "2592000", "007", "5m", "1.5s", "-1", "@2000000000", "@5", "@9999999999", "soon", "''",
                "'60'", "99999999999999999999", "--ttl", "1h", "+1", "６",
            ]).utf8
        )
    }

    private mutating func number() -> [UInt8] {
        Array(
            one(of: [
                "0", "1", "10", "9999999999999999999", "18446744073709551615", "18446744073709551616", "-1", "'5'",
                "\"\\x35\"", "1e3", "''", "0000000000000000000000005",
            ]).utf8
        )
    }

    private mutating func quoted(_ text: String) -> [UInt8] {
        switch below(text.contains(" ") ? 2 : 5) {
        case 0: Array("'\(text)'".utf8)
        case 1: Array("\"\(text)\"".utf8)
        default: Array(text.utf8)
        }
    }

    private mutating func blank() -> [UInt8] { Array(one(of: [" ", " ", " ", "  ", "\t", " \t "]).utf8) }

    private mutating func garbage() -> [UInt8] {
        (0..<below(40)).map { _ in UInt8(below(256)) }.filter { $0 != 0x0a }
    }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    mutating func chance(_ one: Int) -> Bool { below(one) == 0 }
    private mutating func one(of texts: [String]) -> String { texts[below(texts.count)] }
}
