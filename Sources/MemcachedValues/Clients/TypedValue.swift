/// A value that is to be stored as a client would, with the type that a program is to read back.
public enum TypedValue: Sendable {
    /// Decimal digits, with or without `-` before them, of any length.
    case integer(String)
    case float(Double)
    case bool(Bool)
    /// UTF-8.
    case text([UInt8])
    case bytes([UInt8])
    /// What a JSON text says: null, booleans, numbers, text, lists and maps.
    case json(JSONText)
}

extension TypedValue {
    /// What a JSON text says, for a client to write down its own way.
    ///
    /// - Throws: why it is no JSON, or has what cannot be stored: half a surrogate pair, a number beyond all doubles.
    public init(json text: [UInt8], limits: DecodingLimits = DecodingLimits()) throws(DecodingFault) {
        self = .json(try JSONText(text, limits: limits))
    }
}
