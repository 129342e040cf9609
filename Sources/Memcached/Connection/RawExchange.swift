import NIOCore
import NIOPosix

/// One line to one server, on a connection that is closed afterwards: whatever the line does to the conversation, it
/// does to nobody else's.
final class RawExchange: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let line: [UInt8]
    private let patience: TimeAmount
    private let promise: EventLoopPromise<RawResult>
    private var reply = RawReply()
    private var timer: Scheduled<Void>?

    init(line: [UInt8], patience: TimeAmount, promise: EventLoopPromise<RawResult>) {
        self.line = line
        self.patience = patience
        self.promise = promise
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else { return finish(.closed, context) }
        context.writeAndFlush(
            wrapOutboundOut(ByteBuffer(bytes: line + [ASCII.carriageReturn, ASCII.lineFeed])),
            promise: nil
        )
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { self.finish(.timedOut, context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch reply.received(unwrapInboundIn(data).readableBytesView) {
        case .wait: break
        case .sendFence:
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: RawReply.fence)), promise: nil)
        case .finished: finish(.complete, context)
        case .tooLong: finish(.cut, context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.closed, context)
    }

    private func finish(_ ending: RawResult.Ending, _ context: ChannelHandlerContext) {
        timer?.cancel()
        promise.succeed(RawResult(bytes: reply.bytes, ending: ending))
        context.close(promise: nil)
    }
}

/// What a raw line brought back.
package struct RawResult: Sendable {
    package enum Ending: Sendable {
        case complete
        /// The server closed the connection.
        case closed
        /// The time was up before the end had come.
        case timedOut
        /// More came than is kept.
        case cut
    }

    package let bytes: [UInt8]
    package let ending: Ending
}

extension Connection {
    /// Sends one line as it is, on a connection of its own.
    package nonisolated func exchangeRaw(_ line: [UInt8]) async throws(MemcachedError) -> RawResult {
        let patience = TimeAmount(settings.replyTimeout)
        return try await exchange { RawExchange(line: line, patience: patience, promise: $0) }
    }

    /// Has a handler of its own converse with the server on a connection of its own, until it keeps its promise.
    nonisolated func exchange<Result: Sendable>(
        _ makeHandler: @escaping @Sendable (EventLoopPromise<Result>) -> any ChannelHandler
    ) async throws(MemcachedError) -> Result {
        if let error = reachability.refusal { throw error }
        let promise = eventLoop.makePromise(of: Result.self)
        // The handler comes once there is a connection: of several addresses of a name, only one speaks.
        connect(with: bootstrap).hop(to: eventLoop).whenComplete { result in
            do {
                let channel = try result.get()
                promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
                try channel.pipeline.syncOperations.addHandler(makeHandler(promise))
            } catch {
                promise.fail(error)
            }
        }
        do {
            return try await promise.futureResult.value()
        } catch is CancellationError {
            promise.fail(CancellationError())
            throw MemcachedError(.cancelled, "interrupted", server: server, mayHaveHappened: true)
        } catch let error as MemcachedError {
            throw error
        } catch {
            let error = ConnectFailure.error(error, server: server)
            reachability.failed(error)
            throw error
        }
    }
}
