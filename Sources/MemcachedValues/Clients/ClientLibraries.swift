/// The client libraries that are known: ``all`` of them, and no others. Here, to add one is to add a line.
public enum ClientLibraries {
    /// All of them, the most common ones first.
    public static let all: [any ClientLibrary] = [
        PythonMemcached(),
        Pymemcache(),
        Pylibmc(),
        PythonBinaryMemcached(),
        PHPMemcached(),
        PHPMemcache(),
        Dalli(),
        Spymemcached(),
        CacheMemcached(),
        CacheMemcachedFast(),
        Gomemcache(),
    ]

    /// The client of this name.
    public static func named(_ name: String) -> (any ClientLibrary)? { all.first { $0.name == name } }
}
