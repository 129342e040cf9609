import Memcached
import NIOCore
import NIOPosix

/// What the library is compared with: a connection that writes, flushes and wakes for each command by itself, as clients
/// of the kind of valkey-swift do. It shares the spelling of requests and the reading of replies with the library.
actor FlushPerCommand {
    private let channel: any Channel
    private let handler: NIOLoopBound<Handler>

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        channel.eventLoop.executor.asUnownedSerialExecutor()
    }

    static func connect(port: Int) async throws -> FlushPerCommand {
        let group = MultiThreadedEventLoopGroup.singleton
        let (channel, handler) = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port)
            .flatMapThrowing { channel in
                let handler = Handler()
                try channel.pipeline.syncOperations.addHandler(handler)
                return (channel, NIOLoopBound(handler, eventLoop: channel.eventLoop))
            }
            .get()
        return FlushPerCommand(channel: channel, handler: handler)
    }

    private init(channel: any Channel, handler: NIOLoopBound<Handler>) {
        self.channel = channel
        self.handler = handler
    }

    func get(_ key: Key) async throws -> Item? {
        let request = Request.retrieve(keys: [key], exptime: nil, tokens: false)
        let reply = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                handler.value.waiting.append((request.replyShape, continuation))
                var buffer = channel.allocator.buffer(capacity: 64)
                RequestWriter.write(request, into: &buffer)
                channel.writeAndFlush(buffer, promise: nil)
            }
        } onCancel: {
            channel.close(promise: nil)
        }
        guard case .values(let items) = reply else { throw UnexpectedReply() }
        return items.first ?? nil
    }

    func close() async throws { try await channel.close() }

    struct UnexpectedReply: Error {}

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        var waiting = CircularBuffer<(ReplyShape, CheckedContinuation<Reply, any Error>)>()
        private var parser = ReplyParser()

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            parser.feed(unwrapInboundIn(data))
            do {
                while let (shape, continuation) = waiting.first, let reply = try parser.next(shape) {
                    waiting.removeFirst()
                    continuation.resume(returning: reply)
                }
            } catch {
                context.close(promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            for (_, continuation) in waiting { continuation.resume(throwing: ChannelError.ioOnClosedChannel) }
            waiting.removeAll()
        }
    }
}
