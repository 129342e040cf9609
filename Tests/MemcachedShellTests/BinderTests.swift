import Memcached
import MemcachedShell
import Testing

@Suite struct BinderTests {
    static let binder = Binder(servers: ["a:1", "b:2:3"])

    static func bind(_ line: String, _ binder: Binder = binder) throws(UsageError) -> Statement? {
        try binder.statement(Tokenizer.tokens(of: Array(line.utf8)))
    }

    /// What other shells call a command is no name here, and means one command.
    @Test func wordsOfOtherShells() {
        let names = CommandTable.all.flatMap(\.otherNames)
        #expect(Set(names).count == names.count && names.contains("del"))
        for command in CommandTable.all {
            for name in command.otherNames {
                #expect(CommandTable.command(named: name) == nil)
                #expect(CommandTable.unknown(name).hasSuffix("; did you mean '\(command.name)'?"))
            }
        }
    }

    @Test(arguments: [
        ("get k", "retrieve(keys: [k], expiry: nil, tokens: false)"),
        ("GETS a b", "retrieve(keys: [a, b], expiry: nil, tokens: true)"),
        (
            "gat 60 a --x",
            "retrieve(keys: [a, --x], expiry: Optional(Memcached.Expiry.after(60.0 seconds)), tokens: false)"
        ),
        ("set k v", "store(set, k=v, 0, never)"),
        ("set k --x", "store(set, k=--x, 0, never)"),
        ("set k v 60 --flags 5", "store(set, k=v, 5, after(60.0 seconds))"),
        ("set k v --ttl 60 --flags=5", "store(set, k=v, 5, after(60.0 seconds))"),
        ("set k '' 0", "store(set, k=, 0, never)"),
        ("set_multi a 1 b 2 --ttl 1m", "store(set, a=1 b=2, 0, after(60.0 seconds))"),
        ("set_multi a --ttl b 2", "store(set, a=--ttl b=2, 0, never)"),
        ("cas k v --token 18446744073709551615", "cas(k=v, Optional(18446744073709551615))"),
        ("incr k", "count(increment, k, 1)"),
        ("decr k 18446744073709551615", "count(decrement, k, 18446744073709551615)"),
        ("delete a b", "delete([a, b])"),
        ("flush_all 10", "everywhere(Memcached.Request.flushAll(delay: Optional(10)))"),
        ("stats items", "everywhere(Memcached.Request.stats(report: Optional(\"items\")))"),
        ("where a --down 2 --down a:1", "locate(a, [1, 0], [], 0)"),
        ("where a b --as dalli --as twemproxy:hash=MD5", "locate(a b, [], [\"dalli\", \"twemproxy:hash=MD5\"], 0)"),
        ("where - --hash -7", "locate(<stdin>, [], [], -7)"), ("where '-'", "locate(-, [], [], 0)"),
        ("inspect a b", "inspect(keys: [a, b])"), ("ttl a", "timeLeft(keys: [a])"),
        ("copy a b", "transfer(a, b, false, nil, false)"), ("move a b --force", "transfer(a, b, true, nil, true)"),
        ("copy a --force --ttl=0 --force", "transfer(a, --force, true, never, false)"),
        ("simulate add c:1:3 d", "simulate(add, [\"c:1:3\", \"d:11211:1\"], synthetic(100000))"),
        ("simulate remove 2 --keys live", "simulate(remove, [\"b:2:3\"], live)"),
    ])
    func meaning(line: String, operation: String) throws {
        let statement = try #require(try Self.bind(line))
        #expect(Self.describe(statement.operation) == operation)
    }

