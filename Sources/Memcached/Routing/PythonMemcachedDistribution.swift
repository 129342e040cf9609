/// How python-memcached (1.62) chooses a server.
///
/// A list holds every server as often as its weight, in the order given; the key's number modulo the length of the list
/// chooses. The number is the middle 15 bits of the key's CRC-32. If that server is down, the number and the count of
/// the try are written as decimal text and hashed again, ten times at most. The list is never shortened.
/// Source of the facts: `_get_server` and `cmemcache_hash` of the package.
package struct PythonMemcachedDistribution: Distribution {
    package static let name = "python-memcached"
    package static let summary = "Python's python-memcached: a list with weights, CRC-32, modulo"
    static let maximumTries = 10

    /// `crc32` is what `useOldServerHashFunction()` switches to: all 32 bits.
    enum HashFunction: String, CaseIterable {
        case cmemcache, crc32
    }

    /// For each bucket the server it stands for.
    private let buckets: [Int]
    private let serverCount: Int
    private let hashFunction: HashFunction
    /// Up to 1.59 a number of 0 was turned into 1.
    private let zeroBecomesOne: Bool

    package init(servers: [ServerAddress], options: [DistributionOption]) throws(DistributionError) {
        try self.init(weights: servers.map(\.weight), options: options)
    }

    init(weights: [Int], options: [DistributionOption] = []) throws(DistributionError) {
        var hashFunction = HashFunction.cmemcache
        var zeroBecomesOne = false
        for option in options {
            switch (option.key, option.value) {
            case ("hash", let value):
                guard let function = HashFunction(rawValue: value) else {
                    throw DistributionError(description: "hash is cmemcache or crc32, not '\(value)'")
                }
                hashFunction = function
            case ("zero", "keep"): zeroBecomesOne = false
            case ("zero", "one"): zeroBecomesOne = true
            case ("zero", let value):
                throw DistributionError(
                    description: "zero is keep (1.60 and later) or one (up to 1.59), not '\(value)'"
                )
            case (let key, _):
                throw DistributionError(description: "python-memcached has the options hash and zero, not '\(key)'")
            }
        }
        buckets = weights.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
        serverCount = weights.count
        self.hashFunction = hashFunction
        self.zeroBecomesOne = zeroBecomesOne
    }

    package func server(for key: Key, isDown: (Int) -> Bool) -> Int? {
        tries(number: hash(key.bytes)).first { !isDown($0.server) }?.server
    }

    /// The server for a key whose number the caller gives: python-memcached's `(number, key)`.
    package func server(forNumber number: Int, isDown: (Int) -> Bool) -> Int? {
        tries(number: number).first { !isDown($0.server) }?.server
    }

    package func explanation(for key: Key, isDown: (Int) -> Bool) -> RouteExplanation {
        var steps: [String] = []
        var hashed = key.bytes
        for attempt in tries(number: hash(key.bytes)) {
            steps.append(arithmetic(of: hashed, number: attempt.number, bucket: attempt.bucket))
            guard isDown(attempt.server) else { return RouteExplanation(server: attempt.server, steps: steps) }
            hashed = Array(attempt.rehashText.utf8)
        }
        return RouteExplanation(server: nil, steps: steps)
    }

    package var shares: [Double] {
        var counts = Array(repeating: 0.0, count: serverCount)
        for server in buckets { counts[server] += 1 }
        return counts.map { buckets.isEmpty ? 0 : $0 / Double(buckets.count) }
    }

    // MARK: The algorithm

    private func hash(_ bytes: some Sequence<UInt8>) -> Int {
        let crc = CRC32.hash(bytes)
        switch hashFunction {
        case .cmemcache:
            let number = Int((crc >> 16) & 0x7fff)
            return number == 0 && zeroBecomesOne ? 1 : number
        case .crc32:
            return Int(crc)
        }
    }

    private struct Try {
        let number: Int
        let bucket: Int
        let server: Int
        let rehashText: String
    }

    /// The buckets that a number leads to, one after the other.
    private func tries(number: Int) -> some Sequence<Try> {
        var number = number
        var count = 0
        let buckets = buckets
        return AnyIterator {
            guard count < PythonMemcachedDistribution.maximumTries, !buckets.isEmpty else { return nil }
            if count > 0 { number = self.hash("\(number)\(count - 1)".utf8) }
            // Python's remainder is never negative.
            let remainder = number % buckets.count
            let bucket = remainder < 0 ? remainder + buckets.count : remainder
            defer { count += 1 }
            return Try(number: number, bucket: bucket, server: buckets[bucket], rehashText: "\(number)\(count)")
        }
    }

    private func arithmetic(of bytes: [UInt8], number: Int, bucket: Int) -> String {
        let crc = String(CRC32.hash(bytes), radix: 16)
        let padded = "0x" + String(repeating: "0", count: 8 - crc.count) + crc
        let text = Excerpt(bytes, limit: 60)
        let toNumber = hashFunction == .crc32 ? "= \(number)" : "-> (>> 16) & 0x7fff = \(number)"
        return "crc32(\"\(text)\") = \(padded) \(toNumber); mod \(buckets.count) = bucket \(bucket)"
    }
}
