/// The ring that libmemcached made common: MD5 digests of a server's name and a counter, each of which gives four points.
enum KetamaPoints {
    /// A digest gives this many points.
    static let pointsPerDigest = 4

    /// How many digests a server of a weight gets when `live` servers of a `total` weight take part: 40, if all weigh
    /// the same. In single precision, operation by operation, as libmemcached, twemproxy and spymemcached reckon it; so
    /// 25 or 47 equal servers have 39 each.
    static func digests(weight: Int, total: Int, live: Int) -> Int {
        let share = Float(weight) / Float(total)
        var digests = share * 160
        digests /= 4
        digests *= Float(live)
        digests += 1e-10
        return Int(digests.rounded(.down))
    }

    /// The points of one server: of the digests of `name-0`, `name-1`, and so on.
    static func append(name: [UInt8], digests: Int, server: Int, to points: inout [Ring.Point]) {
        forEachCounter(name: name, count: digests) { text in
            let words = MD5.digest(text).words
            points.append(Ring.Point(words.0, server: server))
            points.append(Ring.Point(words.1, server: server))
            points.append(Ring.Point(words.2, server: server))
            points.append(Ring.Point(words.3, server: server))
        }
    }

    /// The points of one server by a hash function: one of each of `name-0`, `name-1`, and so on.
    static func append(
        name: [UInt8],
        count: Int,
        server: Int,
        to points: inout [Ring.Point],
        hash: (Span<UInt8>) -> UInt32
    ) {
        forEachCounter(name: name, count: count) { points.append(Ring.Point(hash($0), server: server)) }
    }

    /// Calls `body` with `name-0`, `name-1`, and so on.
    private static func forEachCounter(name: [UInt8], count: Int, _ body: (Span<UInt8>) -> Void) {
        for counter in 0..<count {
            ScratchText.with(capacity: name.count + 1 + ScratchText.longestDecimal) { text in
                text.append(name.span)
                text.append(UInt8(ascii: "-"))
                text.append(decimal: counter)
                text.hashed(body)
            }
        }
    }
}
