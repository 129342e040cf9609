import NIOCore

/// Hands the events of a channel to the connection that owns it. It decides nothing.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: Connection
    private let generation: Int
    private var error: (any Error)?

    init(connection: Connection, generation: Int) {
        self.connection = connection
        self.generation = generation
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        connection.assumeIsolated { [generation] in $0.received(bytes, generation: generation) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.error = error
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        let reason = error.map { ConnectFailure.reason($0) }
        connection.assumeIsolated { [generation] in $0.becameInactive(reason: reason, generation: generation) }
    }
}