    private static func describe(_ operation: Operation) -> String {
        switch operation {
        case .store(let mode, let pairs, let flags, let expiry):
            let text = pairs.map { "\($0.key)=\(Escaping.text($0.value))" }.joined(separator: " ")
            return "store(\(mode), \(text), \(flags), \(expiry))"
        case .compareAndStore(let key, let value, _, _, let token):
            return "cas(\(key)=\(Escaping.text(value)), \(token.map { "Optional(\($0))" } ?? "nil"))"
        case .count(let direction, let key, let delta): return "count(\(direction), \(key), \(delta))"
        case .delete(let keys): return "delete(\(keys))"
        case .locate(let location):
            let keys =
                location.keys.map { String(decoding: $0, as: UTF8.self) } + (location.readsInput ? ["<stdin>"] : [])
            let names = location.distributions.map(\.description)
            return "locate(\(keys.joined(separator: " ")), \(location.down), \(names), \(location.number ?? 0))"
        case .transfer(let transfer):
            let expiry = transfer.expiry.map { "\($0)" } ?? "nil"
            let isMove = transfer.removesSource
            return "transfer(\(transfer.source), \(transfer.destination), \(transfer.overwrites), \(expiry), \(isMove))"
        case .simulate(let simulation):
            let servers = simulation.servers.map { "\($0):\($0.weight)" }
            return "simulate(\(simulation.change), \(servers), \(simulation.keys))"
        default: return "\(operation)"
        }
    }

    @Test(
        arguments: [
            ("frob", 1, "no command"), ("gte k", 1, "did you mean 'get'"), ("get", 1, "wants a KEY"),
            ("set k", 1, "wants a VALUE"),
            ("set k v 60 w", 12, "one word too many"), ("set k a b", 9, "TTL"),
            ("set k v --flag 5", 9, "no option of set; did you mean '--flags'?"),
            ("set k hello world", 13, "one word too many"),
            ("set k v hello", 9, "a value with blanks needs quotes"),
            ("set k v 0 --flags", 11, "wants an N"), ("set k v 0 --flags 4294967296", 19, "0 to 4294967295"),
            ("set k v 0 --flags -1", 19, "0 to 4294967295"), ("set k v 1 --ttl 2", nil, "twice"),
            ("set k v --ttl 2 --ttl 3", 17, "twice"),
            ("incr k 18446744073709551616", 8, "0 to 18446744073709551615"), ("incr k 1e3", 8, "number"),
            ("incr k ５", 8, "number"), ("get 'a b'", 5, "blank"), ("get \"a\\tb\"", 5, "tab"), ("get ''", 5, "empty"),
            ("get \"x\\r\\nflush_all\"", 5, "line end"), ("get \"\\x01\"", 5, "control byte 0x01"),
            ("get k | jq", 7, "reserved"), ("get k > f", 7, "reserved"), ("@3 get k", 1, "no server 3"),
            ("@c:1 get k", 1, "none of the servers"), ("@-9223372036854775808 get k", 1, "none of the servers"),
            ("where k --down 99999999999999999999", 16, "none of the servers"), ("@0 get k", 1, "no server 0"),
            ("@1", 1, "must follow"), ("@1 help", 1, "is not for one server"),
            ("stats r", 7, "not one of"), ("set_multi a 1 b", 1, "wants a VALUE"), ("quit now", 6, "one word too many"),
            ("where k --as pymemcach", 14, "there is no distribution 'pymemcach'; there are python-memcached, "),
            ("where k --as twemproxy:hsh=md5", 14, "twemproxy has distribution, hash, hash_tag"),
            ("where k --as twemproxy:hash=sha1", 14, "one of one_at_a_time, md5"),
            ("where k --hash x", 16, "no whole number"),
            ("simulate grow c", 10, "not one of add, remove, weight"), ("simulate add c:0", 14, "port"),
            ("simulate remove 3", 17, "no server 3"),
            ("simulate add c --keys 0", 23, "neither live nor a number from 1"),
            ("@1 where k", 1, "is not for one server"), ("verbosity 3", 11, "0 to 2"), ("touch k", 1, "wants a TTL"),
            ("touch k soon", 9, "TTL"), ("copy a b --force=yes", 10, "--force stands alone"),
            ("move a b --force --force", 18, "twice"), ("copy a b --forc", 10, "did you mean '--force'?"),
            ("copy a a", nil, "the same key"), ("copy a", 1, "wants a KEY2"), ("copy a b c", 10, "one word too many"),
        ] as [(String, Int?, String)]
    )
    func wrong(line: String, column: Int?, words: String) throws {
        let error = try #require(throws: UsageError.self) { _ = try Self.bind(line) }
        #expect(error.column(in: Array(line.utf8)) == column)
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test func aKeyOf250BytesAndNoMore() throws {
        #expect(try Self.bind("get " + String(repeating: "k", count: 250)) != nil)
        let error = try #require(throws: UsageError.self) {
            _ = try Self.bind("get " + String(repeating: "k", count: 251))
        }
        #expect(error.message.contains("at most 250 bytes, this one has 251"))
    }

