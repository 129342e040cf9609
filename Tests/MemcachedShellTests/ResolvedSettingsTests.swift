import MemcachedShell
import Testing

/// Who is stronger, and when the shell does not start.
@Suite struct ResolvedSettingsTests {
    static let file = """
        defaults:
          output: json
          prefix: "all:"
          timeout: 1s
          distribution: dalli
        profiles:
          prod:
            servers: [a, b:11211:2]
            prefix: "app:"
            mode: read-only
          pool: {cluster: nutcracker.yml#main}
          home: {cluster: ~/pool.json, distribution: perl}
          bare: {mode: guarded}
          broken: {servers: a, mode: readonly, keys: nano}
          lost: {servers: "a:b"}
        """

    static func sources(_ text: String? = file) throws -> SettingSources {
        var sources = SettingSources()
        sources.fileName = "config.yaml"
        sources.folder = "/etc/mcsh"
        sources.home = "/home/ada"
        if let text { sources.file = .read(try SettingsFile(text)) }
        sources.standards = [(.output, "plain")]
        return sources
    }

    static func variables(_ values: [String: String]) -> (String) -> String? { { values[$0] } }

    /// `text by origin` of some settings.
    static func shown(_ resolved: ResolvedSettings, _ settings: [ShellSetting]) -> [String] {
        settings.map { setting in
            resolved.settings[setting].map { "\($0.text) by \($0.origin)" } ?? "-"
        }
    }

    static func problem(_ sources: SettingSources) -> String {
        do throws(ResolvedSettings.Problem) {
            _ = try ResolvedSettings(sources)
            return ""
        } catch {
            return error.message
        }
    }

