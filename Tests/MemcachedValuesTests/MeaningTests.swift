@testable import MemcachedValues
import Testing

/// What items are taken for when nobody says who wrote them.
struct MeaningTests {
    /// The client of each recorded row, by how the row calls it.
    private static let names: KeyValuePairs = [
        "python-memcached": "python-memcached", "pymemcache": "pymemcache", "pylibmc": "pylibmc",
        "python-binary-memcached": "python-binary-memcached", "dalli": "dalli", "php-memcached": "php-memcached",
        "pecl memcache": "php-memcache", "Cache::Memcached::Fast": "perl-fast", "Cache::Memcached ": "perl",
        "spymemcached": "spymemcached", "gomemcache": "gomemcache",
    ]

    private static func client(of vector: StoredVector) -> String? {
        names.first { "\(vector.client) ".hasPrefix($0.key) }?.value
    }

    @Test(arguments: StoredVector.all)
    func everyRecordedValueIsUnderstood(vector: StoredVector) throws {
        let name = try #require(Self.client(of: vector), "\(vector.client)")
        let client = try #require(ClientLibraries.named(name), "\(name)")
        // By itself: whoever wrote it is among those that may have, and nothing is left undecoded.
        let meaning = Interpreter().meaning(flags: vector.flags, bytes: vector.bytes)
        #expect(meaning.fault == nil, "\(vector.expression): \(meaning.fault.map { "\($0)" } ?? "")")
        let all = meaning.clients + meaning.alternatives.flatMap(\.clients)
        if vector.flags != 0, client.hasFlagsOfItsOwn {
            #expect(all.contains { $0.name == name }, "\(vector.client) \(vector.expression): \(meaning.line ?? "")")
        }
        // By its client.
        let known = Interpreter(client: client).meaning(flags: vector.flags, bytes: vector.bytes)
        #expect(known.fault == nil && known.rival == nil, "\(vector.expression): \(known.line ?? "")")
        #expect((known.packing != nil) == Self.isPacked(vector), "\(vector.expression): \(vector.meaning)")
    }

    /// What the row's own words say of it.
    private static func isPacked(_ vector: StoredVector) -> Bool {
        let meaning = vector.meaning
        if ["not compressed", "never compressed", "does not make", "not reached"].contains(where: meaning.contains) {
            return false
        }
        return ["compressed", "gzip", "deflated", "FastLZ", "COMPRESSION"].contains(where: meaning.contains)
    }

    private static func meaning(_ flags: UInt32, _ text: String) -> Meaning {
        Interpreter().meaning(flags: flags, bytes: Array(text.utf8))
    }

