/// Go's gomemcache: bytes, with whatever flags its programs choose.
package struct Gomemcache: ClientLibrary {
    /// The client.
    package init() {}

    /// As its way to spread keys is called.
    package var name: String { "gomemcache" }
    /// Go.
    package var language: any LiteralLanguage { GoLiteral() }
    /// It gives flags no meaning.
    package var hasFlagsOfItsOwn: Bool { false }

    /// What it makes of an item: its bytes. Flags are 0 unless a program sets them, so others speak rather for another client.
    package func reading(flags: UInt32, bytes: [UInt8]) -> ClientReading {
        let fit = flags == 0 ? ClientReading.Fit.writes : .reads
        if JSONLook.mayBegin(bytes), bytes.first.map({ !(0x30...0x39).contains($0) }) ?? false {
            return ClientReading(type: "[]byte", kind: .json, fit: fit)
        }
        return ClientReading(type: "[]byte", kind: .bytes, fit: fit)
    }

    /// How its programs would store a value: as text, and structures as JSON.
    package func stored(_ value: TypedValue) throws(DecodingFault) -> StoredValue {
        switch value {
        case .integer(let digits): StoredValue(flags: 0, bytes: Array(try IntegerDigits.canonical(digits).utf8))
        case .float(let value): StoredValue(flags: 0, bytes: Array(Self.number(value).utf8))
        case .bool(let value): StoredValue(flags: 0, bytes: Array((value ? "true" : "false").utf8))
        case .text(let bytes), .bytes(let bytes): StoredValue(flags: 0, bytes: bytes)
        case .json(let text): StoredValue(flags: 0, bytes: text.bytes)
        }
    }

    /// As `strconv.FormatFloat(value, 'g', -1, 64)` has it.
    private static func number(_ value: Double) -> String {
        guard let digits = FloatDigits(value) else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        if (-3...21).contains(digits.point) { return digits.positional(zero: "") }
        return digits.exponential(zero: "", mark: "e+", negativeMark: "e-", width: 2)
    }
}
