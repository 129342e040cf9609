@testable import Memcached
import NIOCore
import Testing

extension Opaque: ExpressibleByIntegerLiteral {
    /// A number as tests write it.
    public init(integerLiteral number: UInt32) { self.init(number) }
}

@Suite struct RequestWriterTests {
    static let value = ByteBuffer(string: "v\r\nflush_all\r\n")

    @Test(
        arguments: [
            (Request.retrieve(keys: ["a", "b"], exptime: nil, tokens: false), "get a b\r\n"),
            (.retrieve(keys: ["a"], exptime: nil, tokens: true), "gets a\r\n"),
            (.retrieve(keys: ["a", "b"], exptime: 60, tokens: false), "gat 60 a b\r\n"),
            (.retrieve(keys: ["a"], exptime: -1, tokens: true), "gats -1 a\r\n"),
            (
                .store(.set, key: "k", value: value, flags: 4_294_967_295, exptime: 0),
                "set k 4294967295 0 14\r\nv\r\nflush_all\r\n\r\n"
            ),
            (.store(.add, key: "k", value: ByteBuffer(), flags: 0, exptime: 5), "add k 0 5 0\r\n\r\n"),
            (
                .compareAndStore(key: "k", value: ByteBuffer(string: "x"), flags: 1, exptime: 2, token: .max),
                "cas k 1 2 1 18446744073709551615\r\nx\r\n"
            ),
            (
                .setReturningToken(key: "k", value: ByteBuffer(string: "xy"), flags: 3, exptime: 4, opaque: 1),
                "ms k 2 T4 F3 c O1\r\nxy\r\n"
            ),
            (
                .setIfUnchanged(
                    key: "k",
                    value: ByteBuffer(string: "xy"),
                    flags: 3,
                    exptime: 4,
                    from: .token(.max),
                    opaque: 4_294_967_295
                ), "ms k 2 T4 F3 C18446744073709551615 c O4294967295\r\nxy\r\n"
            ),
            (
                .setIfUnchanged(
                    key: "k",
                    value: ByteBuffer(string: "xy"),
                    flags: 0,
                    exptime: -1,
                    from: .absent,
                    opaque: 0
                ),
                "ms k 2 T-1 ME c O0\r\nxy\r\n"
            ),
            (.deleteIfUnchanged(key: "k", token: 7, opaque: 9), "md k C7 O9\r\n"),
            (.count(.increment, key: "n", by: .max), "incr n 18446744073709551615\r\n"),
            (.count(.decrement, key: "n", by: 0), "decr n 0\r\n"),
            (.touch(key: "k", exptime: 7), "touch k 7\r\n"),
            (.delete(key: "k"), "delete k\r\n"),
            (.flushAll(delay: nil), "flush_all\r\n"),
            (.flushAll(delay: 10), "flush_all 10\r\n"),
            (.version, "version\r\n"),
            (.stats(report: nil), "stats\r\n"),
            (.stats(report: "items"), "stats items\r\n"),
            (.verbosity(1), "verbosity 1\r\n"),
            (.inspect(key: "k"), "me k\r\n"),
            (.peek(key: "k", opaque: 12), "mg k v f c t l h u O12\r\n"),
            (
                .returnWin(key: "k", token: .max, keepsToken: false, opaque: 1),
                "md k I C18446744073709551615 O1\r\n"
            ), (.returnWin(key: "k", token: 7, keepsToken: true, opaque: 1), "md k I C7 E7 O1\r\n"),
            (.metaNoop, "mn\r\n"),
        ] as [(Request, String)]
    )
    func spelling(request: Request, wire: String) {
        var buffer = ByteBuffer()
        RequestWriter.write(request, into: &buffer)
        #expect(String(buffer: buffer) == wire)
    }

    @Test func onlyHarmlessQuestionsAreRepeated() {
        let value = ByteBuffer(string: "v")
        let safe: [Request] = [
            .retrieve(keys: ["a"], exptime: nil, tokens: true), .version, .inspect(key: "k"), .stats(report: "items"),
        ]
        let unsafe: [Request] = [
            .retrieve(keys: ["a"], exptime: 1, tokens: false), .delete(key: "k"), .count(.increment, key: "n", by: 1),
            .store(.set, key: "k", value: value, flags: 0, exptime: 0), .flushAll(delay: nil), .stats(report: "reset"),
            .setReturningToken(key: "k", value: value, flags: 0, exptime: 0),
            .setIfUnchanged(key: "k", value: value, flags: 0, exptime: 0, from: .absent),
            .deleteIfUnchanged(key: "k", token: 1), .touch(key: "k", exptime: 1),
            .compareAndStore(key: "k", value: value, flags: 0, exptime: 0, token: 1), .verbosity(1),
            .peek(key: "k"), .returnWin(key: "k", token: 1, keepsToken: true),
        ]
        for request in safe { #expect(request.isSafeToRepeat, "\(request)") }
        for request in unsafe { #expect(!request.isSafeToRepeat, "\(request)") }
    }
}
