import Foundation
import MemcachedTestSupport
import Testing

/// A server that is down, as clients take it that never look elsewhere.
@Suite struct FailoverTests {
    @Test func gomemcacheNeverLooksElsewhere() throws {
        let keys = (0..<60).map { "key:\($0)" }
        let servers = try (0..<3).map { _ in try MemcachedServer() }
        let options = ["-s", servers.map(\.address).joined(separator: ","), "--distribution", "gomemcache"]
        func run(_ line: (String) -> String) throws -> Shell.Result {
            try Shell.run(options + ["-o", "json"], input: keys.map { line($0) + "\n" }.joined().utf8)
        }
        let homes = try run { "set \($0) old" }.answers.map(\.server)
        let stopped = servers[1].address
        let lost = zip(keys, homes).filter { $1 == stopped }.map(\.0)
        let kept = zip(keys, homes).filter { $1 != stopped }.map(\.0)
        #expect(!lost.isEmpty && !kept.isEmpty && lost.count + kept.count == keys.count)
        servers[1].stop()

        let result = try run { "set \($0) new" }
        let answers = try result.answers
        #expect(answers.map(\.server) == homes)
        #expect(answers.filter { $0.status == "error" }.map(\.key) == lost)
        #expect(answers.allSatisfy { $0.error?.kind == ($0.status == "error" ? "connection" : nil) })
        #expect(answers.filter { $0.status == "stored" }.map(\.key) == kept)
        #expect(answers.allSatisfy { $0.rerouted == nil })
        #expect(result.status == 3)
        let words = "its keys go nowhere else, as gomemcache does it"
        #expect(result.complaints.count { $0.contains("\(stopped) is down") && $0.contains(words) } == 1)

        // Each of the others holds its own keys, and no other.
        for server in [servers[0], servers[2]] {
            let script = keys.map { "get \($0)\n" }.joined()
            let found = try Shell.script(script, servers: [server.address], ["-o", "json"]).answers
            let own = zip(keys, homes).filter { $1 == server.address }.map(\.0)
            #expect(found.filter { $0.status == "hit" }.map(\.key) == own)
            #expect(found.allSatisfy { $0.value == ($0.status == "hit" ? "new" : nil) })
        }

        // A single statement says the same; one for another server knows nothing of it.
        let single = try Shell.run(options + ["get", lost[0]])
        #expect(single.status == 3 && single.text.isEmpty && single.errors.contains(words), "\(single.errors)")
        let other = try Shell.run(options + ["get", kept[0]])
        #expect(other.status == 0 && other.text == "new\n" && other.errors.isEmpty, "\(other.errors)")
        for server in servers { server.stop() }
    }
}
