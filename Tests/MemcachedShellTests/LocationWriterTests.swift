import Foundation
import Memcached
import MemcachedShell
import Testing

/// The lines of `where -`, and what `where` shows of several distributions.
@Suite struct LocationWriterTests {
    static let servers: [ServerAddress] = ["a:1", "b:1", "c:1"]

    static func locator(_ names: [String] = [], down: [Int] = [], prefix: String = "") throws -> Locator {
        var location = Location(keys: [])
        location.distributions = names.map { DistributionChoice($0) }
        location.down = down
        let own = try DistributionChoice.standard.make(servers: servers)
        return try Locator(location, servers: servers, own: own, prefix: KeyPrefix(prefix, distribution: own))
    }

    static func write(_ keys: [[UInt8]], _ format: OutputFormat, _ locator: Locator) -> (text: String, faults: Int) {
        let writer = LocationWriter(locator: locator, servers: servers, format: format)
        var output: [UInt8] = []
        var faults = 0
        for (index, key) in keys.enumerated() {
            if case .fault = writer.write(key.span, line: index + 1, into: &output) { faults += 1 }
        }
        return (String(decoding: output, as: UTF8.self), faults)
    }

    static let keys =
        ["user:42", "-x", "#1", "第一", "a'b", "\"q\"", "back\\slash", "\u{202e}"].map { Array($0.utf8) } + [
            [0xff, 0x41]
        ]

    /// A line of the quick writer is the line of the renderers.
    @Test(arguments: [[], ["pymemcache"], ["dalli", "gomemcache"]])
    func linesAreThoseOfTheRenderer(names: [String]) throws {
        let locator = try Self.locator(names)
        for format in [OutputFormat.plain, .raw] {
            var expected: [UInt8] = []
            for key in Self.keys {
                let outcome = Outcome(command: "where", body: .item(locator.outcome(of: key)))
                format.renderer(Style(hasColor: false), isTerminal: false).render(outcome, line: nil, into: &expected)
                if format == .raw { expected.append(0x0a) }
            }
            let written = Self.write(Self.keys, format, locator)
            #expect(written.text == String(decoding: expected, as: UTF8.self))
            #expect(written.faults == 0)
        }
    }

    @Test(arguments: [[], ["pymemcache"], ["dalli", "gomemcache"]])
    func objects(names: [String]) throws {
        let locator = try Self.locator(names)
        let lines = Self.write(Self.keys, .json, locator).text.split(separator: "\n")
        #expect(lines.count == Self.keys.count)
        for (number, (line, key)) in zip(lines, Self.keys).enumerated() {
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(object["line"] as? Int == number + 1 && object["status"] as? String == "ok")
            if key.contains(0xff) {
                #expect(object["key_base64"] as? String == "/0E=")
            } else {
                #expect(object["key"] as? String == String(decoding: key, as: UTF8.self))
            }
            let expected = locator.outcome(of: key).routes.map { $0.server?.description ?? "" }
            let routes = (object["routes"] as? [[String: Any]])?.map { $0["server"] as? String ?? "" }
            #expect(routes ?? [object["server"] as? String ?? ""] == expected)
        }
    }

    @Test func keysThatAreNone() throws {
        let bad = ["", "a b", "\u{7}", String(repeating: "k", count: 251)].map { Array($0.utf8) }
        #expect(Self.write(bad, .plain, try Self.locator()) == ("", 4))
        let objects = Self.write(bad, .json, try Self.locator()).text.split(separator: "\n")
        #expect(objects.count == 4 && objects.allSatisfy { $0.contains("\"kind\":\"usage\"") })
        // With a prefix, the whole key counts.
        let long = [Array(repeating: UInt8(0x6b), count: 250)]
        #expect(Self.write(long, .plain, try Self.locator()).faults == 0)
        #expect(Self.write(long, .plain, try Self.locator(prefix: "app:")).faults == 1)
    }

    @Test func thePrefixIsHashedAndNotShown() throws {
        let typed = Self.write([Array("k".utf8)], .plain, try Self.locator(prefix: "app:")).text
        let whole = Self.write([Array("app:k".utf8)], .plain, try Self.locator()).text
        #expect(typed.dropFirst(2) == whole.dropFirst(6))
    }

    @Test func everyServerDown() throws {
        #expect(Self.write([Array("k".utf8)], .plain, try Self.locator(down: [0, 1, 2])).text == "k -\n")
        let object = Self.write([Array("k".utf8)], .json, try Self.locator(down: [0, 1, 2])).text
        #expect(object.contains("\"status\":\"error\"") && object.contains("\"kind\":\"connection\""))
        // Side by side, one that finds none does not spoil the others.
        let both = Self.write(
            [Array("k".utf8)],
            .json,
            try Self.locator(["gomemcache", "pymemcache"], down: [0, 1, 2])
        ).text
        #expect(both.contains("\"status\":\"ok\""))
    }

    @Test func theScreenOfSeveralDistributions() throws {
        let outcome = Outcome(
            command: "where",
            body: .item(try Self.locator(["dalli", "gomemcache"]).outcome(of: Array("foo".utf8)))
        )
        var output: [UInt8] = []
        OutputFormat.pretty.renderer(Style(hasColor: false), isTerminal: true).render(outcome, line: nil, into: &output)
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines[0] == "foo")
        #expect(lines[1].hasPrefix("  dalli       ") && lines[3].hasPrefix("  gomemcache  "))
        #expect(lines[4] == "    crc32(\"foo\") = 0x8c736521; mod 3 = bucket 2")
        #expect(lines[5] == "  they agree" || lines[5] == "  they do not look on the same server")
    }

    /// One line each, with the language, and the options of each on a page of its own.
    @Test func helpOfTheDistributions() throws {
        let text = try Help.text(topic: "distributions")
        for distribution in Distributions.all {
            #expect(text.split(separator: "\n").count { $0.hasPrefix("  \(distribution.name) ") } == 1)
            let page = try Help.text(topic: distribution.name)
            for rule in distribution.rules { #expect(page.contains("    \(rule.name)")) }
        }
        let languages = ["Python", "C library", "PHP", "twemproxy", "Ruby", "Go", "Java", "Perl", "mcrouter"]
        for language in languages { #expect(text.contains(language)) }
    }
}