    @Test func nobodySaysAnything() throws {
        let resolved = try ResolvedSettings(Self.sources(nil))
        #expect(
            Self.shown(resolved, [.servers, .distribution, .prefix, .mode, .output, .historyLength, .cluster]) == [
                "127.0.0.1:11211 by default", "python-memcached by default", " by default", "free by default",
                "plain by default", "10000 by default", "-",
            ]
        )
        #expect(resolved.profile == nil && resolved.notices.isEmpty)
    }

    @Test func commandLineBeforeEnvironmentBeforeProfileBeforeDefaults() throws {
        var sources = try Self.sources()
        sources.variable = Self.variables(["MCSH_HISTORY_LENGTH": "7", "MCSH_PAGER": "more", "PAGER": "most"])
        sources.profile = ("prod", .option("--profile"))
        sources.commandLine = [.init(.timeout, "9s"), .init(.mode, "read-only", option: "--read-only")]
        let resolved = try ResolvedSettings(sources)
        #expect(
            Self.shown(resolved, [.servers, .distribution, .prefix, .output, .historyLength, .pager, .timeout, .mode])
                == [
                    "a,b:11211:2 by profile prod, line 8", "dalli by defaults, line 5", "app: by profile prod, line 9",
                    "json by defaults, line 2", "7 by $MCSH_HISTORY_LENGTH", "more by $MCSH_PAGER", "9s by --timeout",
                    "read-only by --read-only",
                ]
        )
        #expect(resolved.profile == "prod")
    }

    @Test func aPagerForAllProgramsIsTheWeakest() throws {
        var sources = try Self.sources("defaults: {pager: most}")
        sources.variable = Self.variables(["PAGER": "less"])
        #expect(Self.shown(try ResolvedSettings(sources), [.pager]) == ["most by defaults, line 1"])
        sources.file = .none
        #expect(Self.shown(try ResolvedSettings(sources), [.pager]) == ["less by $PAGER"])
    }

    /// Whose servers it is to be: a name is as good as a list.
    @Test func whichCluster() throws {
        var sources = try Self.sources()
        sources.variable = Self.variables(["MCSH_SERVERS": "c", "MEMCACHED_SERVERS": "d"])
        #expect(Self.shown(try ResolvedSettings(sources), [.servers]) == ["c by $MCSH_SERVERS"])
        sources.profile = ("prod", .option("--profile"))
        #expect(Self.shown(try ResolvedSettings(sources), [.servers]) == ["a,b:11211:2 by profile prod, line 8"])
        sources.profile = ("prod", .variable("MCSH_PROFILE"))
        #expect(Self.problem(sources).contains("MCSH_PROFILE and MCSH_SERVERS do not go together"))
        sources.variable = Self.variables(["MEMCACHED_SERVERS": "d"])
        #expect(Self.shown(try ResolvedSettings(sources), [.servers]) == ["a,b:11211:2 by profile prod, line 8"])
        sources.commandLine = [.init(.local, "2")]
        #expect(
            Self.shown(try ResolvedSettings(sources), [.servers, .local, .prefix]) == [
                "-", "2 by --local", "app: by profile prod, line 9",
            ]
        )
    }

    /// An application's configuration says how its keys are spread, unless somebody stronger does.
    @Test func distributionOfAClusterFile() throws {
        var sources = try Self.sources()
        sources.profile = ("pool", .option("--profile"))
        #expect(
            Self.shown(try ResolvedSettings(sources), [.cluster, .distribution, .servers]) == [
                "/etc/mcsh/nutcracker.yml#main by profile pool, line 11", "-", "-",
            ]
        )
        sources.profile = ("home", .option("--profile"))
        #expect(
            Self.shown(try ResolvedSettings(sources), [.cluster, .distribution]) == [
                "/home/ada/pool.json by profile home, line 12", "perl by profile home, line 12",
            ]
        )
        sources.commandLine = [.init(.distribution, "pylibmc"), .init(.cluster, "x.yml")]
        #expect(
            Self.shown(try ResolvedSettings(sources), [.cluster, .distribution]) == [
                "x.yml by --cluster", "pylibmc by --distribution",
            ]
        )
    }

    /// A script must not run against another cluster than the one that is named.
    @Test func namesThatLeadNowhere() throws {
        var sources = try Self.sources()
        for isForgiving in [false, true] {
            sources.isForgiving = isForgiving
            sources.profile = ("prd", .option("--profile"))
            #expect(Self.problem(sources).hasSuffix("there is no profile 'prd' in config.yaml; did you mean 'prod'?"))
            sources.profile = ("lost", .option("--profile"))
            #expect(Self.problem(sources).contains("config.yaml:15: profiles.lost.servers: a port is a number"))
            sources.profile = ("bare", .option("--profile"))
            #expect(Self.problem(sources).hasSuffix("config.yaml:13: profiles.bare names no servers"))
        }
        sources.commandLine = [.init(.servers, "a")]
        sources.isForgiving = false
        #expect(Self.problem(sources) == "")
        sources.file = .unreadable(SettingsFault(unreadable: "is a directory"))
        #expect(Self.problem(sources) == "config.yaml: is a directory")
        sources.file = .none
        #expect(Self.problem(sources) == "--profile bare: there is no settings file config.yaml")
    }

    /// Under the name of a cluster, the servers of another one would be taken for its own.
    @Test(arguments: [
        "prod: {hosts: b}", "prod: {servers: '127.0.0.1:99999'}", "prod: {servers: b, cluster: f}", "prod: b",
        "prod: {servers: {b: 1}}", "prod: {local: 65}", "prod: {mode: guarded, server: b}",
    ])
    func aBrokenProfileIsNoOtherCluster(profile: String) throws {
        var sources = try Self.sources("defaults: {servers: a}\nprofiles:\n  \(profile)\n  whole: {prefix: p}\n")
        sources.profile = ("prod", .option("--profile"))
        #expect(Self.problem(sources).hasPrefix("config.yaml:3: profiles.prod"))
        sources.isForgiving = true
        #expect(Self.problem(sources).hasSuffix("config.yaml:3: profiles.prod leaves open which servers it means"))
        sources.profile = ("whole", .option("--profile"))
        #expect(try ResolvedSettings(sources).clusterName == "whole")
        // Whoever names the servers knows which those are.
        sources.profile = ("prod", .option("--profile"))
        sources.commandLine = [.init(.servers, "c")]
        let resolved = try ResolvedSettings(sources)
        #expect(resolved.profile == "prod" && resolved.clusterName == nil && resolved.settings.mode == .readOnly)
    }

    /// A name stands for its own servers, and for those of the defaults if nothing leaves that open.
    @Test(arguments: [
        ("defaults: {servers: a}\nprofiles: {p: {prefix: x}}", "p"),
        ("defaults: {servers: a}\nprofiles: {p: }", "p"),
        ("defaults: {servers: a}\nprofiles: {p: {mode: readonly}}", nil),
        ("defaults: {servers: a}\nprofiles: {p: {servers: b, mode: readonly, hosts: c}}", "p"),
        ("defaults: {servers: 'a:b'}\nprofiles: {p: {servers: b}}", "p"),
    ])
    func whatTheClusterIsCalled(text: String, name: String?) throws {
        var sources = try Self.sources(text)
        sources.isForgiving = true
        #expect(try ResolvedSettings(sources).clusterName == nil)
        sources.profile = ("p", .option("--profile"))
        #expect(try ResolvedSettings(sources).clusterName == name)
        sources.commandLine = [.init(.local, "1")]
        #expect(try ResolvedSettings(sources).clusterName == nil)
    }

    @Test func defaultsThatAreBrokenAreNobodysServers() throws {
        var sources = try Self.sources("defaults: {servers: a, local: 65}\nprofiles: {p: {prefix: x}}\n")
        sources.isForgiving = true
        sources.profile = ("p", .option("--profile"))
        #expect(Self.problem(sources).hasSuffix("config.yaml:2: profiles.p leaves open which servers it means"))
    }

    @Test func aScriptFollowsTheWholeFileOrDoesNothing() throws {
        var sources = try Self.sources("defaults: {timing: maybe}\nprofiles:\n  a: {servers: a}\n  b: {keys: nano}\n")
        #expect(Self.problem(sources) == "config.yaml:1: defaults.timing is on or off, not 'maybe'")
        sources.file = .read(try SettingsFile("profiles:\n  a: {servers: a}\n  b: {keys: nano}\n"))
        #expect(Self.problem(sources) == "", "what is wrong with another cluster is nothing to it")
        sources.profile = ("b", .option("--profile"))
        #expect(Self.problem(sources).hasPrefix("config.yaml:3: profiles.b.keys is emacs or vi"))
    }

    @Test func aPersonIsToldAndGoesOn() throws {
        var sources = try Self.sources("defaults: {timing: maybe, output: json}\nprofiles:\n  b: {keys: nano}\n")
        sources.isForgiving = true
        var resolved = try ResolvedSettings(sources)
        #expect(
            resolved.notices == [
                "config.yaml:1: defaults.timing is on or off, not 'maybe'",
                "config.yaml:3: profiles.b.keys is emacs or vi, not 'nano'",
            ]
        )
        #expect(
            Self.shown(resolved, [.timing, .output, .mode]) == [
                "off by default", "json by defaults, line 1", "free by default",
            ]
        )
        // Nobody knows whether data were to be left alone.
        for text in ["defaults: {mode: readonly}", "defaults: {mod: read-only}", "defaults: {prefix: a b}"] {
            sources.file = .read(try SettingsFile(text))
            resolved = try ResolvedSettings(sources)
            #expect(Self.shown(resolved, [.mode]) == ["read-only by the settings file has faults"], "\(text)")
            #expect(resolved.notices.last?.contains("':set mode free' lifts it") == true)
        }
        sources.file = .unreadable(SettingsFault(unreadable: "permission denied"))
        #expect(try ResolvedSettings(sources).settings.mode == .readOnly)
    }

    /// Whatever it resembles, a key that is none may have been meant to protect data.
    @Test(arguments: [
        "read-only: true", "readonly: true", "protected: true", "key-prefix: 'app:'", "timng: on", "frobnicate: 1",
    ])
    func anUnknownKeyLeavesDataInDoubt(key: String) throws {
        for text in [
            "defaults:\n  \(key)\nprofiles: {p: {servers: a}}\n", "profiles:\n  p:\n    servers: a\n    \(key)\n",
        ] {
            var sources = try Self.sources(text)
            sources.profile = ("p", .option("--profile"))
            #expect(Self.problem(sources).contains(" is no setting"), "a script does nothing")
            sources.isForgiving = true
            let resolved = try ResolvedSettings(sources)
            #expect(Self.shown(resolved, [.mode]) == ["read-only by the settings file has faults"], "\(text)")
            // What is wrong with another cluster is told, and no more.
            sources.file = .read(try SettingsFile("profiles:\n  p: {servers: a}\n  q:\n    \(key)\n"))
            #expect(try ResolvedSettings(sources).settings.mode == .free)
        }
    }

    @Test func noticesHaveAnEnd() throws {
        let lines = (0..<1000).map { "  frob\($0): 1\n" }.joined()
        var sources = try Self.sources("defaults:\n" + lines)
        sources.isForgiving = true
        let notices = try ResolvedSettings(sources).notices
        #expect(notices.count == 22 && notices[20] == "and 980 more like these")
    }

    @Test(arguments: [
        (ShellSetting.output, "xml", "--output is one of pretty, plain, raw, json, not 'xml'"),
        (.servers, "a,,b:x", "--server: a port is a number from 1 to 65535, not 'x'"),
        (.local, "0", "--local is a number from 1 to 64, not '0'"),
        (.timeout, "x", "--timeout 'x': a duration is written 250ms, 3s, 5m, 2h, 1d, or in bare seconds"),
        (.prefix, "a b", "--prefix: a key cannot hold a blank (byte 2 of the key)"),
    ])
    func wordsOfTheCommandLine(setting: ShellSetting, text: String, problem: String) throws {
        var sources = try Self.sources(nil)
        sources.commandLine = [.init(setting, text)]
        #expect(Self.problem(sources) == problem)
    }

    @Test func wordsOfTheEnvironment() throws {
        var sources = try Self.sources(nil)
        sources.variable = Self.variables(["MCSH_SERVERS": "a:b"])
        #expect(Self.problem(sources).hasPrefix("MCSH_SERVERS: a port is a number"))
        sources.variable = Self.variables(["MCSH_SAMPLE_KEYS": "no"])
        #expect(try ResolvedSettings(sources).settings.isOn(.sampleKeys) == false)
    }
}

