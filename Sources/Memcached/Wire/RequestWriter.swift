package import NIOCore

/// Spells requests in memcached's text protocol: the only place that knows their syntax, and the only one that computes
/// the lengths of data blocks, because one that is wrong puts every later reply out of step.
package enum RequestWriter {
    /// Appends `request` to `buffer`. The keys must be without ``Key/fault``.
    package static func write(_ request: Request, into buffer: inout ByteBuffer) {
        switch request {
        case .retrieve(let keys, let exptime, let tokens):
            beginRetrieval(exptime: exptime, tokens: tokens, into: &buffer)
            for key in keys { write(key: key.bytes.span, into: &buffer) }
            endLine(&buffer)
        case .store(let mode, let key, let value, let flags, let exptime):
            store(
                mode,
                key: key.bytes.span,
                value: value.readableBytesUInt8Span,
                flags: flags,
                exptime: exptime,
                into: &buffer
            )
        case .compareAndStore(let key, let value, let flags, let exptime, let token):
            compareAndStore(
                key: key.bytes.span,
                value: value.readableBytesUInt8Span,
                flags: flags,
                exptime: exptime,
                token: token,
                into: &buffer
            )
        case .setReturningToken(let key, let value, let flags, let exptime, let opaque):
            metaSet(key, value, flags, exptime, from: nil, opaque, into: &buffer)
        case .setIfUnchanged(let key, let value, let flags, let exptime, let state, let opaque):
            metaSet(key, value, flags, exptime, from: state, opaque, into: &buffer)
        case .count(let direction, let key, let delta):
            count(direction, key: key.bytes.span, by: delta, into: &buffer)
        case .touch(let key, let exptime):
            touch(key: key.bytes.span, exptime: exptime, into: &buffer)
        case .delete(let key):
            delete(key: key.bytes.span, into: &buffer)
        case .deleteIfUnchanged(let key, let token, let opaque):
            buffer.writeStaticString("md")
            write(key: key.bytes.span, into: &buffer)
            buffer.writeString(" C\(token) O\(opaque.number)")
            endLine(&buffer)
        case .flushAll(let delay):
            buffer.writeStaticString("flush_all")
            if let delay { buffer.writeString(" \(delay)") }
            endLine(&buffer)
        case .version:
            buffer.writeStaticString("version")
            endLine(&buffer)
        case .stats(let report):
            buffer.writeStaticString("stats")
            if let report { buffer.writeString(" \(report)") }
            endLine(&buffer)
        case .verbosity(let level):
            buffer.writeString("verbosity \(level)")
            endLine(&buffer)
        case .metaNoop:
            metaNoop(into: &buffer)
        case .inspect(let key):
            buffer.writeStaticString("me")
            write(key: key.bytes.span, into: &buffer)
            endLine(&buffer)
        case .peek(let key, let opaque):
            buffer.writeStaticString("mg")
            write(key: key.bytes.span, into: &buffer)
            // Not `k`: of an item that was stored under a key in base64, the key comes back in base64.
            buffer.writeString(" v f c t l h u O\(opaque.number)")
            endLine(&buffer)
        case .returnWin(let key, let token, let keepsToken, let opaque):
            buffer.writeStaticString("md")
            write(key: key.bytes.span, into: &buffer)
            buffer.writeString(" I C\(token)" + (keepsToken ? " E\(token)" : "") + " O\(opaque.number)")
            endLine(&buffer)
        }
    }

    /// A `set` that is answered with the token of what it stored.
    private static func metaSet(
        _ key: Key,
        _ value: ByteBuffer,
        _ flags: UInt32,
        _ exptime: Int64,
        from state: ItemState?,
        _ opaque: Opaque,
        into buffer: inout ByteBuffer
    ) {
        metaSet(
            key: key.bytes.span,
            value: value.readableBytesUInt8Span,
            flags: flags,
            exptime: exptime,
            answer: .token,
            from: state,
            opaque: opaque,
            into: &buffer
        )
    }

    // MARK: From bytes, without a request made of them first

    static func store(
        _ mode: StoreMode,
        key: Span<UInt8>,
        value: Span<UInt8>,
        flags: UInt32,
        exptime: Int64,
        into buffer: inout ByteBuffer
    ) {
        buffer.write(key.count + value.count) { line in
            switch mode {
            case .set: line.put("set ")
            case .add: line.put("add ")
            case .replace: line.put("replace ")
            case .append: line.put("append ")
            case .prepend: line.put("prepend ")
            }
            line.put(key)
            line.put(flags: flags, exptime: exptime)
            line.put(number: UInt64(value.count))
            line.put(block: value)
        }
    }

    static func compareAndStore(
        key: Span<UInt8>,
        value: Span<UInt8>,
        flags: UInt32,
        exptime: Int64,
        token: UInt64,
        into buffer: inout ByteBuffer
    ) {
        buffer.write(key.count + value.count) { line in
            line.put("cas ")
            line.put(key)
            line.put(flags: flags, exptime: exptime)
            line.put(number: UInt64(value.count))
            line.put(number: token)
            line.put(block: value)
        }
    }

    /// How a meta `set` that succeeds is answered.
    enum MetaSetAnswer {
        /// With the token of what was stored.
        case token
        /// Not at all: a fence behind it tells that it was done.
        case nothing
    }

    static func metaSet(
        key: Span<UInt8>,
        value: Span<UInt8>,
        flags: UInt32,
        exptime: Int64,
        answer: MetaSetAnswer,
        from state: ItemState? = nil,
        opaque: Opaque? = nil,
        into buffer: inout ByteBuffer
    ) {
        buffer.write(key.count + value.count) { line in
            line.put("ms ")
            line.put(key)
            line.put(number: UInt64(value.count))
            if exptime != 0 { line.put(" T", exptime) }
            if flags != 0 { line.put(" F", Int64(flags)) }
            switch state {
            case nil: break
            case .absent: line.put(" ME")
            case .token(let token):
                line.put(" C")
                line.put(digits: token)
            }
            switch answer {
            case .token: line.put(" c")
            case .nothing: line.put(" q")
            }
            if let opaque { line.put(" O", Int64(opaque.number)) }
            line.put(block: value)
        }
    }

    static func metaNoop(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("mn\r\n")
    }

    static func count(_ direction: CountDirection, key: Span<UInt8>, by delta: UInt64, into buffer: inout ByteBuffer) {
        buffer.write(key.count) { line in
            switch direction {
            case .increment: line.put("incr ")
            case .decrement: line.put("decr ")
            }
            line.put(key)
            line.put(number: delta)
            line.put("\r\n")
        }
    }

    static func touch(key: Span<UInt8>, exptime: Int64, into buffer: inout ByteBuffer) {
        buffer.write(key.count) { line in
            line.put("touch ")
            line.put(key)
            line.put(" ", exptime)
            line.put("\r\n")
        }
    }

    static func delete(key: Span<UInt8>, into buffer: inout ByteBuffer) {
        buffer.write(key.count) { line in
            line.put("delete ")
            line.put(key)
            line.put("\r\n")
        }
    }

    /// The beginning of a line to which ``write(key:into:)`` adds keys and ``endLine(_:)`` the end.
    /// How long a line that asks for values may be, in bytes: a server takes `get` and `gets` at any length, but services in
    /// front of one stop at 16 KB, and it closes the connection at 2,048 bytes of any other line.
    static func longestRetrieval(_ exptime: Int64?) -> Int { exptime == nil ? 16_000 : 2_000 }

    static func beginRetrieval(exptime: Int64?, tokens: Bool, into buffer: inout ByteBuffer) {
        if let exptime {
            buffer.writeString(tokens ? "gats \(exptime)" : "gat \(exptime)")
        } else if tokens {
            buffer.writeStaticString("gets")
        } else {
            buffer.writeStaticString("get")
        }
    }

    static func write(key: Span<UInt8>, into buffer: inout ByteBuffer) {
        buffer.write(key.count) { line in
            line.put(" ")
            line.put(key)
        }
    }

    static func endLine(_ buffer: inout ByteBuffer) {
        buffer.writeStaticString("\r\n")
    }
}

