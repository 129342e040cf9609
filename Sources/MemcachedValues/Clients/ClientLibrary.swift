/// A client library, with what its flags mean. A client is one file, and one line in ``ClientLibraries``.
///
/// This is for calling. To conform is the package's own: only in it can a ``ClientReading`` be made, which says how an item is
/// to be decoded.
public protocol ClientLibrary: Sendable {
    /// The word for it, which is that of its way to spread keys where it has one: `python-memcached`, `php-memcache`.
    var name: String { get }
    /// As its own documentation calls it: `Cache::Memcached`.
    var title: String { get }
    /// The language of its programs, in which its values are written out.
    var language: any LiteralLanguage { get }
    /// Whether it gives flags a meaning by itself, and does not leave them to its programs.
    var hasFlagsOfItsOwn: Bool { get }
    /// What the client makes of an item. It looks at the flags, and at the bytes where they say more; it does not decode.
    func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading
    /// How the client stores a value so that its programs read back the type that is meant.
    ///
    /// - Throws: why it cannot, in a person's words: the client has no such type.
    func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue
}

extension ClientLibrary {
    /// Its name.
    public var title: String { name }
    /// Most do.
    public var hasFlagsOfItsOwn: Bool { true }
}
