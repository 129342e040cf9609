package import NIOCore

/// Spells requests in memcached's text protocol: the only place that knows their syntax, and the only one that computes
/// the lengths of data blocks, because one that is wrong puts every later reply out of step.
package enum RequestWriter {
    /// Appends `request` to `buffer`. The keys must be without ``Key/fault``.
    package static func write(_ request: Request, into buffer: inout ByteBuffer) {
        switch request {
        case .retrieve(let keys, let exptime, let tokens):
            if let exptime {
                buffer.writeString(tokens ? "gats " : "gat ")
                buffer.writeString(String(exptime))
            } else {
                buffer.writeString(tokens ? "gets" : "get")
            }
            for key in keys { write(key, into: &buffer) }
            endLine(&buffer)
        case .store(let mode, let key, let value, let flags, let exptime):
            buffer.writeString(mode.rawValue)
            write(key, into: &buffer)
            buffer.writeString(" \(flags) \(exptime) \(value.readableBytes)")
            write(block: value, into: &buffer)
        case .compareAndStore(let key, let value, let flags, let exptime, let token):
            buffer.writeString("cas")
            write(key, into: &buffer)
            buffer.writeString(" \(flags) \(exptime) \(value.readableBytes) \(token)")
            write(block: value, into: &buffer)
        case .setReturningToken(let key, let value, let flags, let exptime):
            buffer.writeString("ms")
            write(key, into: &buffer)
            buffer.writeString(" \(value.readableBytes) T\(exptime) F\(flags) c")
            write(block: value, into: &buffer)
        case .count(let direction, let key, let delta):
            buffer.writeString(direction.rawValue)
            write(key, into: &buffer)
            buffer.writeString(" \(delta)")
            endLine(&buffer)
        case .touch(let key, let exptime):
            buffer.writeString("touch")
            write(key, into: &buffer)
            buffer.writeString(" \(exptime)")
            endLine(&buffer)
        case .delete(let key):
            buffer.writeString("delete")
            write(key, into: &buffer)
            endLine(&buffer)
        case .flushAll(let delay):
            buffer.writeString("flush_all")
            if let delay { buffer.writeString(" \(delay)") }
            endLine(&buffer)
        case .version:
            buffer.writeString("version")
            endLine(&buffer)
        case .stats(let report):
            buffer.writeString("stats")
            if let report { buffer.writeString(" \(report)") }
            endLine(&buffer)
        case .verbosity(let level):
            buffer.writeString("verbosity \(level)")
            endLine(&buffer)
        case .metaNoop:
            buffer.writeString("mn")
            endLine(&buffer)
        case .inspect(let key):
            buffer.writeString("me")
            write(key, into: &buffer)
            endLine(&buffer)
        }
    }

    private static func write(_ key: Key, into buffer: inout ByteBuffer) {
        buffer.writeInteger(ASCII.space)
        buffer.writeBytes(key.bytes)
    }

    private static func write(block: ByteBuffer, into buffer: inout ByteBuffer) {
        endLine(&buffer)
        buffer.writeImmutableBuffer(block)
        endLine(&buffer)
    }

    private static func endLine(_ buffer: inout ByteBuffer) {
        buffer.writeInteger(ASCII.carriageReturn)
        buffer.writeInteger(ASCII.lineFeed)
    }
}