    @Test func whereTwoReadingsArePossibleBothAreTold() {
        #expect(Self.meaning(2, "1").line?.contains("pylibmc bool") == true, "\(Self.meaning(2, "1").line ?? "")")
        #expect(Self.meaning(2, "42").line?.contains("pylibmc") != true, "\(Self.meaning(2, "42").line ?? "")")
        let text = Self.meaning(16, "hello").line
        #expect(
            text?.contains("str") == true && text?.contains("python-binary-memcached bytes") == true,
            "\(text ?? "")"
        )
    }

    @Test func withoutFlagsABodyIsKnownByItsFirstBytesAlone() throws {
        let pickle = Interpreter().meaning(flags: 0, bytes: [0x80, 5, 0x4b, 1, 0x2e])
        #expect(pickle.line == "looks like pickle")
        let packed = try Packing.gzip.pack(Array("text, text, text".utf8))
        let gzip = Interpreter().meaning(flags: 0, bytes: packed)
        #expect(gzip.line?.hasPrefix("looks like gzip · ") == true)
        if case .text(let text) = gzip.content {
            #expect(text == Array("text, text, text".utf8))
        } else {
            Issue.record()
        }
        #expect(Self.meaning(0, "hello").line == nil)
        #expect(Self.meaning(0, "{\"a\": 1}").line == nil)
    }

    @Test func flagsThatNobodyGivesLeaveTheBytes() {
        let meaning = Self.meaning(1_234_567, "abc")
        #expect(meaning.isUnclaimed && meaning.line == nil)
        if case .text(let text) = meaning.content { #expect(text == Array("abc".utf8)) } else { Issue.record() }
    }

    /// A damaged value of one client is not taken for a whole one of another that writes any text.
    @Test func whatIsDamagedIsStillWhatItBeginsAs() {
        let php = Self.meaning(4, "O:4:\"User\":1:{s:4:\"name\";s:3:\"Robert\";}")
        #expect(php.fault != nil && php.line?.hasPrefix("php-memcached") == true, "\(php.line ?? "")")
        let pickle = Interpreter().meaning(flags: 1, bytes: [0x80, 4, 0x95, 9, 0, 0, 0, 0, 0, 0, 0, 0x8c])
        #expect(pickle.fault != nil && pickle.line == "a Python client · pickle", "\(pickle.line ?? "")")
        #expect(Self.meaning(2, "abc").isUnclaimed)
    }

    @Test func aClientThatIsNamedMayBeTheWrongOne() throws {
        let dalli = try #require(ClientLibraries.named("dalli"))
        let meaning = Interpreter(client: dalli).meaning(flags: 4, bytes: Array("a:1:{i:0;i:1;}".utf8))
        #expect(meaning.rival?.contains("php-memcached") == true)
        let pylibmc = try #require(ClientLibraries.named("pylibmc"))
        let cannot = Interpreter(client: pylibmc).meaning(flags: 1, bytes: Array("42".utf8))
        #expect(cannot.fault != nil && cannot.rival?.hasPrefix("php-memcached · int") == true)
    }

    @Test func whatIsPackedCanBePackedAgain() throws {
        for vector in StoredVector.all {
            let meaning = Interpreter().meaning(flags: vector.flags, bytes: vector.bytes)
            guard meaning.packing != nil else { continue }
            let unpacked = try #require(meaning.unpacked, "\(vector.expression)")
            let packed = try meaning.repacked(unpacked)
            let again = Interpreter().meaning(flags: vector.flags, bytes: packed)
            #expect(again.fault == nil && again.unpacked == unpacked, "\(vector.expression)")
        }
    }

    @Test func aNumberThatWasCountedDownIsFilledUpWithBlanks() {
        #expect(Self.meaning(1, "9 ").line?.contains("php-memcached") == true)
        #expect(Self.meaning(2, "99  ").line?.contains("int") == true)
        if case .tree(let tree, _) = Self.meaning(2, "99  ").content {
            #expect(tree[tree.root] == .integer(99))
        } else {
            Issue.record("no number")
        }
        // Text is what it is.
        if case .text(let text) = Self.meaning(16, "99  ").content { #expect(text.count == 4) } else { Issue.record() }
    }

    @Test func aSerializerThatWasChosenShowsBehindThePacking() throws {
        let packed = try Packing.zlib.pack(Array("{\"a\": [1, 2]}".utf8))
        let meaning = Interpreter(client: ClientLibraries.named("dalli")).meaning(flags: 3, bytes: packed)
        #expect(meaning.fault == nil && meaning.line?.hasPrefix("dalli · JSON · zlib") == true, "\(meaning.line ?? "")")
    }

    @Test func theExampleOfTheReadme() throws {
        let stored = try Packing.zlib.pack(
            [0x80, 5] + Array("]\u{94}(K\u{1}K\u{2}e.".unicodeScalars.map { UInt8($0.value) })
        )
        let meaning = Interpreter().meaning(flags: 9, bytes: stored)
        #expect(meaning.line?.hasPrefix("a Python client · pickle · zlib · ") == true, "\(meaning.line ?? "plain")")
        if case .tree(let tree, let language) = meaning.content { #expect(language.line(tree) == "[1, 2]") }
        let like = try #require(ClientLibraries.named("dalli"))
        let item = try like.stored(.integer("42"))
        #expect(item == StoredValue(flags: 1, bytes: [4, 8, 0x69, 0x2f]))
    }

    @Test func readingsOfAllClients() {
        let readings = Readings(flags: 2, bytes: [0x31])
        let texts = readings.groups.map { group in "\(group.text ?? "-"): \(group.clients.map(\.name))" }
        #expect(texts.contains { $0.hasPrefix("int 1: [\"python-memcached\", \"pymemcache\"") }, "\(texts)")
    }
}
