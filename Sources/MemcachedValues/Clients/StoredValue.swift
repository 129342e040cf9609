/// What a server keeps of a value: bytes, and the number beside them.
public struct StoredValue: Sendable, Equatable {
    public var flags: UInt32
    public var bytes: [UInt8]

    public init(flags: UInt32, bytes: [UInt8]) {
        self.flags = flags
        self.bytes = bytes
    }
}
