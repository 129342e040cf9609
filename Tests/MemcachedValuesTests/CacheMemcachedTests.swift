import MemcachedTestSupport
import Testing

@testable import MemcachedValues

struct CacheMemcachedTests {
    /// As Perl has them.
    static func literal(_ expression: String) -> String? {
        let values: [(String, String)] = [
            (#""hello")"#, #""hello""#), ("42)", #""42""#), (#"[1,"two"])"#, #"[1, "two"]"#),
            ("{a=>1})", #"{"a" => 1}"#),
            (#""abc" x 5000)"#, "\"" + String(repeating: "abc", count: 5000) + "\""),
            ("[1..3000])", "[" + (1...3000).map { "\($0)" }.joined(separator: ", ") + "]"),
            (#""h\x{e9}llo \x{20ac}")"#, #""héllo €""#),
        ]
        return values.first { expression.hasSuffix("set(key, " + $0.0) }?.1
    }

    static func client(_ name: String) -> any ClientLibrary {
        name.contains("Fast") ? CacheMemcachedFast() : CacheMemcached()
    }

    @Test(arguments: StoredVector.of("Cache::Memcached"))
    func recordedValues(vector: StoredVector) throws {
        let item = try DecodedItem(Self.client(vector.client), flags: vector.flags, bytes: vector.bytes)
        #expect(item.literal == Self.literal(vector.expression))
        #expect(item.reading.fit == .writes)
    }

    @Test(arguments: StoredVector.of("Cache::Memcached"))
    func survivesDamage(vector: StoredVector) {
        let client = Self.client(vector.client)
        Damage.survive(vector.bytes) { _ = try DecodedItem(client, flags: vector.flags, bytes: $0) }
    }

    @Test func storesAsItWasRecorded() throws {
        func stored(_ text: String) throws -> StoredValue {
            try CacheMemcached().stored(TypedValue(json: Array(text.utf8)))
        }
        for (expression, text) in [(#"set(key, [1,"two"])"#, #"[1,"two"]"#), ("set(key, {a=>1})", #"{"a":1}"#)] {
            let vector = try #require(StoredVector.of("Cache::Memcached").first { $0.expression.hasSuffix(expression) })
            #expect(try stored(text) == StoredValue(flags: 1, bytes: vector.bytes))
        }
        #expect(throws: DecodingFault.self) { try stored("null") }
    }

    @Test func saysWhatIsNotItsOwn() {
        func fit(_ flags: UInt32, _ bytes: [UInt8]) -> (ClientReading.Fit, ClientReading.Fit) {
            let one = CacheMemcached().reading(flags: flags, bytes: bytes)
            return (one.fit, CacheMemcachedFast().reading(flags: flags, bytes: bytes).fit)
        }
        #expect(fit(1, [0x80, 4, 0x4e, 0x2e]) == (.fails, .fails))
        #expect(fit(2, [0x34, 0x32]) == (.fails, .fails))
        #expect(fit(4, [0x34, 0x32]) == (.reads, .reads))
        #expect(fit(16, [0x34, 0x32]) == (.reads, .reads))
        #expect(fit(1, [4, 11, 8] + Array("12345678".utf8) + [4, 8, 8, 8, 5]) == (.reads, .reads))
    }

    // MARK: Perl itself

    static let peer = LanguagePeer("perl", script: "peer.pl", probe: ["-MCache::Memcached", "-e", "1"])
    static let fastPeer = LanguagePeer("perl", script: "peer.pl", probe: ["-MCache::Memcached::Fast", "-e", "1"])
    static let storable = LanguagePeer("perl", script: "peer.pl", probe: ["-MStorable", "-MJSON::PP", "-e", "1"])

    private func compare(_ answers: [LanguagePeer.Answer], _ client: any ClientLibrary, fit: ClientReading.Fit) {
        #expect(answers.count >= 40)
        for (number, answer) in answers.enumerated() {
            let literal: String
            do {
                let item = try DecodedItem(client, flags: answer.flags ?? 0, bytes: answer.bytes)
                literal = item.literal
                #expect(item.reading.fit == fit, "value \(number)")
            } catch { literal = "not decoded: \(error)" }
            #expect(literal == answer.literal, "value \(number)")
            if answer.bytes.count < 200 {
                Damage.survive(answer.bytes) { _ = try DecodedItem(client, flags: 1, bytes: $0) }
            }
        }
    }

    @Test(.enabled(if: peer != nil, "Cache::Memcached is not installed"))
    func whatCacheMemcachedWrites() throws {
        compare(try #require(Self.peer).write(), CacheMemcached(), fit: .writes)
    }

    @Test(.enabled(if: fastPeer != nil, "Cache::Memcached::Fast is not installed"), arguments: ["fast", "utf8"])
    func whatCacheMemcachedFastWrites(kind: String) throws {
        compare(try #require(Self.fastPeer).write([kind]), CacheMemcachedFast(), fit: .writes)
    }

    @Test(.enabled(if: storable != nil, "Perl is not installed"))
    func whatStorableFreezesForItsOwnMachine() throws {
        compare(try #require(Self.storable).run(["freeze"], input: ""), CacheMemcached(), fit: .reads)
    }

    @Test(.enabled(if: peer != nil, "Cache::Memcached is not installed"))
    func cacheMemcachedReadsWhatIsStored() throws {
        try reads(try #require(Self.peer), CacheMemcached(), [])
    }

    @Test(.enabled(if: fastPeer != nil, "Cache::Memcached::Fast is not installed"))
    func cacheMemcachedFastReadsWhatIsStored() throws {
        try reads(try #require(Self.fastPeer), CacheMemcachedFast(), ["fast"])
    }

    private func reads(_ peer: LanguagePeer, _ client: any ClientLibrary, _ words: [String]) throws {
        let answers = try peer.read(StoredSamples.all.map { try client.stored($0.value) }, words)
        try #require(answers.count == StoredSamples.all.count)
        for (sample, answer) in zip(StoredSamples.all, answers) { #expect(answer.literal == sample.perl) }
    }
}

struct StorableTests {
    private func decode(_ body: [UInt8]) throws -> String {
        PerlLiteral().line(try StorableFormat().decode([5, 11] + body, limits: DecodingLimits()), limit: 100_000)
    }

    @Test func sizesThatAreNotThere() {
        for type: UInt8 in [1, 2, 3, 24, 30] {
            #expect(throws: DecodingFault.self) { try decode([type, 0x7f, 0xff, 0xff, 0xff]) }
            #expect(throws: DecodingFault.self) { try decode([type, 0xff, 0xff, 0xff, 0xff]) }
        }
        #expect(throws: DecodingFault.self) { try decode([25, 0, 0x7f, 0xff, 0xff, 0xff]) }
        #expect(throws: DecodingFault.self) { try decode([17, 0x80, 0xff, 0xff, 0xff, 0xff, 2]) }
    }

    @Test func thingsThatAreNotThere() {
        #expect(throws: DecodingFault.self) { try decode([0, 0, 0, 0, 0]) }
        #expect(throws: DecodingFault.self) { try decode([18, 0, 2, 0, 0, 0, 0]) }
        #expect(throws: DecodingFault.self) { try decode([4, 0, 0xff, 0xff, 0xff, 0xff]) }
        #expect(throws: DecodingFault.self) { try decode([19, 0xc1, 0, 1, 0x41, 0, 1, 0, 0, 0, 9]) }
    }

    @Test func nestedTooDeep() {
        let deep = DecodingFault("it is nested more than 400 levels deep")
        #expect(throws: deep) { try decode([UInt8](repeating: 4, count: 100_000) + [5]) }
        let arrays = [[UInt8]](repeating: [4, 2, 0, 0, 0, 1], count: 100_000).flatMap(\.self)
        #expect(throws: deep) { try decode(arrays + [5]) }
        let blessed = [[UInt8]](repeating: [17, 1, 0x41], count: 100_000).flatMap(\.self)
        #expect(throws: deep) { try decode(blessed) }
        let hooks = [[UInt8]](repeating: [19, 0x40], count: 100_000).flatMap(\.self)
        #expect(throws: deep) { try decode(hooks) }
    }

    @Test func whatHoldsItself() throws {
        // A reference to itself.
        #expect(try decode([4, 0, 0, 0, 0, 0]) == #"\\\..."#)
        // A scalar that is blessed and referred to from within an array.
        #expect(try decode([2, 0, 0, 0, 1, 4, 0, 0, 0, 0, 0]) == "[$VAR1]")
    }

    @Test func refusesWhatIsTied() {
        let tied = "it is tied to a class, which alone knows what it holds"
        for type: UInt8 in [11, 12, 13, 21, 22] {
            #expect(throws: DecodingFault(tied, at: 2)) { try decode([type, 5]) }
        }
        #expect(throws: DecodingFault.self) { try decode([5, 5]) }
        // A double of a machine has no place in network order.
        #expect(throws: DecodingFault.self) { try decode([7, 0, 0, 0, 0, 0, 0, 0, 0]) }
    }

    @Test func otherMachines() throws {
        func decode(_ bytes: [UInt8]) throws -> String {
            PerlLiteral().line(try StorableFormat().decode(bytes, limits: DecodingLimits()))
        }
        let big = [4, 11, 8] + Array("87654321".utf8) + [4, 8, 8, 8]
        #expect(try decode(big + [2, 0, 0, 0, 1, 6, 0, 0, 0, 0, 0, 0, 1, 0]) == "[256]")
        #expect(try decode(big + [2, 0, 0, 0, 1, 7, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]) == "[1.5]")
        let short = [4, 11, 4] + Array("1234".utf8) + [4, 4, 4, 8]
        #expect(try decode(short + [2, 1, 0, 0, 0, 6, 0, 1, 0, 0]) == "[256]")
    }

    @Test func namesThatDriveATerminal() throws {
        let name = Array("\u{1b}[2J".utf8)
        #expect(try decode([17, UInt8(name.count)] + name + [2, 0, 0, 0, 0]) == #"<\u{1b}[2J>"#)
        #expect(
            try decode([32, 0, UInt8(name.count)] + name + [UInt8(name.count)] + name) == #"qr/\x{1b}[2J/\u{1b}[2J"#
        )
    }

    /// A class is named once and stands for many objects; that a long name is not the one of regular expressions is seen
    /// at its length.
    @Test func longNames() throws {
        let expression: [UInt8] = [32, 0, 1, 0x61, 0]
        #expect(try decode([17, 6] + Array("Regexp".utf8) + expression) == "qr/a/")
        #expect(try decode([17, 7] + Array("Regexps".utf8) + expression) == "<Regexps qr/a/>")
        let name = Array("Regexp".utf8) + [UInt8](repeating: 0x61, count: 500_000)
        let first = [17, 0x80, 0, 7, 0xa1, 0x26] + name + expression
        let others = [[UInt8]](repeating: [18, 0] + expression, count: 40).flatMap(\.self)
        let literal = try decode([2, 0, 0, 0, 41] + first + others)
        let shown = "<Regexp" + String(repeating: "a", count: 994) + " qr/a/>"
        #expect(literal == "[" + [String](repeating: shown, count: 41).joined(separator: ", ") + "]")
    }
}

struct GomemcacheTests {
    @Test(arguments: StoredVector.of("gomemcache"))
    func recordedValues(vector: StoredVector) throws {
        let item = try DecodedItem(Gomemcache(), flags: vector.flags, bytes: vector.bytes)
        #expect(item.literal == (vector.flags == 0 ? #""{\"a\":1}""# : #"[]byte("\x00\x01\xff")"#))
        #expect(item.reading.fit == (vector.flags == 0 ? .writes : .reads))
        #expect(item.reading.type == "[]byte")
    }

    @Test func storesText() throws {
        let client = Gomemcache()
        #expect(try client.stored(.integer("-42")) == StoredValue(flags: 0, bytes: Array("-42".utf8)))
        #expect(try client.stored(.float(1e21)).bytes == Array("1e+21".utf8))
        #expect(try client.stored(.float(0.0001)).bytes == Array("0.0001".utf8))
        #expect(try client.stored(.bool(true)).bytes == Array("true".utf8))
        let json = try TypedValue(json: Array(#"{"a": [1]}"#.utf8))
        #expect(try client.stored(json).bytes == Array(#"{"a": [1]}"#.utf8))
    }
}
