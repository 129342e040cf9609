@testable import Memcached
import Testing

@Suite struct ExpiryTests {
    static let now: Int64 = 1_700_000_000

    @Test(
        arguments: [
            (Expiry.never, 0), (.immediately, -1), (.after(.seconds(1)), 1), (.after(.milliseconds(1)), 1),
            (.after(.milliseconds(1001)), 2), (.after(.seconds(2_592_000)), 2_592_000),
            // Longer than 30 days, memcached would take it for a date in 1970.
            (.after(.seconds(2_592_001)), now + 2_592_001), (.after(.zero), -1), (.after(.seconds(-5)), -1),
            (.at(unixTime: now + 5), now + 5),
            // A date in January 1970 must not become a distance.
            (.at(unixTime: 60), -1), (.at(unixTime: 2_147_483_647), 2_147_483_647),
        ] as [(Expiry, Int64)]
    )
    func onTheWire(expiry: Expiry, exptime: Int64) throws {
        #expect(try expiry.exptime(now: Self.now) == exptime)
    }

    @Test(arguments: [
        Expiry.at(unixTime: 2_147_483_648), .after(.seconds(10_000_000_000)), .after(.seconds(Int64.max)),
    ])
    func afterTheEndOfTime(expiry: Expiry) {
        #expect(throws: MemcachedError.self) { try expiry.exptime(now: Self.now) }
    }
}

@Suite struct DialectTests {
    @Test(arguments: [
        ("1.6.18", Dialect.meta(patch: 18)), ("1.6.45_head", .meta(patch: 45)), ("1.6.13", .meta(patch: 13)),
        ("1.6.12", .classic), ("1.6.0", .classic), ("1.5.22", .classic), ("1.4.5", .classic), ("0.5.0", .classic),
        ("37.0.0 mcrouter", .classic), ("", .classic), ("1.6", .classic), ("1.6.", .classic), ("x.y.z", .classic),
    ])
    func fromTheVersion(version: String, dialect: Dialect) {
        #expect(Dialect(version: version) == dialect)
    }
}
