/// pylibmc 1.6: `_PylibMC_serialize_native` and `_PylibMC_deserialize_native` of its C module.
package struct Pylibmc: ClientLibrary {
    package init() {}

    package var name: String { "pylibmc" }
    package var language: any LiteralLanguage { PythonLiteral() }

    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        typealias Bit = PythonReading.Bit
        let packing = PythonReading.packing(flags)
        // One of these must be set alone; all other bits mean nothing.
        let type = flags & (Bit.pickle | Bit.integer | Bit.long | Bit.text)
        let fit: ClientReading.Fit = flags & ~Bit.zlib == type ? .writes : .reads
        switch type {
        case 0: return PythonReading.bytes(bytes, packing, fit)
        case Bit.pickle: return PythonReading.pickle(bytes, packing, fit)
        case Bit.text: return PythonReading.text(bytes, packing, fit)
        case Bit.long: return PythonReading.integer(bytes, packing, fit)
        case Bit.integer:
            // The flag of an `int` of Python 2 is that of a `bool` now, which comes back as 1 or 0.
            if packing == nil, bytes == [UInt8(ascii: "1")] || bytes == [UInt8(ascii: "0")] {
                return ClientReading(type: "bool", kind: .boolText, fit: fit)
            }
            return PythonReading.integer(bytes, packing, .reads)
        default: return PythonReading.failure
        }
    }

    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        typealias Bit = PythonReading.Bit
        let storing = PythonStoring(text: Bit.text, bytes: 0, integer: Bit.long, bool: Bit.integer, version: .five)
        return try storing.stored(value)
    }
}
