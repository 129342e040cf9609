import Memcached
import Testing

@testable import MemcachedShell

/// What there is to tell of an item that is watched.
@Suite struct KeyWatchTests {
    private let now = ContinuousClock.now

    private func sight(_ value: String?, token: UInt64, left: Int? = nil, flags: UInt32 = 0) -> KeyWatch.Look {
        let end: ItemEnd = left.map { .at(now + .seconds($0)) } ?? .never
        let sight = KeyWatch.Sight(value: value.map { Array($0.utf8) }, flags: flags, token: token, end: end)
        return .item(sight, note: nil)
    }

    /// What is told of one look after the other, at so many seconds.
    private func told(_ looks: [(KeyWatch.Look, Int)]) -> (words: [String], changes: Int) {
        var watch = KeyWatch()
        let words = looks.map { look, seconds in
            watch.take(look, at: now + .seconds(seconds))?.kind.rawValue ?? "-"
        }
        return (words, watch.changes)
    }

    @Test func whatBecomesOfAnItem() {
        let story = told([
            (.absent, 0), (.absent, 1), (sight("a", token: 1), 2), (sight(nil, token: 1), 3), (sight("b", token: 2), 4),
            (sight(nil, token: 2, left: 60), 5), (sight(nil, token: 2, left: 60), 6), (.absent, 7), (.absent, 8),
            (sight("c", token: 3, left: 9), 8), (.absent, 9), (sight("d", token: 4, left: 10), 9), (.absent, 10),
        ])
        #expect(
            story.words == [
                "none", "-", "stored", "-", "changed", "touched", "-", "gone", "-", "stored", "expired", "stored",
                "expired",
            ]
        )
        #expect(story.changes == 8)
    }

    /// It is said once that nobody answers, and once that somebody does again.
    @Test func aServerThatGoesAway() {
        let lost = KeyWatch.Look.failed(Failure(.connection, "refused"))
        let same = told([
            (sight("a", token: 1), 0), (lost, 1), (lost, 2), (sight("a", token: 1), 3), (sight(nil, token: 1), 4),
        ])
        #expect(same.words == ["there", "lost", "-", "back", "-"])
        #expect(same.changes == 0)
        // A server that was started again may give the same token to another item.
        let other = told([(sight("a", token: 1), 0), (lost, 1), (sight("b", token: 1), 2), (lost, 3), (.absent, 4)])
        #expect(other.words == ["there", "lost", "back", "lost", "back"])
        #expect(other.changes == 2)
    }

    @Test func whatHasToBeRead() {
        var watch = KeyWatch()
        #expect(watch.wantsValue(token: 1, itemSize: 60))
        #expect(!watch.wantsValue(token: 1, itemSize: 2 << 20))
        _ = watch.take(sight("a", token: 1), at: now)
        #expect(!watch.wantsValue(token: 1, itemSize: 60) && watch.wantsValue(token: 2, itemSize: 60))
        _ = watch.take(.failed(Failure(.timeout, "")), at: now)
        #expect(watch.wantsValue(token: 1, itemSize: 60))
        // A server without tokens.
        var blind = KeyWatch()
        _ = blind.take(sight("a", token: 0), at: now)
        #expect(blind.wantsValue(token: 0, itemSize: 60))
        #expect(blind.take(sight("a", token: 0), at: now) == nil)
        #expect(blind.take(sight("b", token: 0), at: now)?.kind == .changed)
    }

    /// Old servers do not tell the last second from never.
    @Test func theLastSecond() {
        let unknown = KeyWatch.Look.item(KeyWatch.Sight(token: 1, end: nil), note: nil)
        #expect(
            told([(sight("a", token: 1, left: 3), 0), (unknown, 2), (.absent, 3)]).words == ["there", "-", "expired"]
        )
        #expect(
            told([(sight("a", token: 1, left: 60), 0), (unknown, 2), (unknown, 3)]).words == ["there", "touched", "-"]
        )
    }

    private func printed(_ format: OutputFormat, _ event: WatchEvent) throws -> String {
        let printer = WatchPrinter(
            key: Array("k\u{1b}".utf8),
            server: try ServerAddress(parsing: "127.0.0.1:11211"),
            command: "watch",
            format: format,
            style: Style(hasColor: false),
            interval: .milliseconds(100)
        )
        var output: [UInt8] = []
        printer.print(event, at: ClockTime(milliseconds: 1_795_864_685_045), now, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func lines() throws {
        var watch = KeyWatch()
        _ = watch.take(sight("a\nb\u{1b}\n", token: 1, left: 60), at: now)
        let told = watch.take(sight("a\nc\n", token: 2, left: 60, flags: 3), at: now)
        let event = try #require(told)
        let pretty = try printed(.pretty, event)
        #expect(
            pretty.contains(".045  changed  token 2  flags 3  4 B  expires in 1 m  127.0.0.1:11211\n  @@ line 1 @@\n")
        )
        #expect(!pretty.contains("\u{1b}"))
        let plain = try printed(.plain, event).split(separator: "\t", omittingEmptySubsequences: false)
        #expect(plain.dropFirst() == ["changed", "2", "4", "60", "127.0.0.1:11211\n"])
        #expect(
            try printed(.json, event)
                == #"{"command":"watch","status":"hit","key":"k\u001B","server":"127.0.0.1:11211","event":"changed","#
                + #""time":1795864685.045,"value":"a\nc\n","flags":3,"cas":2,"expires_in":60}"# + "\n"
        )
        let failed = watch.take(.failed(Failure(.timeout, "no answer")), at: now)
        let lost = try #require(failed)
        #expect(try printed(.json, lost).contains(#""status":"error""#))
        #expect(try printed(.pretty, lost).hasSuffix("lost     no answer\n"))
    }
}
