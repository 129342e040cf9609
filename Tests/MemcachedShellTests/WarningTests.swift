import Memcached
import MemcachedShell
import MemcachedValues
import Testing

@Suite struct WarningTests {
    private static let servers: [ServerAddress] = ["10.0.0.1:11211", "10.0.0.20:11211"]

    private static func statement(_ line: String, _ servers: [ServerAddress] = servers) throws -> Statement {
        try #require(try Binder(servers: servers).statement(Tokenizer.tokens(of: Array(line.utf8))))
    }

    private static func holding(_ number: Int, _ amount: Holding.Amount) -> Holding {
        Holding(number: number, server: servers[(number - 1) % 2], amount: amount)
    }

    @Test func oneServer() throws {
        let one = [Self.servers[0]]
        let flush = try Self.statement("flush_all", one)
        func text(_ amount: Holding.Amount) -> String {
            Warning(flush, servers: one, holdings: [Self.holding(1, amount)]).text
        }
        #expect(
            text(.told(items: 1, bytes: 2048))
                == "flush_all makes every item of 10.0.0.1:11211 expire: 1 item, 2 kB. Go on? [y/N] "
        )
        #expect(
            text(.silent("connection refused"))
                == "flush_all makes every item of 10.0.0.1:11211 expire; how many it holds is not known "
                + "(connection refused). Go on? [y/N] "
        )
        let later = Warning(try Self.statement("flush_all 90", one), servers: one, holdings: [])
        #expect(later.text == "flush_all makes every item of 10.0.0.1:11211 expire in 1 m 30 s. Go on? [y/N] ")
        let reset = Warning(try Self.statement("stats reset", one), servers: one, holdings: [])
        #expect(reset.text == "stats sets the counters of 10.0.0.1:11211 to 0. Go on? [y/N] ")
    }

    @Test func severalServers() throws {
        let holdings = [Self.holding(1, .told(items: 3, bytes: 300)), Self.holding(2, .silent("no answer within 1 s"))]
        let warning = Warning(try Self.statement("flush_all"), servers: Self.servers, holdings: holdings)
        #expect(
            warning.text
                == "flush_all makes every item of all 2 servers expire: at least 3 items, 300 B; 1 server does not tell\n"
                + "  1  10.0.0.1:11211   3 items, 300 B\n"
                + "  2  10.0.0.20:11211  not known: no answer within 1 s\nGo on? [y/N] "
        )
        let one = Warning(try Self.statement("@2 flush_all"), servers: Self.servers, holdings: [])
        #expect(one.text.contains("of 10.0.0.20:11211 expire. "))
        let many = (1...50).map { Self.holding($0, .told(items: 2, bytes: .max)) }
        let long = Warning(try Self.statement("flush_all"), servers: Self.servers, holdings: many)
        #expect(long.text.split(separator: "\n").count == 23)
        #expect(long.text.contains("and 30 more servers: 60 items"))
    }

    /// What is not told is not nothing.
    @Test func serversThatDoNotTell() throws {
        let flush = try Self.statement("flush_all")
        func lines(_ holdings: [Holding]) -> [Substring] {
            Warning(flush, servers: Self.servers, holdings: holdings).text.split(separator: "\n")
        }
        let silent = (1...50).map { Self.holding($0, .silent("no answer")) }
        #expect(lines(silent)[0] == "flush_all makes every item of all 2 servers expire; it is not known how many")
        #expect(lines(silent)[21] == "  and 30 more servers; it is not known how many")
        let one = silent.dropLast(29) + [Self.holding(22, .told(items: 1, bytes: 60))]
        #expect(lines(Array(one))[0].hasSuffix(" expire: at least 1 item, 60 B; 21 servers do not tell"))
        #expect(lines(Array(one))[21] == "  and 2 more servers: at least 1 item, 60 B; 1 server does not tell")
    }

    @Test func whatCounts() throws {
        let flush = try Self.statement("flush_all")
        let free = Warning(flush, servers: Self.servers, holdings: [])
        for answer in ["y", "Y", "yes", "YES"] { #expect(free.isConfirmed(by: answer)) }
        for answer in ["", "n", "no", "yy", "yes please", "prod", " y"] { #expect(!free.isConfirmed(by: answer)) }
        let guarded = Warning(flush, servers: Self.servers, holdings: [], name: "prod")
        #expect(guarded.text.hasSuffix("Type prod to go on: "))
        #expect(guarded.isConfirmed(by: "prod"))
        for answer in ["", "y", "yes", "Prod", "prod "] { #expect(!guarded.isConfirmed(by: answer)) }
    }

    /// Names come from elsewhere, too.
    @Test func nothingDrivesTheTerminal() throws {
        let name = "\u{1b}]0;x\u{7}"
        let warning = Warning(
            try Self.statement("flush_all"),
            servers: Self.servers,
            holdings: [Self.holding(1, .silent("a\u{1b}[2J")), Self.holding(2, .silent("\u{202e}"))],
            name: name
        )
        #expect(!warning.text.unicodeScalars.contains { $0 != "\n" && !$0.isPrintable })
        #expect(warning.isConfirmed(by: name))
    }

    @Test(arguments: [
        ("flush_all", true), ("flush_all 5", true), ("@1 raw flush_all", true), ("@1 raw 'flush_all 5'", true),
        ("@1 raw shutdown", true), ("stats reset", false), ("@1 raw stats", false), ("set k flush_all", false),
        ("delete k", false),
    ])
    func whatEmptiesServers(line: String, does: Bool) throws {
        let statement = try Self.statement(line)
        #expect(statement.emptiesServers == does)
        #expect((statement.consequence != nil) == (does || line == "stats reset"))
    }
}
