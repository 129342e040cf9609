/// python-binary-memcached 0.33: `Protocol.serialize` and `Protocol.deserialize` of its `bmemcached`. Its flag 16 means the
/// opposite of what the others mean by it.
package struct PythonBinaryMemcached: ClientLibrary {
    package init() {}

    package var name: String { "python-binary-memcached" }
    package var language: any LiteralLanguage { PythonLiteral() }

    private static let binary: UInt32 = 16

    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        typealias Bit = PythonReading.Bit
        let packing = PythonReading.packing(flags)
        let type = flags & ~Bit.zlib
        // It takes the first bit that is set, in this order, and does not mind others.
        if type & Self.binary != 0 {
            return PythonReading.bytes(bytes, packing, type == Self.binary ? .writes : .reads)
        }
        if type & Bit.integer != 0 {
            return PythonReading.integer(bytes, packing, type == Bit.integer ? .writes : .reads)
        }
        // Written by older versions of it.
        if type & Bit.long != 0 { return PythonReading.integer(bytes, packing, .reads) }
        if type & Bit.pickle != 0 { return PythonReading.pickle(bytes, packing, type == Bit.pickle ? .writes : .reads) }
        return PythonReading.text(bytes, packing, type == 0 ? .writes : .reads)
    }

    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        let integer = PythonReading.Bit.integer
        return try PythonStoring(text: 0, bytes: Self.binary, integer: integer, version: .zero).stored(value)
    }
}
