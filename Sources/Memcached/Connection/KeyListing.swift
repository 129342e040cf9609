import NIOCore
import NIOPosix

/// What came of going through all keys of a server.
package struct KeyFold<Result: Sendable>: Sendable {
    package let result: Result
    /// Lines of the server's list in which no key could be read.
    package let unreadable: Int
}

/// The dump of all keys of one server, on a connection of its own: while it lasts, nothing else may be asked there.
///
/// It is read as fast as it comes, because a reader that stops holds a lock of the server.
final class KeyListing<Result: Sendable>: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var result: Result
    private let body: @Sendable (inout Result, Span<UInt8>) -> Void
    private let patience: TimeAmount
    private let promise: EventLoopPromise<KeyFold<Result>>
    private let server: ServerAddress
    /// How many bytes are enough; then the rest is left.
    private let limit: Int
    private var received = 0
    private var dump = KeyDump()
    /// More items than a memcached can count.
    private static var mostKeys: Int { 1 << 32 }
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?

    init(
        into initial: Result,
        server: ServerAddress,
        patience: TimeAmount,
        limit: Int,
        promise: EventLoopPromise<KeyFold<Result>>,
        _ body: @escaping @Sendable (inout Result, Span<UInt8>) -> Void
    ) {
        result = initial
        self.body = body
        self.server = server
        self.patience = patience
        self.limit = limit
        self.promise = promise
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return channelInactive(context: context) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "lru_crawler metadump all\r\n")), promise: nil)
        deadline = .now() + patience
        startTimer(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        deadline = .now() + patience
        let bytes = unwrapInboundIn(data).readableBytesView
        received += bytes.count
        switch dump.received(bytes, { body(&result, $0) }) {
        case nil:
            if received >= limit {
                finish(nil, context)
            } else if dump.keyCount > Self.mostKeys {
                finish(MemcachedError(.connectionLost, "the list of keys does not end", server: server), context)
            }
        case .complete: finish(nil, context)
        case .refused(let words):
            let text = Excerpt(words, limit: 200).description
            let isUnknown = text == "ERROR"
            let reason = isUnknown ? "ERROR: the server cannot list its keys; memcached 1.4.31 and later can" : text
            finish(MemcachedError(isUnknown ? .unknownCommand : .refusedByServer, reason, server: server), context)
        case .violation:
            finish(MemcachedError(.connectionLost, "what came is no list of keys", server: server), context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(MemcachedError(.connectionLost, "the list of keys was cut off", server: server), context)
    }

    /// One timer that looks again when it fires, instead of being moved at every piece.
    private func startTimer(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            if self.deadline > .now() { return self.startTimer(context) }
            let text = "no more keys within \(DurationText.short(self.patience))"
            self.finish(MemcachedError(.timeout, text, server: self.server), context)
        }
    }

    private func finish(_ error: MemcachedError?, _ context: ChannelHandlerContext) {
        timer?.cancel()
        if let error {
            promise.fail(error)
        } else {
            promise.succeed(KeyFold(result: result, unreadable: dump.oddLines))
        }
        context.close(promise: nil)
    }
}

extension Connection {
    /// Goes through all keys that the server holds, or through those that come first.
    package nonisolated func foldKeys<Result: Sendable>(
        into initial: Result,
        atMost limit: Int = .max,
        _ body: @escaping @Sendable (inout Result, Span<UInt8>) -> Void
    ) async throws(MemcachedError) -> KeyFold<Result> {
        let server = server
        let patience = TimeAmount(settings.replyTimeout)
        return try await exchange { promise in
            KeyListing(into: initial, server: server, patience: patience, limit: limit, promise: promise, body)
        }
    }
}
