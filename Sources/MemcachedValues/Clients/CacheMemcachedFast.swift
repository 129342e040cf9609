/// Perl's Cache::Memcached::Fast: as Cache::Memcached, and with `utf8 => 1` a bit for text beyond bytes.
package struct CacheMemcachedFast: ClientLibrary {
    /// The client.
    package init() {}

    /// As its way to spread keys is called.
    package var name: String { "perl-fast" }
    /// As CPAN has it.
    package var title: String { "Cache::Memcached::Fast" }
    /// Perl.
    package var language: any LiteralLanguage { PerlLiteral() }

    /// What it makes of an item.
    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        var reading = PerlItem.reading(flags: flags, bytes: bytes, hasText: true)
        // Perl sets its mark on text that goes beyond ASCII; on other text it may stand, but hardly ever does.
        if case .text = reading.kind, reading.packing == nil, bytes.allSatisfy({ $0 < 0x80 }) {
            reading.fit = min(reading.fit, .reads)
        }
        return reading
    }

    /// How it stores a value, without `utf8`, which is its default.
    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue { try PerlItem.stored(value) }
}
