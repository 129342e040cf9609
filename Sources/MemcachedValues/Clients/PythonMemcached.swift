/// python-memcached 1.62: `Client._val_to_store_info` and `Client._recv_value` in its `memcache.py`.
package struct PythonMemcached: ClientLibrary {
    package init() {}

    package var name: String { "python-memcached" }
    package var language: any LiteralLanguage { PythonLiteral() }

    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        // It never packs an integer.
        PythonReading.shared(flags, bytes, packsIntegers: false) ?? PythonReading.failure
    }

    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        typealias Bit = PythonReading.Bit
        return try PythonStoring(text: Bit.text, bytes: 0, integer: Bit.integer, version: .zero).stored(value)
    }
}
