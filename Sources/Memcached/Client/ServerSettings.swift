/// What a server says of itself in `stats settings`, as far as it decides how it may be spoken to.
package struct ServerSettings: Sendable {
    private let lines: [Substring]

    init(report: [UInt8]) {
        lines = String(decoding: report, as: UTF8.self).split(whereSeparator: \.isNewline)
    }

    private subscript(name: String) -> Substring? {
        let start = "STAT \(name) "
        return lines.first { $0.hasPrefix(start) }?.dropFirst(start.count)
    }

    /// The largest item that it takes, key and bookkeeping included, as it spells it. In bytes.
    package var largestItem: String? { self["item_size_max"].map { Excerpt($0.utf8).description } }

    /// The largest item that surely fits into one piece of memory: a larger one is stored in several, and fails when one of
    /// them cannot be had. In bytes; 0 if the server does not say.
    package var largestChunk: Int {
        let limits = ["item_size_max", "slab_chunk_max"].map { self[$0].flatMap { Int($0) } ?? 0 }
        return limits.min() ?? 0
    }

    /// Whether it throws out old items rather than refusing new ones when its memory is full.
    package var evicts: Bool { self["evictions"] == "on" }
}

extension MemcachedClient {
    /// Asks a server for its settings, on a connection of its own; what is not known is empty.
    package func settings(of server: Int) async -> ServerSettings {
        let result = try? await exchangeRaw(Array("stats settings".utf8), with: server)
        return ServerSettings(report: result?.bytes ?? [])
    }
}
