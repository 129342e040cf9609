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
        case .setReturningToken(let key, let value, let flags, let exptime):
            metaSet(
                key: key.bytes.span,
                value: value.readableBytesUInt8Span,
                flags: flags,
                exptime: exptime,
                answer: .token,
                into: &buffer
            )
        case .count(let direction, let key, let delta):
            count(direction, key: key.bytes.span, by: delta, into: &buffer)
        case .touch(let key, let exptime):
            touch(key: key.bytes.span, exptime: exptime, into: &buffer)
        case .delete(let key):
            delete(key: key.bytes.span, into: &buffer)
        case .flushAll(let delay):
            buffer.writeStaticString("flush_all")
            if let delay { write(number: UInt64(delay), into: &buffer) }
            endLine(&buffer)
        case .version:
            buffer.writeStaticString("version")
            endLine(&buffer)
        case .stats(let report):
            buffer.writeStaticString("stats")
            if let report { buffer.writeString(" \(report)") }
            endLine(&buffer)
        case .verbosity(let level):
            buffer.writeStaticString("verbosity")
            write(number: UInt64(level), into: &buffer)
            endLine(&buffer)
        case .metaNoop:
            metaNoop(into: &buffer)
        case .inspect(let key):
            buffer.writeStaticString("me")
            write(key: key.bytes.span, into: &buffer)
            endLine(&buffer)
        }
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
        switch mode {
        case .set: buffer.writeStaticString("set")
        case .add: buffer.writeStaticString("add")
        case .replace: buffer.writeStaticString("replace")
        case .append: buffer.writeStaticString("append")
        case .prepend: buffer.writeStaticString("prepend")
        }
        write(key: key, into: &buffer)
        write(flags: flags, exptime: exptime, into: &buffer)
        write(number: UInt64(value.count), into: &buffer)
        write(block: value, into: &buffer)
    }

    static func compareAndStore(
        key: Span<UInt8>,
        value: Span<UInt8>,
        flags: UInt32,
        exptime: Int64,
        token: UInt64,
        into buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("cas")
        write(key: key, into: &buffer)
        write(flags: flags, exptime: exptime, into: &buffer)
        write(number: UInt64(value.count), into: &buffer)
        write(number: token, into: &buffer)
        write(block: value, into: &buffer)
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
        into buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("ms")
        write(key: key, into: &buffer)
        write(number: UInt64(value.count), into: &buffer)
        if exptime != 0 { buffer.writeString(" T\(exptime)") }
        if flags != 0 { buffer.writeString(" F\(flags)") }
        switch answer {
        case .token: buffer.writeStaticString(" c")
        case .nothing: buffer.writeStaticString(" q")
        }
        write(block: value, into: &buffer)
    }

    static func metaNoop(into buffer: inout ByteBuffer) {
        buffer.writeStaticString("mn\r\n")
    }

    static func count(_ direction: CountDirection, key: Span<UInt8>, by delta: UInt64, into buffer: inout ByteBuffer) {
        switch direction {
        case .increment: buffer.writeStaticString("incr")
        case .decrement: buffer.writeStaticString("decr")
        }
        write(key: key, into: &buffer)
        write(number: delta, into: &buffer)
        endLine(&buffer)
    }

    static func touch(key: Span<UInt8>, exptime: Int64, into buffer: inout ByteBuffer) {
        buffer.writeStaticString("touch")
        write(key: key, into: &buffer)
        buffer.writeString(" \(exptime)")
        endLine(&buffer)
    }

    static func delete(key: Span<UInt8>, into buffer: inout ByteBuffer) {
        buffer.writeStaticString("delete")
        write(key: key, into: &buffer)
        endLine(&buffer)
    }

    /// The beginning of a line to which ``write(key:into:)`` adds keys and ``endLine(_:)`` the end.
    static func beginRetrieval(exptime: Int64?, tokens: Bool, into buffer: inout ByteBuffer) {
        if let exptime {
            buffer.writeString(tokens ? "gats \(exptime)" : "gat \(exptime)")
        } else if tokens {
            buffer.writeStaticString("gets")
        } else {
            buffer.writeStaticString("get")
        }
    }

    // MARK: Pieces

    static func write(key: Span<UInt8>, into buffer: inout ByteBuffer) {
        buffer.writeInteger(ASCII.space)
        buffer.writeBytes(key.bytes)
    }

    static func endLine(_ buffer: inout ByteBuffer) {
        buffer.writeStaticString("\r\n")
    }

    private static func write(block: Span<UInt8>, into buffer: inout ByteBuffer) {
        endLine(&buffer)
        buffer.writeBytes(block.bytes)
        endLine(&buffer)
    }

    private static func write(flags: UInt32, exptime: Int64, into buffer: inout ByteBuffer) {
        if flags == 0, exptime == 0 {
            buffer.writeStaticString(" 0 0")
        } else {
            write(number: UInt64(flags), into: &buffer)
            buffer.writeString(" \(exptime)")
        }
    }

    /// A blank and decimal digits.
    private static func write(number: UInt64, into buffer: inout ByteBuffer) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        buffer.writeWithOutputRawSpan(minimumWritableBytes: 21) { room in
            room.append(ASCII.space)
            while divisor > 0 {
                room.append(UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
                divisor /= 10
            }
        }
    }
}
