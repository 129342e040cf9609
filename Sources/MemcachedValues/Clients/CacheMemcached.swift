/// Perl's Cache::Memcached: a bit for what Storable froze, and one for gzip. What is no reference is stored as its text.
package struct CacheMemcached: ClientLibrary {
    /// The client.
    package init() {}

    /// As its way to spread keys is called.
    package var name: String { "perl" }
    /// As CPAN has it.
    package var title: String { "Cache::Memcached" }
    /// Perl.
    package var language: any LiteralLanguage { PerlLiteral() }

    /// What it makes of an item.
    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        PerlItem.reading(flags: flags, bytes: bytes, hasText: false)
    }

    /// How it stores a value.
    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue { try PerlItem.stored(value) }
}
