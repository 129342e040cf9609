import MemcachedTestSupport
import Testing

@testable import MemcachedValues

struct PythonClientTests {
    /// As Python prints them, and the type that its programs get.
    static let literals: [String: (literal: String, type: String)] = [
        #"mc.set(key, "hello")"#: ("'hello'", "str"),
        #"mc.set(key, "héllo €")"#: ("'héllo €'", "str"),
        #"mc.set(key, b"\x00\x01\xffraw")"#: (#"b'\x00\x01\xffraw'"#, "bytes"),
        "mc.set(key, -7)": ("-7", "int"),
        "mc.set(key, 2**70)": ("1180591620717411303424", "int"),
        "mc.set(key, True)": ("True", "bool"),
        "mc.set(key, 3.25)": ("3.25", "float"),
        #"mc.set(key, [1, "two", 3.0])"#: ("[1, 'two', 3.0]", "object"),
        #"mc.set(key, {"a": 1, "b": [True, None]})"#: ("{'a': 1, 'b': [True, None]}", "object"),
        #"mc.set(key, "")"#: ("''", "str"),
        #"mc.set(key, "abc" * 400, min_compress_len=100)"#: ("'" + String(repeating: "abc", count: 400) + "'", "str"),
        #"mc.set(key, b"\x00" * 600, min_compress_len=100)"#:
            ("b'" + String(repeating: #"\x00"#, count: 600) + "'", "bytes"),
        #"mc.set(key, "abcabcabc", min_compress_len=100)"#: ("'abcabcabc'", "str"),
        "mc.set(key, bytes(range(128)), min_compress_len=100)": (
            #"b'\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b"#
                + #"\x1c\x1d\x1e\x1f !"#
                + ##""#$%&\'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\x7f'"##,
            "bytes"
        ),
        #"mc.set(key, int("7"*300), min_compress_len=100)"#: (String(repeating: "7", count: 300), "int"),
        #"mc.set(key, "10"); mc.incr(key, 5)"#: ("'15'", "str"),
        #"Client(addr).set(key, b"hello")"#: ("b'hello'", "bytes"),
        #"Client(addr).set(key, "hello")"#: ("b'hello'", "bytes"),
        #"Client(addr, serde=pickle_serde).set(key, b"\x00raw")"#: (#"b'\x00raw'"#, "bytes"),
        #"Client(addr, serde=pickle_serde).set(key, "hello")"#: ("'hello'", "str"),
        #"Client(addr, serde=pickle_serde).set(key, "日本")"#: ("'日本'", "str"),
        "Client(addr, serde=pickle_serde).set(key, True)": ("True", "bool"),
        "Client(addr, serde=pickle_serde).set(key, None)": ("None", "NoneType"),
        "Client(addr, serde=pickle_serde).set(key, 2.5)": ("2.5", "float"),
        "Client(addr, serde=pickle_serde).set(key, [1, 2, 3])": ("[1, 2, 3]", "object"),
        #"Client(addr, serde=compressed_serde).set(key, "hello")"#: ("'hello'", "str"),
        #"Client(addr, serde=compressed_serde).set(key, "abc" * 300)"#:
            ("'" + String(repeating: "abc", count: 300) + "'", "str"),
        #"pylibmc.Client([addr]).set(key, b"\x00raw")"#: (#"b'\x00raw'"#, "bytes"),
        #"pylibmc.Client([addr]).set(key, "hello")"#: ("'hello'", "str"),
        #"pylibmc.Client([addr]).set(key, "hé")"#: ("'hé'", "str"),
        "pylibmc.Client([addr]).set(key, -5)": ("-5", "int"),
        "pylibmc.Client([addr]).set(key, 2**70)": ("1180591620717411303424", "int"),
        "pylibmc.Client([addr]).set(key, True)": ("True", "bool"),
        "pylibmc.Client([addr]).set(key, None)": ("None", "NoneType"),
        "pylibmc.Client([addr]).set(key, 2.5)": ("2.5", "float"),
        #"pylibmc.Client([addr]).set(key, {"a": 1})"#: ("{'a': 1}", "object"),
        #"pylibmc.Client([addr]).set(key, {"k": list(range(300))}, min_compress_len=100)"#:
            ("{'k': [" + (0..<300).map { "\($0)" }.joined(separator: ", ") + "]}", "object"),
        #"bmemcached.Client([addr]).set(key, "hello")"#: ("'hello'", "str"),
        #"bmemcached.Client([addr]).set(key, b"raw")"#: ("b'raw'", "bytes"),
        #"bmemcached.Client([addr]).set(key, {"a": 1})"#: ("{'a': 1}", "object"),
        #"bmemcached.Client([addr]).set(key, "abc" * 300, compress_level=6)"#:
            ("'" + String(repeating: "abc", count: 300) + "'", "str"),
    ]

    static let clients: [any ClientLibrary] = [
        PythonMemcached(), Pymemcache(), Pylibmc(), PythonBinaryMemcached(),
    ]

    static let vectors = clients.flatMap { client in StoredVector.of(client.name + " ").map { (client, $0) } }

    @Test func recordedValues() throws {
        #expect(Self.vectors.count == Self.literals.count)
        for (client, vector) in Self.vectors {
            let item = try DecodedItem(client, flags: vector.flags, bytes: vector.bytes)
            let expected = try #require(Self.literals[vector.expression], "\(vector.expression)")
            #expect(item.literal == expected.literal)
            #expect(item.reading.fit == .writes, "\(vector.expression)")
            let type = item.reading.type
            #expect(type == expected.type, "\(vector.expression)")
            #expect((item.reading.packing == .zlib) == (vector.flags & 8 != 0))
        }
    }

    @Test func recordedValuesDamaged() {
        for (client, vector) in Self.vectors {
            Damage.survive(vector.bytes) { _ = try DecodedItem(client, flags: vector.flags, bytes: $0) }
        }
    }

    @Test func saysWhatIsNotItsOwn() {
        func fit(_ client: any ClientLibrary, _ flags: UInt32, _ text: String) -> ClientReading.Fit {
            client.reading(flags: flags, bytes: Array(text.utf8)).fit
        }
        // Another one's, or a misreading.
        #expect(fit(PythonMemcached(), 256, "1") == .fails)
        #expect(fit(Pymemcache(), 256, "1") == .reads)
        #expect(fit(Pylibmc(), 17, "N.") == .fails)
        #expect(fit(PythonBinaryMemcached(), 256, "1") == .reads)
        for client in Self.clients {
            #expect(fit(client, 1, "42") == .fails)
            #expect(fit(client, 1, "\u{4}\u{8}i\u{6}") == .fails)
            #expect(fit(client, 2, "1.5") == .fails)
            #expect(fit(client, 2, "") == .fails)
            #expect(fit(client, 2, "-") == .fails)
            #expect(fit(client, 9, "not packed") == .fails)
            // As a server leaves a number that was counted down.
            #expect(fit(client, 2, "9 ") == .reads)
            #expect(fit(client, 2, "-0") == .reads)
            #expect(fit(client, 2, "007") == .reads)
            #expect(client.reading(flags: 24, bytes: [1, 2]).fit == .fails)
        }
        #expect(PythonMemcached().reading(flags: 16, bytes: [0xff]).fit == .fails)
        #expect(PythonBinaryMemcached().reading(flags: 16, bytes: [0xff]).fit == .writes)
        #expect(PythonBinaryMemcached().reading(flags: 0, bytes: [0xff]).fit == .fails)
        // Who writes an integer with which flag.
        #expect(fit(PythonMemcached(), 2, "42") == .writes)
        #expect(fit(PythonMemcached(), 4, "42") == .reads)
        #expect(fit(Pylibmc(), 4, "42") == .writes)
        #expect(fit(Pylibmc(), 2, "42") == .reads)
        #expect(Pylibmc().reading(flags: 2, bytes: [0x31]).type == "bool")
    }

    // MARK: The clients themselves

    static let peerNames = [
        ("python-memcached", 0), ("pymemcache", 1), ("pymemcache-compressed", 1), ("pylibmc", 2),
        ("python-binary-memcached", 3),
    ]

    @Test(.enabled(if: LanguagePeer.isPythonWanted, "PyPI cannot be reached"), arguments: peerNames)
    func whatTheyWrite(name: String, number: Int) throws {
        let client = Self.clients[number]
        let peer = try #require(LanguagePeer.python, "the clients cannot be installed")
        let written = try peer.write([name])
        #expect(written.count > 120)
        for answer in written {
            let flags = answer.flags ?? 0
            var literal = ""
            do {
                let item = try DecodedItem(client, flags: flags, bytes: answer.bytes)
                literal = item.literal
                #expect(item.reading.fit == .writes, "\(answer.literal.prefix(200)), flags \(flags)")
            } catch { literal = "not decoded: \(error)" }
            #expect(literal == answer.literal, "flags \(flags)")
        }
    }

    /// What is to be stored, how Python prints what is read back, and whether all store what they read in the same bytes.
    private static func samples() throws -> [(value: TypedValue, literal: String)] {
        let texts = [
            ("null", "None"), ("true", "True"), ("-12", "-12"), ("-0", "0"), ("[-0]", "[0]"), ("2.5", "2.5"),
            (#""text""#, "'text'"), ("[]", "[]"),
            (
                #"{"a":[1,{"b":null,"a":"a"}],"é":"é","€":1e100,"n":-36893488147419103232}"#,
                "{'a': [1, {'b': None, 'a': 'a'}], 'é': 'é', '€': 1e+100, 'n': -36893488147419103232}"
            ),
            (#"["\u0000\n\\\"'",[[[]]],{},-0.0,4294967296]"#, #"['\x00\n\\"\'', [[[]]], {}, -0.0, 4294967296]"#),
        ]
        return [
            (.integer("42"), "42"), (.integer("-007"), "-7"), (.integer("-0"), "0"),
            (.integer("1180591620717411303424"), "1180591620717411303424"), (.float(1.5), "1.5"),
            (.float(100), "100.0"),
            (.float(1e16), "1e+16"), (.float(-0.00001), "-1e-05"), (.float(.infinity), "inf"), (.bool(true), "True"),
            (.bool(false), "False"), (.text(Array("héllo".utf8)), "'héllo'"), (.text([]), "''"),
            (.bytes([0, 0xff]), #"b'\x00\xff'"#), (.bytes([]), "b''"),
        ] + (try texts.map { (try TypedValue(json: Array($0.0.utf8)), $0.1) })
    }

    @Test(.enabled(if: LanguagePeer.isPythonWanted, "PyPI cannot be reached"), arguments: peerNames)
    func readBackWhatIsStored(name: String, number: Int) throws {
        let client = Self.clients[number]
        let peer = try #require(LanguagePeer.python, "the clients cannot be installed")
        let samples = try Self.samples()
        let answers = try peer.read(samples.map { try client.stored($0.value) }, [name])
        try #require(answers.count == samples.count)
        for (sample, answer) in zip(samples, answers) {
            // A bool of pylibmc is read back as a number.
            let numbers = ["True": "1", "False": "0"]
            let number = client.name == "pylibmc" ? numbers[sample.literal] : nil
            #expect(answer.literal == number ?? sample.literal)
            #expect(answer.same == (number == nil), "\(sample.literal)")
        }
    }

    @Test func whatCannotBeStored() {
        let digits = String(repeating: "1", count: 5000)
        for client in Self.clients {
            #expect(throws: DecodingFault("Python reads no integer of more than 4300 digits")) {
                try client.stored(.integer(digits))
            }
            #expect(throws: DecodingFault.self) { try client.stored(.integer("1x")) }
        }
    }
}