/// `:set`.
@Suite struct ShellSettingsTests {
    static func change(_ settings: inout ShellSettings, _ line: String, isTyped: Bool = true) -> String {
        do throws(UsageError) {
            return try settings.change(Tokenizer.tokens(of: Array(line.utf8))[...], isTyped: isTyped)
        } catch {
            return "error: \(error.message)"
        }
    }

    @Test func showsAndChanges() throws {
        var sources = try ResolvedSettingsTests.sources(
            "profiles:\n  p: {servers: a, mode: read-only, pager: less -R}\n"
        )
        sources.profile = ("p", .option("--profile"))
        var settings = try ResolvedSettings(sources).settings
        #expect(Self.change(&settings, "mode") == "read-only  profile p, line 2\n")
        #expect(Self.change(&settings, "pager") == "\"less -R\"  profile p, line 2\n")
        #expect(Self.change(&settings, "cluster") == "nobody says\n")
        #expect(Self.change(&settings, "mode free") == "")
        #expect(Self.change(&settings, "mode") == "free  :set\n")
        #expect(Self.change(&settings, "timing yes") == "" && settings.isOn(.timing))
        #expect(Self.change(&settings, "timing maybe") == "error: timing is on or off, not 'maybe'")
        #expect(Self.change(&settings, "timng on") == "error: there is no setting 'timng'; did you mean 'timing'?")
        #expect(
            Self.change(&settings, "servers b")
                == "error: servers is chosen when the shell starts: mcsh --server, or a profile"
        )
        #expect(Self.change(&settings, "pager less -R").hasSuffix("a value with blanks needs quotes"))
        let overview = Self.change(&settings, "")
        #expect(overview.contains("servers          a                 profile p, line 2\n"))
        #expect(overview.contains("prefix           \"\"                default\n"))
        #expect(overview.contains("timing           on                :set\n"))
        let shown = ShellSetting.all.filter { settings[$0] != nil }
        #expect(overview.split(separator: "\n").count == shown.count)
    }

    /// Whoever starts a script relies on what protects data.
    @Test func aScriptOnlyBecomesStricter() throws {
        var settings = try ResolvedSettings(ResolvedSettingsTests.sources(nil)).settings
        func change(_ mode: Mode) -> String { Self.change(&settings, "mode \(mode.rawValue)", isTyped: false) }
        let refusal = "error: away from the prompt, mode only becomes stricter, and it is"
        #expect(change(.free) == "" && change(.guarded) == "" && change(.guarded) == "")
        #expect(change(.free) == "\(refusal) guarded")
        #expect(change(.readOnly) == "")
        #expect(change(.guarded) == "\(refusal) read-only")
        #expect(change(.free) == "\(refusal) read-only" && settings.mode == .readOnly)
        #expect(Self.change(&settings, "mode free") == "" && settings.mode == .free)
    }

    @Test func readOnlyOfTheCommandLineStays() throws {
        var sources = try ResolvedSettingsTests.sources(nil)
        sources.commandLine = [.init(.mode, "read-only", option: "--read-only")]
        var settings = try ResolvedSettings(sources).settings
        for _ in 0..<2 {
            #expect(Self.change(&settings, "mode free") == "error: --read-only holds for the whole session")
            #expect(settings.mode == .readOnly)
            // To say it once more is no way round it.
            #expect(Self.change(&settings, "mode read-only") == "")
        }
    }
}
