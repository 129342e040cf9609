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
    case json(ValueTree)
}
