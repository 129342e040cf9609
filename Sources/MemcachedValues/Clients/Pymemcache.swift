/// pymemcache 4.0 with its `pickle_serde` or `compressed_serde`. Without a serde there is nothing but bytes, and no flag.
package struct Pymemcache: ClientLibrary {
    package init() {}

    package var name: String { "pymemcache" }
    package var language: any LiteralLanguage { PythonLiteral() }

    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        // Flags that it does not know are as none.
        PythonReading.shared(flags, bytes, packsIntegers: true)
            ?? PythonReading.bytes(bytes, PythonReading.packing(flags), .reads)
    }

    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        typealias Bit = PythonReading.Bit
        return try PythonStoring(text: Bit.text, bytes: 0, integer: Bit.integer, version: .five).stored(value)
    }
}