    @Test func thePrefixIsPartOfTheKey() throws {
        let binder = Binder(servers: ["a:1"], prefix: KeyPrefix("app:"))
        guard case .retrieve(let keys, _, _)? = try Self.bind("get k", binder)?.operation else {
            Issue.record("not a retrieval")
            return
        }
        #expect(keys == ["app:k"])
        let long = "get " + String(repeating: "k", count: 248)
        let error = try #require(throws: UsageError.self) { _ = try Self.bind(long, binder) }
        #expect(error.message.contains("with its prefix"))
    }

    @Test func serversByNumberAndByAddress() throws {
        #expect(try Self.bind("@2 get k")?.target == 1)
        #expect(try Self.bind("@b:2 get k")?.target == 1)
        #expect(try Self.bind("get k")?.target == nil)
        #expect(try Self.bind("# nothing") == nil)
    }
}

/// The table itself, held to its rules.
@Suite struct CommandTableTests {
    @Test func namesAreUnique() {
        #expect(Set(CommandTable.all.map(\.name)).count == CommandTable.all.count)
    }

    @Test(arguments: CommandTable.all.map(\.name))
    func rules(name: String) throws {
        let command = try #require(CommandTable.command(named: name))
        #expect(name == name.lowercased())
        #expect(!command.summary.isEmpty && command.summary.first?.isUppercase == false && command.summary.last != ".")
        let optional = command.parameters.map(\.isOptional)
        #expect(optional == optional.sorted { !$0 && $1 }, "what may be left out comes last")
        #expect(Set(command.options.map(\.name)).count == command.options.count)
        #expect(command.effect == .reads || command.takesTarget || command.group == .shell)
        let example = try BinderTests.bind(command.example)
        #expect(example?.command.name == name, "the example is of this command")
        #expect(command.usage.hasPrefix(name))
        for reason in command.refusals.values { #expect(reason.contains("KEY")) }
        let page = try Help.text(topic: name.uppercased())
        #expect(page.contains(command.usage) && page.contains(command.example))
    }

    @Test func theOverviewNamesThemAll() throws {
        let text = try Help.text(topic: nil)
        for command in CommandTable.all { #expect(text.contains("  \(command.name) ")) }
        let widest = text.split(separator: "\n").map(\.count).max() ?? 0
        #expect(widest <= 120)
    }

    @Test func everyCommandOfTheContract() {
        let names = [
            "get", "gets", "gat", "gats", "set", "add", "replace", "append", "prepend", "cas", "incr", "decr", "touch",
            "delete", "set_multi", "get_multi", "delete_multi", "flush_all", "version", "stats", "verbosity", "servers",
            "where", "raw", "help", "history", "quit", "find", "simulate", "undo", "inspect", "ttl", "copy", "move",
            "edit", "watch",
        ]
        #expect(Set(names) == Set(CommandTable.all.map(\.name)))
    }

    @Test(arguments: [
        ("gte", "get"), ("sett", "set"), ("delte", "delete"), ("flushall", "flush_all"), ("incrr", "incr"),
    ])
    func typos(typed: String, meant: String) {
        #expect(NearestName.of(typed, among: CommandTable.all.map(\.name)) == meant)
    }

    @Test func nonsenseIsNoTypo() {
        #expect(NearestName.of("frobnicate", among: CommandTable.all.map(\.name)) == nil)
    }
}
