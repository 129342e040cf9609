import Foundation
import MemcachedTestSupport
import Testing

/// `--cluster`: servers and distribution from an application's own configuration.
@Suite struct ClusterOptionTests {
    /// A configuration that cannot be followed, and what is said of it behind its name.
    struct Broken: CustomTestStringConvertible {
        let name: String
        let text: String
        let complaint: String
        var testDescription: String { complaint }
    }

    static let broken = [
        Broken(
            name: "pool.yml",
            text: "pool:\n  listen: 127.0.0.1:1\n  servers:\n   - 127.0.0.1:11211:1\n   - 127.0.0.1:x:1\n",
            complaint: ":5: the port of '127.0.0.1:x:1' is a number from 1 to 65535"
        ),
        Broken(
            name: "pool.yml",
            text: "pool:\n  hash: sha512\n  servers:\n   - 127.0.0.1:11211:1\n",
            complaint: ":2: twemproxy has no hash 'sha512'; it has one_at_a_time, md5,"
        ),
        Broken(
            name: "pool.yml",
            text: "pool:\n  servers:\n   - 127.0.0.1:11211:1\n  distribution: random\n",
            complaint: ":4: with the distribution 'random' keys have no home"
        ),
        Broken(name: "pool.yml", text: "pool:\n  listen: [\n", complaint: ":2: did not find expected node content"),
        Broken(
            name: "mcrouter.json",
            text: "{\n  \"pools\": {\"A\": {\"servers\": [\n    \"127.0.0.1:x\"]}},\n  \"route\": \"PoolRoute|A\"\n}\n",
            complaint: ":3: the port of '127.0.0.1:x' is a number from 1 to 65535"
        ),
        Broken(
            name: "libmemcached.conf",
            text: "--SERVER=127.0.0.1:11211\n--DISTRIBUTION=nope\n",
            complaint: ":2: --DISTRIBUTION knows CONSISTENT, MODULA and RANDOM, not 'nope'"
        ),
        Broken(name: "empty", text: "", complaint: ": the file is empty"),
    ]

    @Test(arguments: broken)
    func aBrokenFileIsToldWithItsLine(file: Broken) throws {
        let folder = try TemporaryFolder()
        let path = try folder.file(file.name, file.text)
        // In whatever way the shell is used, before anything is done.
        for (arguments, input) in [(["where", "k"], ""), ([], "where k\n"), (["-e", "where k"], "")] {
            let result = try Shell.run(["--cluster", path] + arguments, input: input.utf8)
            #expect(result.status == 64 && result.text.isEmpty)
            #expect(result.errors.hasPrefix("mcsh: \(path)\(file.complaint)"), "\(result.errors)")
            #expect(result.complaints.count == 2 && result.complaints.last == "Try 'mcsh --help'.")
        }
    }

    /// A key that is not known may be a mistake: it is told with its line, and the rest counts.
    @Test func whatIsReadOverIsToldAndTheRestWorks() throws {
        let server = try MemcachedServer()
        let folder = try TemporaryFolder()
        let files = [
            (
                "pool.yml", "pool:\n  listen: 127.0.0.1:1\n  colour: blue\n  servers:\n   - \(server.address):1\n",
                "3: unknown key 'colour'"
            ),
            (
                "mcrouter.json",
                "{\n  \"pools\": {\n    \"A\": {\n      \"colour\": \"blue\",\n      \"servers\": [\"\(server.address)\"]\n"
                    + "    }\n  },\n  \"route\": \"PoolRoute|A\"\n}\n",
                "4: unknown key 'colour'"
            ),
        ]
        for (name, text, warning) in files {
            let path = try folder.file(name, text)
            let stored = try Shell.run(["--cluster", path, "set", "k", name])
            #expect(stored.status == 0 && stored.text == "STORED\n")
            #expect(stored.errors == "\(path):\(warning)\n")
            let read = try Shell.run(["--cluster", path, "-o", "raw"], input: "get k\nget k\n".utf8)
            #expect(read.status == 0 && read.text == name + name)
            // Once, however many statements.
            #expect(read.errors == "\(path):\(warning)\n")
        }
        server.stop()
    }

