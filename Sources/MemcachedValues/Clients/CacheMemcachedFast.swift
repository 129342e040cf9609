/// Perl's Cache::Memcached::Fast: as Cache::Memcached, and with `utf8 => 1` a bit for text beyond bytes.
public struct CacheMemcachedFast: ClientLibrary {
    /// The client.
    public init() {}

    /// As its way to spread keys is called.
    public var name: String { "perl-fast" }
    /// As CPAN has it.
    public var title: String { "Cache::Memcached::Fast" }
    /// Perl.
    public var language: any LiteralLanguage { PerlLiteral() }

    /// What it makes of an item.
    public func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        PerlItem.reading(flags: flags, bytes: bytes, hasText: true)
    }

    /// How it stores a value, without `utf8`, which is its default.
    public func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue { try PerlItem.stored(value) }
}
