@testable import Memcached
import NIOCore
import Testing

/// Which requests of a tick go in one line.
@Suite struct IntakeTests {
    static func get(_ key: Key, tokens: Bool = false, exptime: Int64? = nil) -> Request {
        .retrieve(keys: [key], exptime: exptime, tokens: tokens)
    }

    /// The lines that are sent, by tasks that each ask for one thing.
    static func lines(_ requests: [Request]) -> [String] {
        var gathering = Intake.Gathering(expecting: requests.count)
        for request in requests {
            gathering.add(Intake.Entry(question: .request(request), waiter: .one(PendingReply())))
        }
        gathering.endLine()
        return lines(gathering)
    }

    static func lines(_ gathering: Intake.Gathering) -> [String] {
        gathering.entries.compactMap { entry in
            guard case .request(let request) = entry.question else { return nil }
            var buffer = ByteBuffer()
            RequestWriter.write(request, into: &buffer)
            return String(buffer: buffer).replacing("\r\n", with: "|")
        }
    }

    @Test func neighboursShareALine() {
        #expect(Self.lines([Self.get("a")]) == ["get a|"])
        #expect(Self.lines([Self.get("a"), Self.get("b"), Self.get("a")]) == ["get a b a|"])
    }

    @Test func whatIsOfAnotherKindStandsAlone() {
        let requests = [
            Self.get("a"), Self.get("b", tokens: true), Self.get("c", tokens: true), .delete(key: "d"), Self.get("e"),
            Self.get("f", exptime: 60), Self.get("g", exptime: 60), Self.get("h"),
        ]
        #expect(
            Self.lines(requests) == [
                "get a|", "gets b c|", "delete d|", "get e|", "gat 60 f|", "gat 60 g|", "get h|",
            ]
        )
    }

    @Test func aLineIsNeitherTooLongNorForTooMany() {
        let many = Self.lines((0..<150).map { Self.get(Key("key\($0)")) })
        #expect(many.map { $0.split(separator: " ").count - 1 } == [64, 64, 22])
        let long = String(repeating: "k", count: 250)
        let lines = Self.lines((0..<70).map { _ in Self.get(Key(long)) })
        #expect(lines.allSatisfy { $0.utf8.count <= 16_384 })
        #expect(lines.map { $0.split(separator: " ").count - 1 }.reduce(0, +) == 70)
    }

    @Test func whoWaitsForSeveralRepliesSharesNothing() {
        let pending = PendingReplies(count: 2)
        var gathering = Intake.Gathering(expecting: 2)
        for place in 0..<2 {
            gathering.add(
                Intake.Entry(question: .request(Self.get("a")), waiter: .among(pending, place: place))
            )
        }
        gathering.endLine()
        #expect(Self.lines(gathering) == ["get a|", "get a|"])
    }

    @Test func partsOfASharedReply() {
        let item = Item(value: ByteBuffer(string: "v"), flags: 0, token: nil)
        let refusal = Refusal(kind: .server, text: Array("out of memory".utf8))
        let values = Reply.values([item, nil])
        #expect([values.part(0), values.part(1)] == [.values([item]), .values([nil])])
        let interrupted = Reply.interrupted(values: [item, nil], refusal)
        #expect([interrupted.part(0), interrupted.part(1)] == [.values([item]), .refused(refusal)])
        #expect(Reply.refused(refusal).part(1) == .refused(refusal))
    }
}
