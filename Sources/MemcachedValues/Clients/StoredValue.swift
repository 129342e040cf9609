/// What a server keeps of a value: bytes, and the number beside them.
public struct StoredValue: Sendable, Equatable {
    /// The number beside the bytes.
    public var flags: UInt32
    /// What is stored.
    public var bytes: [UInt8]

    /// Bytes with their flags.
    public init(flags: UInt32, bytes: [UInt8]) {
        self.flags = flags
        self.bytes = bytes
    }
}