extension ByteBuffer {
    /// Lets `body` write a request whose key and value have so many bytes: room is looked for once, not for each piece.
    fileprivate mutating func write(_ size: Int, _ body: (inout RequestLine) -> Void) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: size + RequestLine.longestRest) { room in
            var line = RequestLine(room: room)
            body(&line)
            return line.count
        }
    }
}

/// A request as it is written, into room that is large enough for it.
private struct RequestLine {
    /// What a request has at most besides its key and its value: a word, five numbers, line ends.
    static let longestRest = 128

    private let room: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(room: UnsafeMutableRawBufferPointer) {
        self.room = room
    }

    mutating func put(_ text: StaticString) {
        text.withUTF8Buffer { put(UnsafeRawBufferPointer($0)) }
    }

    mutating func put(_ bytes: Span<UInt8>) {
        bytes.bytes.withUnsafeBytes { put($0) }
    }

    private mutating func put(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: room[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    private mutating func put(byte: UInt8) {
        room[count] = byte
        count += 1
    }

    /// A blank and decimal digits.
    mutating func put(number: UInt64) {
        put(byte: ASCII.space)
        put(digits: number)
    }

    mutating func put(_ text: StaticString, _ number: Int64) {
        put(text)
        if number < 0 { put(byte: UInt8(ascii: "-")) }
        put(digits: number.magnitude)
    }

    mutating func put(digits number: UInt64) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            put(byte: UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
            divisor /= 10
        }
    }

    mutating func put(flags: UInt32, exptime: Int64) {
        if flags == 0, exptime == 0 { return put(" 0 0") }
        put(number: UInt64(flags))
        put(" ", exptime)
    }

    mutating func put(block: Span<UInt8>) {
        put("\r\n")
        put(block)
        put("\r\n")
    }
}
