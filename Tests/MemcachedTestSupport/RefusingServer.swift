import NIOCore
import NIOPosix
import Synchronization

/// A memcached in this process that has no memory for every so-manieth value: it says so, and forgets what it held under
/// that key, as the real one does.
package final class RefusingServer: Sendable {
    package let port: Int
    private let channel: any Channel
    private let store: Store

    package var address: String { "127.0.0.1:\(port)" }
    /// The values that were refused.
    package var refused: Set<String> { store.contents.withLock { $0.refused } }
    /// How many values came with `set` and its kin, and how many with `ms`.
    package var counts: (classic: Int, meta: Int) { store.contents.withLock { ($0.classic, $0.meta) } }

    /// `knowsMeta`: whether it is of a version with meta commands.
    package init(refusingOneIn count: Int, knowsMeta: Bool) async throws {
        let store = Store(oneIn: count, knowsMeta: knowsMeta)
        self.store = store
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 64)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(store))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    package func stop() async {
        try? await channel.close()
    }

    private final class Store: Sendable {
        struct Entry {
            var flags: Substring
            var value: String
            var token: Int
        }

        struct Contents {
            var entries: [Substring: Entry] = [:]
            var refused: Set<String> = []
            var classic = 0
            var meta = 0
        }

        let oneIn: Int
        let knowsMeta: Bool
        let contents = Mutex(Contents())

        init(oneIn: Int, knowsMeta: Bool) {
            self.oneIn = oneIn
            self.knowsMeta = knowsMeta
        }

        private static let refusal = "SERVER_ERROR out of memory storing object\r\n"

        /// How many bytes of data follow a line.
        func dataLength(_ words: [Substring]) -> Int? {
            switch words.first {
            case "set", "add", "replace", "append", "prepend", "cas": words.count > 4 ? Int(words[4]) : nil
            case "ms": words.count > 2 ? Int(words[2]) : nil
            default: nil
            }
        }

        func answer(_ words: [Substring], _ data: String) -> String {
            contents.withLock { contents in
                switch words.first {
                case "version": return "VERSION \(knowsMeta ? "1.6.18" : "1.4.5")\r\n"
                case "stats": return words.last == "settings" ? "STAT item_size_max 1048576\r\nEND\r\n" : "END\r\n"
                case "get", "gets":
                    var text = ""
                    for key in words.dropFirst() {
                        guard let entry = contents.entries[key] else { continue }
                        let token = words[0] == "gets" ? " \(entry.token)" : ""
                        text += "VALUE \(key) \(entry.flags) \(entry.value.utf8.count)\(token)\r\n\(entry.value)\r\n"
                    }
                    return text + "END\r\n"
                case "delete":
                    return contents.entries.removeValue(forKey: words[1]) == nil ? "NOT_FOUND\r\n" : "DELETED\r\n"
                case "set":
                    contents.classic += 1
                    return keep(words[1], words[2], data, &contents) ? "STORED\r\n" : Self.refusal
                case "mn" where knowsMeta: return "MN\r\n"
                case "ms" where knowsMeta:
                    contents.meta += 1
                    let flags = words.first { $0.hasPrefix("F") }?.dropFirst() ?? "0"
                    guard keep(words[1], flags, data, &contents) else { return Self.refusal }
                    return Self.isQuiet(words) ? "" : "HD\(tail(words, contents.entries[words[1]]))\r\n"
                case "mg" where knowsMeta:
                    guard let entry = contents.entries[words[1]] else { return Self.isQuiet(words) ? "" : "EN\r\n" }
                    let tail = tail(words, entry)
                    if words.contains("v") { return "VA \(entry.value.utf8.count)\(tail)\r\n\(entry.value)\r\n" }
                    return "HD\(tail)\r\n"
                case "md" where knowsMeta:
                    if contents.entries.removeValue(forKey: words[1]) == nil { return "NF\(tail(words, nil))\r\n" }
                    return Self.isQuiet(words) ? "" : "HD\(tail(words, nil))\r\n"
                // As the real one: the data block, too, is taken for a command.
                case "ms": return "ERROR\r\nERROR\r\n"
                default: return "ERROR\r\n"
                }
            }
        }

        private func keep(_ key: Substring, _ flags: Substring, _ value: String, _ contents: inout Contents) -> Bool {
            let number = contents.classic + contents.meta
            if number.isMultiple(of: oneIn) {
                contents.refused.insert(value)
                contents.entries[key] = nil
                return false
            }
            contents.entries[key] = Entry(flags: flags, value: value, token: number)
            return true
        }

        private static func isQuiet(_ words: [Substring]) -> Bool { words.contains("q") }

        /// The flags of a meta command that are given back.
        private func tail(_ words: [Substring], _ entry: Entry?) -> String {
            words.dropFirst(2).map { word in
                switch word.first {
                case "O": " \(word)"
                case "k": " k\(words[1])"
                case "c": entry.map { " c\($0.token)" } ?? ""
                case "f": entry.map { " f\($0.flags)" } ?? ""
                case "s": entry.map { " s\($0.value.utf8.count)" } ?? ""
                case "t": " t-1"
                default: ""
                }
            }
            .joined()
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let store: Store
        private var buffer = ByteBuffer()
        private var words: [Substring] = []
        private var missing: Int?

        init(_ store: Store) { self.store = store }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            buffer.writeImmutableBuffer(unwrapInboundIn(data))
            var answers = context.channel.allocator.buffer(capacity: 4096)
            while true {
                if let length = missing {
                    guard buffer.readableBytes >= length + 2 else { break }
                    let value = buffer.readString(length: length) ?? ""
                    buffer.moveReaderIndex(forwardBy: 2)
                    missing = nil
                    answers.writeString(store.answer(words, value))
                    continue
                }
                guard let end = buffer.readableBytesView.firstIndex(of: 0x0a) else { break }
                var line = buffer.readString(length: end - buffer.readerIndex) ?? ""
                buffer.moveReaderIndex(forwardBy: 1)
                if line.hasSuffix("\r") { line.removeLast() }
                words = line.split(separator: " ")
                missing = store.dataLength(words)
                if missing == nil { answers.writeString(store.answer(words, "")) }
            }
            buffer.discardReadBytes()
            if answers.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(answers), promise: nil) }
        }
    }
}
