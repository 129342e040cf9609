import Foundation
import MemcachedTestSupport
import Testing

/// The settings file and its clusters, with the built program.
@Suite(.serialized) struct ProfileTests {
    let server: MemcachedServer
    let other: MemcachedServer
    let folder: TemporaryFolder
    let file: String

    init() throws {
        server = try MemcachedServer()
        other = try MemcachedServer()
        folder = try TemporaryFolder()
        file = "\(folder.path)/config.yaml"
    }

    func write(_ text: String) throws {
        let text = text.replacingOccurrences(of: "SERVER", with: server.address)
            .replacingOccurrences(of: "OTHER", with: other.address)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> Shell.Result {
        try Shell.run(
            arguments,
            input: input.utf8,
            environment: ["MCSH_CONFIG": file].merging(environment) { $1 }
        )
    }

    func terminal(_ arguments: String..., columns: UInt16 = 100) throws -> Terminal {
        try Terminal(arguments, environment: ["MCSH_CONFIG": file], columns: columns)
    }

    func leave(_ terminal: Terminal) throws {
        terminal.type("\u{4}")
        #expect(try terminal.end() == 0)
    }

    // MARK: One statement and scripts

    @Test func aClusterByItsName() throws {
        try write(
            """
            defaults: {output: json}
            profiles:
              prod: {servers: "SERVER", prefix: "app:", output: plain}
              mirror: {servers: "OTHER", mode: read-only}
            """
        )
        #expect(try run("--profile", "prod", "set", "k", "v").text == "STORED\n")
        #expect(try run("-s", server.address, "-o", "plain", "get", "app:k").text == "v\n")
        #expect(try run(input: "get k\n", environment: ["MCSH_PROFILE": "prod"]).text == "v\n")
        let refused = try run("--profile", "mirror", "set", "k", "v")
        #expect(refused.status == 2 && refused.text.contains("this session is read-only"))
        #expect(try run("--profile", "mirror", "get", "k").status == 1)
        // A name on the command line is a choice of servers, as a list is.
        let environment = ["MCSH_SERVERS": "127.0.0.1:1", "MEMCACHED_SERVERS": "127.0.0.1:1"]
        #expect(try run("--profile", "prod", "get", "k", environment: environment).text == "v\n")
        #expect(try run("--profile", "prod", "-s", other.address, "get", "k").status == 1)
    }

    @Test func theUsualPlaces() throws {
        try write("defaults: {servers: \"SERVER\", prefix: \"p:\"}")
        _ = try Shell.run(["-s", server.address, "set", "p:k", "v"])
        for (name, path) in [("XDG_CONFIG_HOME", "x/mcsh"), ("HOME", "h/.config/mcsh")] {
            let place = "\(folder.path)/\(path)"
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: file, toPath: "\(place)/config.yaml")
            let home = "\(folder.path)/\(path.prefix(1))"
            #expect(try Shell.run(["get", "k"], environment: [name: home]).text == "v\n", "\(name)")
        }
        #expect(try Shell.run(["get", "k", "--help"], environment: ["MCSH_CONFIG": "/dev/null"]).status != 0)
    }

    /// A path in the file begins where the file lies.
    @Test func aClusterFileBesideIt() throws {
        try write("profiles:\n  pool: {cluster: \"pool.yml#a\"}\n")
        try "a:\n  servers: [\(server.address):1]\n".write(
            toFile: "\(folder.path)/pool.yml",
            atomically: true,
            encoding: .utf8
        )
        #expect(try run("--profile", "pool", "set", "k", "v").text == "STORED\n")
        #expect(try run("--profile", "pool", "-o", "json", "where", "k").text.contains(server.address))
    }

    /// What cannot be followed as a whole reaches no server, least of all another one.
    @Test(arguments: [
        ("profiles: {p: {servers: SERVER, mode: readonly}}", "p", "config.yaml:1: profiles.p.mode is one of free"),
        ("profiles: {p: {prefix: x}}", "p", "config.yaml:1: profiles.p names no servers"),
        ("profiles: {prod: {servers: SERVER}}", "prd", "did you mean 'prod'?"),
        ("profiles: {p: {servers: SERVER}}\ndefaults: {timng: on}", "p", "config.yaml:2: defaults.timng is no setting"),
        ("profiles: [", "p", "config.yaml:1: "), ("profiles: [", "", "config.yaml:1: "),
        ("defaults: {prefix: a b}", "", "config.yaml:1: defaults.prefix: a key cannot hold a blank"),
    ])
    func aScriptDoesNothing(text: String, profile: String, message: String) throws {
        try write(text.replacingOccurrences(of: "SERVER", with: "'SERVER'"))
        let name = profile.isEmpty ? [] : ["--profile", profile]
        let environment = ["MCSH_CONFIG": file, "MEMCACHED_SERVERS": server.address]
        for arguments in [[], ["set", "k", "v"], ["-e", "set k v"]] {
            let result = try Shell.run(name + arguments, input: "set k v\n".utf8, environment: environment)
            #expect(result.status == 64 && result.text.isEmpty, "\(arguments)")
            #expect(result.errors.contains(message), "\(result.errors)")
        }
        #expect(try Shell.run(["-s", server.address, "get", "k"]).status == 1)
    }

