import MemcachedShell
import Testing

/// The settings file: what it says, and what is said of it.
@Suite struct SettingsFileTests {
    static let example = """
        defaults:
          timing: true
          history-length: 50000
        profiles:
          prod:
            servers:
              - cache-a:11211
              - cache-b:11211:2
              - unix:/run/cache.sock:3 third
            distribution: twemproxy:hash=md5
            prefix: "app:"
            mode: guarded
            prompt-color: red
          staging: {servers: "a,b", prefix: }
        """

    static func values(_ section: SettingsSection?) -> [String] {
        section?.values.map { "\($0.line) \($0.setting.name)=\($0.text)" } ?? []
    }

    static func faults(_ text: String) throws -> [String] {
        try SettingsFile(text).allFaults.map { $0.text(in: "f") }
    }

    @Test func whatItSays() throws {
        let file = try SettingsFile(Self.example)
        #expect(file.allFaults.isEmpty)
        #expect(Self.values(file.defaults) == ["2 timing=on", "3 history-length=50000"])
        #expect(
            Self.values(file.profile(named: "prod")) == [
                "6 servers=cache-a:11211,cache-b:11211:2,unix:/run/cache.sock:3 third",
                "10 distribution=twemproxy:hash=md5", "11 prefix=app:", "12 mode=guarded", "13 prompt-color=red",
            ]
        )
        #expect(Self.values(file.profile(named: "staging")) == ["14 servers=a,b", "14 prefix="])
        #expect(file.profile(named: "Prod") == nil)
    }

    @Test(arguments: ["", "# nothing\n", "defaults:\nprofiles:\n", "\u{FEFF}defaults: {}\n", "---\n"])
    func nothingInIt(text: String) throws {
        let file = try SettingsFile(text)
        #expect(file.allFaults.isEmpty && file.defaults.values.isEmpty && file.profiles.isEmpty)
    }

    /// The whole text cannot be understood.
    @Test(arguments: [
        ("defaults:\n  timing: on\n output: json\n", 3), ("defaults: [\n", 1), ("- a\n- b\n", 1), ("words\n", 1),
        ("a: &x 1\nb: *x\n", 2), ("defaults: {}\ndefaults: {}\n", 2),
        (String(repeating: "{a: ", count: 5000), 1), ("a: \u{1}\n", 1),
    ])
    func noTableAtAll(text: String, line: Int) {
        let fault = #expect(throws: SettingsFault.self) { _ = try SettingsFile(text) }
        #expect(fault?.line == line && fault?.concernsData == true)
    }

    /// Every fault names the line, the key and what would be right; the keys beside it hold.
    @Test(arguments: [
        ("timing: maybe", "f:3: defaults.timing is on or off, not 'maybe'"),
        ("timng: on", "f:3: defaults.timng is no setting; did you mean 'timing'?"),
        ("server: a", "f:3: defaults.server is no setting; did you mean 'servers'?"),
        ("history_length: 5", "f:3: defaults.history_length is no setting; did you mean 'history-length'?"),
        ("read-only: true", "f:3: defaults.read-only is no setting; did you mean 'mode: read-only'?"),
        ("readonly: true", "f:3: defaults.readonly is no setting; did you mean 'mode: read-only'?"),
        ("Read_Only: true", "f:3: defaults.Read_Only is no setting; did you mean 'mode: read-only'?"),
        ("protected: true", "f:3: defaults.protected is no setting; did you mean 'mode: read-only'?"),
        ("guarded: yes", "f:3: defaults.guarded is no setting; did you mean 'mode: guarded'?"),
        ("frobnicate: 1", "f:3: defaults.frobnicate is no setting; 'mcsh help settings' lists those there are"),
        (
            "timeout: soon",
            "f:3: defaults.timeout 'soon': a duration is written 250ms, 3s, 5m, 2h, 1d, or in bare seconds"
        ),
        ("timeout: 0", "f:3: defaults.timeout '0': a duration is written 250ms, 3s, 5m, 2h, 1d, or in bare seconds"),
        ("history-length: -1", "f:3: defaults.history-length is a number from 0 to 1000000, not '-1'"),
        ("prefix: a b", "f:3: defaults.prefix: a key cannot hold a blank (byte 2 of the key)"),
        ("servers: 'a:b'", "f:3: defaults.servers: a port is a number from 1 to 65535, not 'b'"),
        ("servers: []", "f:3: defaults.servers: the list of servers is empty"),
        ("servers: [a, {b: c}]", "f:3: defaults.servers is a server, or a list of them"),
        ("servers: [a, a]", "f:3: defaults.servers: a:11211 is listed twice; to give it more keys, write a weight"),
        ("mode: [free]", "f:3: defaults.mode is a single value"),
        ("discover: 'a:11211:2'", "f:3: defaults.discover is one endpoint, host:port, without weight or name"),
        ("local: 65", "f:3: defaults.local is a number from 1 to 64, not '65'"),
        ("cluster: ''", "f:3: defaults.cluster wants a file"),
        ("keys: \"\\e[31m\"", "f:3: defaults.keys is emacs or vi, not '\\x1B[31m'"),
    ])
    func oneKeyIsWrong(line: String, fault: String) throws {
        let text = "defaults:\n  output: json\n  \(line)\n  hints: off\n"
        #expect(try Self.faults(text) == [fault])
        #expect(Self.values(try SettingsFile(text).defaults) == ["2 output=json", "4 hints=off"])
    }

    @Test func whatIsWrongElsewhere() throws {
        #expect(
            try Self.faults("distribution: dalli\n") == [
                "f:1: distribution belongs under 'defaults', or under the name of a cluster in 'profiles'"
            ]
        )
        #expect(
            try Self.faults("profile:\n  a: {}\n") == [
                "f:1: profile is no part of this file; did you mean 'profiles'?"
            ]
        )
        #expect(try Self.faults("profiles: none\n") == ["f:1: profiles is a table of clusters by their names"])
        #expect(try Self.faults("profiles:\n  p: none\n") == ["f:2: profiles.p is a table of settings"])
        #expect(try Self.faults("profiles:\n  'a b': {}\n").first?.contains("a name has 1 to 40 bytes") == true)
        #expect(
            try Self.faults("profiles:\n  p:\n    servers: a\n    cluster: f\n") == [
                "f:4: profiles.p.cluster and servers on line 3 do not go together"
            ]
        )
        let faults = try Self.faults("profiles:\n  p:\n    distribution: frob\n")
        #expect(faults.first?.hasPrefix("f:3: profiles.p.distribution: there is no distribution 'frob'") == true)
    }

    @Test func namesThatAreNone() throws {
        let file = try SettingsFile(Self.example)
        #expect(file.unknownProfile("prd", in: "f") == "there is no profile 'prd' in f; did you mean 'prod'?")
        #expect(
            file.unknownProfile("x-y-z", in: "f") == "there is no profile 'x-y-z' in f; there are 'prod', 'staging'"
        )
        #expect(try SettingsFile("").unknownProfile("a", in: "f") == "there is no profile 'a' in f, and no other")
    }

    /// Whatever bytes a file holds, reading ends.
    @Test func damagedFiles() {
        let bytes = Array(Self.example.utf8)
        for index in bytes.indices {
            _ = try? SettingsFile(String(decoding: bytes[..<index], as: UTF8.self))
            var changed = bytes
            changed[index] ^= UInt8(1 << (index % 8))
            _ = try? SettingsFile(String(decoding: changed, as: UTF8.self))
        }
    }
}

/// The rows of the table of settings.
@Suite struct ShellSettingTests {
    @Test func namesAreUnique() {
        #expect(Set(ShellSetting.all.map(\.name)).count == ShellSetting.all.count)
    }

    @Test(arguments: ShellSetting.all.map(\.name))
    func rules(name: String) throws {
        let setting = try #require(ShellSetting.named(name))
        #expect(!setting.summary.isEmpty && setting.summary.last != ".")
        #expect(name.allSatisfy { $0.isLowercase || $0 == "-" })
        if let standard = setting.standard { #expect(setting.fault(of: standard) == nil) }
        #expect(ShellSetting.nearest(to: name)?.name == name)
    }
}
