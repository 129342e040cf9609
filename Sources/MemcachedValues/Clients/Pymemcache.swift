/// pymemcache 4.0 with its `pickle_serde` or `compressed_serde`. Without a serde there is nothing but bytes, and no flag.
public struct Pymemcache: ClientLibrary {
    public init() {}

    public var name: String { "pymemcache" }
    public var language: any LiteralLanguage { PythonLiteral() }

    public func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        typealias Bit = PythonReading.Bit
        let packing = PythonReading.packing(flags)
        let type = flags & ~Bit.zlib
        if type == 0 { return PythonReading.bytes(bytes, packing, .writes) }
        if type & Bit.text != 0 { return PythonReading.text(bytes, packing, type == Bit.text ? .writes : .reads) }
        if type & Bit.integer != 0 {
            return PythonReading.integer(bytes, packing, type == Bit.integer ? .writes : .reads)
        }
        if type & Bit.long != 0 { return PythonReading.integer(bytes, packing, .reads) }
        if type & Bit.pickle != 0 { return PythonReading.pickle(bytes, packing, type == Bit.pickle ? .writes : .reads) }
        // Flags that it does not know are as none.
        return PythonReading.bytes(bytes, packing, .reads)
    }

    public func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        typealias Bit = PythonReading.Bit
        return try PythonStoring(text: Bit.text, bytes: 0, integer: Bit.integer, version: .five).stored(value)
    }
}