    @Test func aFileThatIsNotThere() throws {
        #expect(try run("get", "k").status == 64)
        #expect(try run("--version").status == 0)
        #expect(try run("help").status == 0)
        let result = try Shell.run(["--profile", "p", "get", "k"], environment: ["HOME": folder.path])
        #expect(result.status == 64)
        #expect(result.errors.contains("there is no settings file \(folder.path)/.config/mcsh/config.yaml"))
    }

    /// What is there in its place is not waited for.
    @Test func aFileThatIsNone() throws {
        for make in [{ mkdir($0, 0o700) }, { mkfifo($0, 0o600) }] as [(String) -> Int32] {
            #expect(make(file) == 0)
            let result = try run("get", "k")
            #expect(result.status == 64 && result.errors.contains("config.yaml: this is no plain file"))
            remove(file)
        }
        try Data(count: 1 << 21).write(to: URL(fileURLWithPath: file))
        #expect(try run("get", "k").errors.contains("larger than 1 MiB"))
        try Data([0xff, 0xfe]).write(to: URL(fileURLWithPath: file))
        #expect(try run("get", "k").errors.contains("this is not UTF-8"))
    }

    @Test func whatWasChangedWithinAScript() throws {
        try write("profiles: {p: {servers: 'SERVER'}}")
        let script = """
            set a 1
            :set prefix p:
            set a 2
            get a
            :set mode read-only
            get a
            set a 3
            :set prefix ""
            :set distribution dalli
            :set timeout 2s
            get a p:a
            :set distribution frob
            """
        let result = try run("--profile", "p", input: script)
        #expect(result.lines == ["STORED", "STORED", "2", "2", "1", "2"])
        #expect(result.errors.contains("stdin:7: set can change data, and this session is read-only"))
        #expect(result.errors.contains("stdin:12: column 19: distribution: there is no distribution 'frob'"))
    }

    // MARK: At a terminal

    @Test func thePromptTellsWhereOneIs() throws {
        try write(
            """
            profiles:
              prod: {servers: "SERVER", prompt-color: red, mode: guarded}
              ro: {servers: ["SERVER", "OTHER"], mode: read-only}
            """
        )
        var terminal = try terminal("--profile", "prod")
        try terminal.expect("prod guarded> ")
        terminal.enter(":set mode free")
        try terminal.expect("prod> ")
        #expect(terminal.transcript.contains("\u{1b}[1;31mprod"), "in its colour")
        try leave(terminal)
        terminal = try self.terminal("--profile", "ro", columns: 24)
        try terminal.expect("ro read-only> ")
        terminal.enter("set k v")
        try terminal.expect("this session is read-only")
        try terminal.expect("ro read-only> ")
        try leave(terminal)
        terminal = try self.terminal("--profile", "prod", "-s", other.address)
        try terminal.expect("prod \(other.address) guarded> ")
        try leave(terminal)
    }

    @Test func settingsTellWhoSaysThem() throws {
        try write("defaults: {keys: vi}\nprofiles:\n  prod: {servers: 'SERVER', history-length: 77}\n")
        let terminal = try terminal("--profile", "prod", "--timeout", "5s")
        try terminal.expect("prod> ")
        terminal.enter(":set output plain")
        try terminal.expect("prod> ")
        terminal.enter(":set")
        let shown = try terminal.expect("settings file: \(file)")
            .split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        for line in [
            "timeout 5s --timeout", "keys vi defaults, line 1", "history-length 77 profile prod, line 3",
            "output plain :set", "mode free default",
        ] {
            #expect(shown.contains(line), "\(shown)")
        }
        try leave(terminal)
    }

    @Test func aPersonIsToldWhatIsWrong() throws {
        try write("defaults:\n  timing: maybe\n  servers: 'SERVER'\n")
        var terminal = try terminal()
        try terminal.expect("config.yaml:2: defaults.timing is on or off, not 'maybe'")
        try terminal.expect("\(server.address)> ")
        try leave(terminal)
        // As long as nobody knows what was meant for data, nothing happens to them.
        try write("defaults: {mode: readonly, servers: 'SERVER'}\n")
        terminal = try self.terminal()
        try terminal.expect("config.yaml:1: defaults.mode is one of free, guarded, read-only")
        try terminal.expect("until that is mended, the session is read-only")
        try terminal.expect("read-only> ")
        terminal.enter("set k v")
        try terminal.expect("this session is read-only")
        try terminal.expect("read-only> ")
        terminal.enter(":set mode free")
        try terminal.expect("\(server.address)> ")
        terminal.enter("set k v")
        try terminal.expect("STORED")
        try leave(terminal)
    }
}