    @Test func everyFormatWorksWithRealServers() throws {
        let servers = try (0..<2).map { _ in try MemcachedServer() }
        let (first, second) = (servers[0].address, servers[1].address)
        let folder = try TemporaryFolder()
        let files = [
            ("pool.yml", "pool:\n  listen: 127.0.0.1:1\n  servers:\n   - \(first):1\n   - \(second):1\n"),
            (
                "mcrouter.json",
                #"{"pools": {"A": {"servers": ["\#(first)", "\#(second)"]}}, "route": "PoolRoute|A"}"#
            ),
            ("libmemcached.conf", "--SERVER=\(first) --SERVER=\(second) --DISTRIBUTION=consistent\n"),
        ]
        // FNV-1a hashes keys that differ only at their ends to numbers that are near each other.
        let keys = (0..<100).map { "\($0):key" }
        for (name, text) in files {
            let path = try folder.file(name, text)
            let options = ["--cluster", path, "-o", "json"]
            let stored = try Shell.run(options, input: keys.map { "set \($0) \(name)\n" }.joined().utf8)
            #expect(stored.status == 0 && stored.errors == "")
            let homes = try stored.answers.map(\.server)
            #expect(Set(homes) == [first, second], "\(name)")
            // Each lies where 'where' says, and there only.
            let places = try Shell.run(options + ["where", "-"], input: keys.map { "\($0)\n" }.joined().utf8)
            #expect(try places.answers.map(\.server) == homes, "\(name)")
            let found = try Shell.run(options, input: keys.map { "find \($0)\n" }.joined().utf8).answers
            for (home, answer) in zip(homes, found) {
                let holders = answer.servers?.filter { $0.status == "hit" }.map(\.server)
                #expect(holders == [home].compactMap { $0 }, "\(name)")
            }
            let script = keys.map { "delete \($0)\n" }.joined()
            #expect(try Shell.run(options, input: script.utf8).status == 0)
        }
        for server in servers { server.stop() }
    }

    @Test func oneOfSeveralPools() throws {
        let servers = try (0..<2).map { _ in try MemcachedServer() }
        let folder = try TemporaryFolder()
        let path = try folder.file(
            "pools.yml",
            "alpha:\n  listen: 127.0.0.1:1\n  servers:\n   - \(servers[0].address):1\n"
                + "beta:\n  listen: 127.0.0.1:2\n  servers:\n   - \(servers[1].address):1\n"
        )
        for (pool, server) in zip(["alpha", "beta"], servers) {
            #expect(try Shell.run(["--cluster", "\(path)#\(pool)", "set", "k", pool]).status == 0)
            #expect(try Shell.run(["-s", server.address, "get", "k"]).text == "\(pool)\n")
        }
        let undecided = try Shell.run(["--cluster", path, "get", "k"])
        #expect(undecided.status == 64)
        #expect(undecided.errors.contains("\(path): the file has several pools; write FILE#POOL"))
        #expect(undecided.errors.contains("'alpha', 'beta'"))
        let unknown = try Shell.run(["--cluster", "\(path)#gamma", "get", "k"])
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("\(path): the file has no pool 'gamma'; it has 'alpha', 'beta'"))
        for server in servers { server.stop() }
    }

    @Test func whatDoesNotGoTogetherOrIsNotThere() throws {
        let folder = try TemporaryFolder()
        let path = try folder.file("pool.yml", "pool:\n  servers:\n   - 127.0.0.1:1:1\n   - 127.0.0.1:2:1\n")
        let both = try Shell.run(["--cluster", path, "-s", "127.0.0.1:1", "where", "k"])
        #expect(both.status == 64 && both.errors.contains("--server and --cluster do not go together"))
        let missing = try Shell.run(["--cluster", "\(folder.path)/nothing.yml", "where", "k"])
        #expect(missing.status == 64)
        #expect(missing.errors.hasPrefix("mcsh: \(folder.path)/nothing.yml: no such file or directory\n"))
        let isFolder = try Shell.run(["--cluster", folder.path, "where", "k"])
        #expect(isFolder.status == 64 && isFolder.errors.contains("is a directory"))
        let text = try Shell.run(["--cluster", try folder.file("bytes", Data([0xff, 0xfe, 0x80])), "where", "k"])
        #expect(text.status == 64 && text.errors.contains("this is not UTF-8"))
        // The file's servers, spread by another client.
        let keys = (0..<50).map { "key:\($0)" }
        let own = try Shell.run(["--cluster", path, "where"] + keys)
        let other = try Shell.run(["--cluster", path, "--distribution", "python-memcached", "where"] + keys)
        let listed = try Shell.run(["-s", "127.0.0.1:1,127.0.0.1:2", "where"] + keys)
        #expect(other.status == 0 && other.text == listed.text && other.text != own.text)
    }
}
