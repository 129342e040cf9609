/// Perl's Cache::Memcached: a bit for what Storable froze, and one for gzip. What is no reference is stored as its text.
public struct CacheMemcached: ClientLibrary {
    /// The client.
    public init() {}

    /// As its way to spread keys is called.
    public var name: String { "perl" }
    /// As CPAN has it.
    public var title: String { "Cache::Memcached" }
    /// Perl.
    public var language: any LiteralLanguage { PerlLiteral() }

    /// What it makes of an item.
    public func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        PerlItem.reading(flags: flags, bytes: bytes, hasText: false)
    }

    /// How it stores a value.
    public func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue { try PerlItem.stored(value) }
}
