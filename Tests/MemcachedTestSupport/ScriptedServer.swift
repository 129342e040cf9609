import NIOCore
import NIOPosix
import Synchronization

/// A server in this process that says what it is told to say.
package final class ScriptedServer: Sendable {
    /// What to do at a command line.
    package enum Step: Sendable {
        case send(String)
        case sendBytes([UInt8])
        case close
    }

    /// Told every line that arrives (data blocks are lines too) and the number of the connection.
    package typealias Script = @Sendable (_ line: String, _ connection: Int) -> [Step]

    /// The number that the answer to a meta command has to give back, with a blank before it; nothing for other lines.
    package static func opaque(of line: String) -> String {
        line.split(separator: " ").dropFirst(2).filter { $0.hasPrefix("O") }.map { " \($0)" }.joined()
    }

    package let port: Int
    private let channel: any Channel
    private let state: State

    /// The lines received so far.
    package var received: [String] { state.lines.withLock { $0 } }
    /// How many connections were made so far.
    package var connections: Int { state.connections.withLock { $0 } }

    package init(greeting: [Step] = [], _ script: @escaping Script) async throws {
        let state = State()
        self.state = state
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = state.connections.withLock { count in
                        count += 1
                        return count
                    }
                    let handler = Handler(state: state, number: number, greeting: greeting, script: script)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    /// Takes no more connections; those that there are stay.
    package func stopListening() { channel.close(promise: nil) }

    package func stop() async {
        try? await channel.close()
    }

    private final class State: Sendable {
        let lines = Mutex<[String]>([])
        let connections = Mutex(0)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let state: State
        private let number: Int
        private let greeting: [Step]
        private let script: Script
        private var buffer = ByteBuffer()

        init(state: State, number: Int, greeting: [Step], script: @escaping Script) {
            self.state = state
            self.number = number
            self.greeting = greeting
            self.script = script
        }

        func channelActive(context: ChannelHandlerContext) {
            perform(greeting, context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            buffer.writeImmutableBuffer(unwrapInboundIn(data))
            while let end = buffer.readableBytesView.firstIndex(of: 0x0a) {
                let length = end - buffer.readerIndex
                var line = buffer.readString(length: length) ?? ""
                buffer.moveReaderIndex(forwardBy: 1)
                if line.hasSuffix("\r") { line.removeLast() }
                state.lines.withLock { $0.append(line) }
                perform(script(line, number), context)
            }
        }

        private func perform(_ steps: [Step], _ context: ChannelHandlerContext) {
            for step in steps {
                switch step {
                case .send(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
                case .sendBytes(let bytes):
                    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
                case .close: context.close(promise: nil)
                }
            }
        }
    }
}
