/// python-memcached 1.62: `Client._val_to_store_info` and `Client._recv_value` in its `memcache.py`.
public struct PythonMemcached: ClientLibrary {
    public init() {}

    public var name: String { "python-memcached" }
    public var language: any LiteralLanguage { PythonLiteral() }

    public func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        typealias Bit = PythonReading.Bit
        let packing = PythonReading.packing(flags)
        let type = flags & ~Bit.zlib
        if type == 0 { return PythonReading.bytes(bytes, packing, .writes) }
        // It takes the first bit that is set, in this order, and does not mind others.
        if type & Bit.text != 0 { return PythonReading.text(bytes, packing, type == Bit.text ? .writes : .reads) }
        if type & Bit.integer != 0 {
            // Integers are never packed.
            return PythonReading.integer(bytes, packing, type == Bit.integer && packing == nil ? .writes : .reads)
        }
        // Written by Python 2 alone.
        if type & Bit.long != 0 { return PythonReading.integer(bytes, packing, .reads) }
        if type & Bit.pickle != 0 { return PythonReading.pickle(bytes, packing, type == Bit.pickle ? .writes : .reads) }
        return PythonReading.failure
    }

    public func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        typealias Bit = PythonReading.Bit
        return try PythonStoring(text: Bit.text, bytes: 0, integer: Bit.integer, version: .zero).stored(value)
    }
}
