public import NIOCore

/// What can be stored: anything that says which bytes it is.
public protocol ItemValue {
    /// Appends the bytes to be stored.
    func writeBytes(into buffer: inout ByteBuffer)
}

extension String: ItemValue {
    /// Appends the UTF-8 bytes.
    public func writeBytes(into buffer: inout ByteBuffer) { buffer.writeString(self) }
}

extension Substring: ItemValue {
    /// Appends the UTF-8 bytes.
    public func writeBytes(into buffer: inout ByteBuffer) { buffer.writeSubstring(self) }
}

extension Array: ItemValue where Element == UInt8 {
    /// Appends the bytes as they are.
    public func writeBytes(into buffer: inout ByteBuffer) { buffer.writeBytes(self) }
}

extension ByteBuffer: ItemValue {
    /// Appends the readable bytes.
    public func writeBytes(into buffer: inout ByteBuffer) { buffer.writeImmutableBuffer(self) }
}

extension UInt64: ItemValue {
    /// Appends decimal digits, which `increment` and `decrement` can count on with.
    public func writeBytes(into buffer: inout ByteBuffer) { buffer.writeString(String(self)) }
}

extension Int: ItemValue {
    /// Appends decimal digits. A negative number can be stored but not counted on with.
    public func writeBytes(into buffer: inout ByteBuffer) { buffer.writeString(String(self)) }
}

extension ItemValue {
    var buffer: ByteBuffer {
        var buffer = ByteBuffer()
        writeBytes(into: &buffer)
        return buffer
    }
}
