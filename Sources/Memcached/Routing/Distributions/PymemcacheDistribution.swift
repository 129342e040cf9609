/// How pymemcache's HashClient (4.0) chooses a server: rendezvous hashing. Every server gets the MurmurHash3 of its name
/// and the key; the highest wins. There are no weights.
///
/// A character of the text that is hashed counts as one byte, of which all but the lowest eight bits are lost.
/// Source of the facts: `pymemcache/client/rendezvous.py` and `murmur3.py` of the package.
package struct PymemcacheDistribution: Distribution {
    package static let name = "pymemcache"
    package static let summary = "Python's pymemcache (HashClient): rendezvous by MurmurHash3; weights do not count"
    package static let rules = [
        DistributionRule(
            "key_type",
            .choice(["str", "bytes"]),
            "how the program gives its keys: b'k' and 'k' differ; str"
        ),
        DistributionRule("key_prefix", .text, "put before every key that is sent; not hashed"),
        DistributionRule("dead_timeout", .number(0...86_400), "seconds until a server that is down is tried again; 60"),
    ]

    package var down = ServerSet()
    private let names: [[UInt8]]
    private let longestName: Int
    private let keysAreBytes: Bool
    package let namespace: [UInt8]
    package let retryInterval: Duration
    package let movesKeys = true

    package init(servers: [ServerAddress], options: DistributionOptions) throws(DistributionError) {
        names = servers.map { server in
            let name =
                switch server.endpoint {
                case .host(let host, let port): "\(host):\(port)"
                case .unixSocket(let path): path
                }
            return name.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        }
        longestName = names.map(\.count).max() ?? 0
        keysAreBytes = options.text("key_type") == "bytes"
        namespace = Array((options.text("key_prefix") ?? "").utf8)
        retryInterval = .seconds(options.number("dead_timeout") ?? 60)
    }

    package var shares: [Double] { names.map { _ in 1 / Double(names.count) } }

    package func server(for key: Span<UInt8>, log: RouteLog?) -> Int? {
        let typed = key.extracting(withoutNamespace(key))
        // A byte becomes at most four characters, and a name stands before them.
        return ScratchText.with(capacity: typed.count * 4 + 4) { tail in
            tail.append(UInt8(ascii: "-"))
            if keysAreBytes { PythonText.appendLiteral(typed, to: &tail) } else { PythonText.append(typed, to: &tail) }
            return tail.hashed { highest(tail: $0, log: log) }
        }
    }

    private func highest(tail: Span<UInt8>, log: RouteLog?) -> Int? {
        ScratchText.with(capacity: longestName + tail.count) { text in
            var winner: Int?
            var highest: UInt32 = 0
            for index in names.indices where !down.contains(index) {
                text.write(names[index], tail)
                let score = text.hashed { MurmurHash3.hash($0, seed: 0) }
                if let winner,
                    score < highest || (score == highest && names[index].lexicographicallyPrecedes(names[winner]))
                {
                    continue
                }
                winner = index
                highest = score
            }
            if let winner, let log {
                text.write(names[winner], tail)
                text.hashed { log.begin("murmur3_32", $0, highest) }
                log.complete("the highest of \(names.count)")
            }
            if winner == nil { log?.complete("no server is left") }
            return winner
        }
    }
}

extension ScratchText {
    /// A name and what stands behind it, in place of what was there.
    fileprivate mutating func write(_ name: [UInt8], _ tail: Span<UInt8>) {
        removeAll()
        append(name.span)
        append(tail)
    }
}

/// Keys as Python sees them.
private enum PythonText {
    /// The lowest eight bits of each character of a `str`; bytes that are not UTF-8 stand for themselves.
    static func append(_ key: Span<UInt8>, to text: inout ScratchText) {
        var index = 0
        while index < key.count {
            let (scalar, length) = UTF8Scalars.scalar(in: key, at: index)
            text.append(UInt8(truncatingIfNeeded: scalar ?? UInt32(key[index])))
            index += length
        }
    }

    /// `b'...'`, as Python writes bytes.
    static func appendLiteral(_ key: Span<UInt8>, to text: inout ScratchText) {
        let hasSingle = key.firstIndex(of: UInt8(ascii: "'"), from: 0) != nil
        let hasDouble = key.firstIndex(of: UInt8(ascii: "\""), from: 0) != nil
        let quote = UInt8(ascii: hasSingle && !hasDouble ? "\"" : "'")
        text.append(UInt8(ascii: "b"))
        text.append(quote)
        for index in key.indices {
            let byte = key[index]
            switch byte {
            case quote, UInt8(ascii: "\\"): appendEscape(byte, to: &text)
            case 0x09: appendEscape(UInt8(ascii: "t"), to: &text)
            case 0x0a: appendEscape(UInt8(ascii: "n"), to: &text)
            case 0x0d: appendEscape(UInt8(ascii: "r"), to: &text)
            case 0x20..<0x7f: text.append(byte)
            default:
                appendEscape(UInt8(ascii: "x"), to: &text)
                for shift in stride(from: UInt8(4), through: 0, by: -4) {
                    let digit = byte >> shift & 15
                    text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                }
            }
        }
        text.append(quote)
    }

    private static func appendEscape(_ byte: UInt8, to text: inout ScratchText) {
        text.append(UInt8(ascii: "\\"))
        text.append(byte)
    }
}
