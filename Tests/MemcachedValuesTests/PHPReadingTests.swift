import MemcachedValues
import Testing

/// What PHP's clients make of flags and bytes, as they themselves were seen to do.
struct PHPReadingTests {
    private static func fit(_ client: any ClientLibrary, _ flags: UInt32, _ text: String) -> ClientReading.Fit {
        client.reading(flags: flags, bytes: Array(text.utf8)).fit
    }

    @Test(
        arguments: [
            (0, "anything", .writes), (0x10000, "with flags of its program", .writes), (0x100, "x", .reads),
            (32, "x", .reads),
            (1, "42", .writes), (1, "-9223372036854775808", .writes), (1, "007", .reads), (1, "-0", .reads),
            (1, "", .fails),
            (1, "xyz", .fails), (1, "1.5", .fails), (1, "99999999999999999999", .fails), (2, ".1", .writes),
            (2, "0.1", .reads),
            (2, "1e+100", .writes), (2, "1.0e+100", .reads), (2, "-Infinity", .writes), (2, "INF", .fails),
            (2, "", .fails),
            (2, "1,5", .fails), (2, "0x10", .fails), (3, "1", .writes), (3, "", .writes), (3, "0", .reads),
            (3, "x", .fails),
            (4, "N;", .writes), (4, "a:0:{}", .writes), (4, "i:5;", .reads), (4, "garbage", .fails),
            (5, "\0\0\0\u{2}\0", .writes),
            (5, "", .fails), (5, "abc", .fails), (6, "{}", .writes), (6, "null", .writes), (6, "5", .reads),
            (6, "", .fails),
            (7, "", .fails), (7, "\u{5}", .reads), (8, "12", .fails), (15, "12", .fails), (16, "12", .fails),
            (16, "\u{2}\0\0\0x", .fails), (80, "\u{1}\0\0\0\0a", .writes), (80, "\u{1}\0\0\0", .fails),
            (80, "\u{1}\0\0\0\u{7f}", .fails),
            (48, "\u{1}\0\0\0x\u{1}", .writes), (48, "\u{1}\0\0\0ab", .fails), (49, "\u{1}\0\0\0x\u{1}", .reads),
            (0x10050, "\u{1}\0\0\0\0a", .writes),
        ] as [(UInt32, String, ClientReading.Fit)]
    )
    func memcached(flags: UInt32, text: String, fit: ClientReading.Fit) {
        #expect(Self.fit(PHPMemcached(), flags, text) == fit)
    }

    @Test(
        arguments: [
            (0, "anything", .writes), (0x10000, "with flags of its program", .writes), (4, "12", .reads),
            (0x200, "12", .reads),
            (1, "N;", .writes), (1, "a:0:{}", .writes), (1, "42", .fails), (1, "i:5;", .reads), (0x301, "i:5;", .reads),
            (2, "zz", .fails),
            (2, "x\u{1}", .writes), (3, "x\u{1}", .writes), (3, "12", .fails), (0x302, "x\u{1}", .reads),
            (0x300, "42", .writes),
            (0x300, "x", .fails), (0x100, "1", .writes), (0x100, "0", .writes), (0x100, "", .reads),
            (0x100, "x", .fails),
            (0x700, "1.0e+100", .writes), (0x700, "0.1", .writes), (0x700, ".1", .reads), (0x700, "INF", .writes),
            (0x700, "Infinity", .fails), (0x700, "0.30000000000000004", .reads),
            (0x700, "4.9406564584125e-324", .writes),
        ] as [(UInt32, String, ClientReading.Fit)]
    )
    func memcache(flags: UInt32, text: String, fit: ClientReading.Fit) {
        #expect(Self.fit(PHPMemcache(), flags, text) == fit)
    }

    @Test func names() {
        #expect(ClientLibraries.named("php-memcached")?.title == "php-memcached")
        #expect(ClientLibraries.named("php-memcache")?.title == "pecl memcache")
    }

    /// Only what PHP has can be stored as PHP.
    @Test func whatPHPHasNothingFor() {
        for client in [PHPMemcached(), PHPMemcache()] as [any ClientLibrary] {
            #expect(throws: DecodingFault("PHP's integers end at 9223372036854775807")) {
                try client.stored(.integer("9223372036854775808"))
            }
        }
    }
}
